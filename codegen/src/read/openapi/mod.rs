//! OpenAPI documents: fal's own, one endpoint each, and those of others.
//!
//! fal's documents describe the queue around an endpoint in four paths; only the input of the first and
//! the output of the result path are the endpoint's own. The version that a document claims is not
//! believed: fal labels 3.0.4 and writes 3.1, Apifox labels 3.0.1 and writes `type: "null"`.

mod content;
mod operation;

use super::schema::{LocalReferences, Resolve, SchemaReader};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node},
    spec::Operation,
};

/// Whether a document is OpenAPI, of any version.
pub fn recognises(document: &Node) -> bool {
    document.get("openapi").is_some() || document.get("swagger").is_some() || document.get("paths").is_some()
}

/// Reads every operation of a document.
pub fn read(reader: &mut SchemaReader<'_>, root: &Cursor<'_>) -> Vec<Operation> {
    let document = Document { root, references: LocalReferences::new(root.clone()) };
    let metadata = root.get("info").and_then(|info| info.get("x-fal-metadata"));
    let Some(paths) = root.get("paths").filter(Cursor::is_object) else {
        let message = "the document has no paths, so there is nothing to call";
        reader.tell(
            Diagnostic::error("no-paths", &root.origin(), message)
                .help("export the endpoints themselves, not only their models"),
        );
        return Vec::new();
    };
    match metadata {
        Some(metadata) => operation::of_fal(reader, &document, &paths, &metadata).into_iter().collect(),
        None => operation::of_others(reader, &document, &paths),
    }
}

/// A document and its references, which may stand for parameters, bodies and responses too.
struct Document<'a> {
    root: &'a Cursor<'a>,
    references: LocalReferences<'a>,
}

impl<'a> Document<'a> {
    /// What stands here, or what the reference that stands here points to.
    fn follow(&'a self, at: &Cursor<'a>) -> Cursor<'a> {
        let target = at.get("$ref").and_then(|reference| reference.as_str());
        target.and_then(|target| self.references.resolve(target)).map_or_else(|| at.clone(), |(target, _)| target)
    }
}
