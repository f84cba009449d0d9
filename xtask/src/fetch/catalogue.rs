//! A page of fal's catalogue: what it says of each endpoint, and where the next page is.

use fal_codegen::{
    Source,
    document::{Node, Value},
};

use super::{
    client::Answer,
    document::{Fault, as_text, of_node, parse},
};

/// A page.
pub struct Page {
    /// What it lists.
    pub entries: Vec<Entry>,
    /// The cursor of the page behind it.
    pub next: Option<String>,
}

/// What the catalogue says of an endpoint.
pub struct Entry {
    /// The id.
    pub id: String,
    /// The document in the form in which it is kept; none where the catalogue has none.
    pub document: Option<Result<String, Fault>>,
}

/// Reads a page.
pub fn page(answer: &Answer) -> Result<Page, Fault> {
    let source = Source::new("the catalogue", answer.body.clone());
    if source.text_lossy().trim_start().starts_with('<') {
        return Err(Fault::Page);
    }
    if answer.status != 200 {
        let body = source.text_lossy().chars().take(300).collect();
        return Err(Fault::Status(answer.status, body));
    }
    let page = parse(&source)?;
    let Some(Value::Array(models)) = page.get("models").map(|models| &models.value) else {
        return Err(Fault::NotAPage("has no list `models`"));
    };
    let more = !matches!(page.get("has_more").map(|more| &more.value), Some(Value::Bool(false)));
    let next = page.get("next_cursor").and_then(as_text).filter(|_| more).map(str::to_owned);
    if next.is_none() && matches!(page.get("has_more").map(|more| &more.value), Some(Value::Bool(true))) {
        return Err(Fault::NotAPage("says that there is more, and not where"));
    }
    Ok(Page { entries: models.iter().filter_map(entry).collect(), next })
}

fn entry(model: &Node) -> Option<Entry> {
    let id = model.get("endpoint_id").and_then(as_text)?.to_owned();
    let document = model.get("openapi").filter(|document| document.value != Value::Null);
    Some(Entry { document: document.map(|document| of_node(&id, document)), id })
}
