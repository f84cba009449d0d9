//! Parses a page of fal's catalogue.

use fal_codegen::{
    Source,
    document::{Node, Value},
};

use super::{
    client::Response,
    document::{DocumentError, as_text, from_node, parse},
};

/// A page of the catalogue.
pub struct CataloguePage {
    /// Endpoints.
    pub entries: Vec<CatalogueEntry>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// An endpoint in the catalogue.
pub struct CatalogueEntry {
    /// Endpoint id.
    pub id: String,
    /// Document in canonical form, if the catalogue has one.
    pub document: Option<Result<String, DocumentError>>,
}

/// Parses a response as a page.
pub fn page(response: &Response) -> Result<CataloguePage, DocumentError> {
    let source = Source::new("the catalogue", response.body.clone());
    if source.text_lossy().trim_start().starts_with('<') {
        return Err(DocumentError::HtmlPage);
    }
    if response.status != 200 {
        let body = source.text_lossy().chars().take(300).collect();
        return Err(DocumentError::Status(response.status, body));
    }
    let page = parse(&source)?;
    let Some(Value::Array(models)) = page.get("models").map(|models| &models.value) else {
        return Err(DocumentError::NotAPage("it has no array `models`"));
    };
    let more = !matches!(page.get("has_more").map(|more| &more.value), Some(Value::Bool(false)));
    let next = page.get("next_cursor").and_then(as_text).filter(|_| more).map(str::to_owned);
    if next.is_none() && matches!(page.get("has_more").map(|more| &more.value), Some(Value::Bool(true))) {
        return Err(DocumentError::NotAPage("`has_more` is true, but there is no `next_cursor`"));
    }
    Ok(CataloguePage { entries: models.iter().filter_map(entry).collect(), next })
}

fn entry(model: &Node) -> Option<CatalogueEntry> {
    let id = model.get("endpoint_id").and_then(as_text)?.to_owned();
    let document = model.get("openapi").filter(|document| document.value != Value::Null);
    Some(CatalogueEntry { document: document.map(|document| from_node(&id, document)), id })
}
