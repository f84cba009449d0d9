//! Detection of the syntax of a source, and parsing to document trees.

use std::sync::Arc;

use super::{markdown, page};
use crate::{
    diagnostic::Diagnostic,
    document::{Node, ParseError, json, yaml},
    source::Source,
};

/// The message about a file of an unknown format.
pub(super) const UNKNOWN_FORMAT: &str = "the file is not a specification in a known format";
/// The help for a file of an unknown format.
pub(super) const FORMATS: &str = "a specification is an Apifox endpoint object, project export, page as text or Markdown \
                                  page, or an OpenAPI document in JSON or YAML";

/// Returns the document trees of a source: one, except for Markdown pages and lists of models, which may contain several.
pub fn parse(source: &Source) -> Result<Vec<Node>, Box<Diagnostic>> {
    let file: Arc<str> = Arc::from(source.name.as_str());
    let documents = source
        .text()
        .map_err(|offset| ParseError::new("the file is not UTF-8 text", offset..offset).help("save the file as UTF-8"))
        .and_then(|text| documents(&file, source, text));
    documents.map_err(|error| {
        let help = error.help.clone().unwrap_or_else(|| FORMATS.to_owned());
        Box::new(error.help(help).into_diagnostic(&file))
    })
}

fn documents(file: &Arc<str>, source: &Source, text: &str) -> Result<Vec<Node>, ParseError> {
    if text.trim().is_empty() {
        let help = "save the specification again, or delete the file";
        return Err(ParseError::new("the file is empty", 0..0).help(help));
    }
    if text.trim_start().get(..5).is_some_and(|start| ["<!doc", "<html"].contains(&start.to_ascii_lowercase().as_str()))
    {
        let help = "save the Markdown of a documentation page: add `.md` to its address";
        return Err(ParseError::new("the file is a web page", 0..0).help(help));
    }
    match Syntax::detect(source, text) {
        Some(Syntax::Json) => json::parse(file, text, 0).map(listed),
        Some(Syntax::Page) => page::parse(file, text).map(|document| vec![document]),
        Some(Syntax::Markdown) => markdown::parse(file, text),
        Some(Syntax::Yaml) => yaml::parse(file, text, 0).map(|document| vec![document]),
        None => Err(ParseError::new(UNKNOWN_FORMAT, 0..0)),
    }
}

/// Returns the documents of fal's list of models (`/v1/models?expand=openapi-3.0`), or else the document itself.
fn listed(document: Node) -> Vec<Node> {
    let models = document.get("models").map(Node::items).unwrap_or_default();
    let documents: Vec<Node> = models.iter().filter_map(|model| model.get("openapi").cloned()).collect();
    if documents.is_empty() { vec![document] } else { documents }
}

/// The syntax of a source.
enum Syntax {
    Json,
    Yaml,
    Page,
    Markdown,
}

impl Syntax {
    fn detect(source: &Source, text: &str) -> Option<Self> {
        let has_extension = |extensions: &[&str]| extensions.iter().any(|ending| source.name.ends_with(ending));
        Some(match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => Self::Json,
            _ if markdown::recognises(text) => Self::Markdown,
            _ if page::recognises(text) => Self::Page,
            _ if has_extension(&[".json"]) => Self::Json,
            _ if has_extension(&[".yaml", ".yml"]) => Self::Yaml,
            _ if markdown::is_openapi(text) => Self::Yaml,
            _ => return None,
        })
    }
}
