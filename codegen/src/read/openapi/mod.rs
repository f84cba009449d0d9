//! Reader of OpenAPI documents.
//!
//! A document of fal describes the queue of one endpoint as four paths; only the request body of the first and the
//! response of the result path belong to the endpoint itself. The declared version is ignored, because it is often wrong:
//! fal declares 3.0.4 and writes 3.1, Apifox declares 3.0.1 and writes `type: "null"`. `swagger` reads the parts of a document
//! that differ in Swagger 2.0.

mod content;
mod operation;
mod parameter;
mod references;
mod response;
mod service;
mod swagger;

use super::{known_keys, schema::SchemaReader};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node},
    spec::Operation,
};
use references::ReferenceRoot;

/// Returns whether a document is an OpenAPI document, of any version.
pub fn recognises(document: &Node) -> bool {
    document.get("openapi").is_some() || document.get("swagger").is_some() || document.get("paths").is_some()
}

/// Reads every operation of a document.
pub fn read(reader: &mut SchemaReader<'_>, root: &Cursor<'_>) -> Vec<Operation> {
    let document = ReferenceRoot::new(root);
    known_keys::report(reader, root, known_keys::DOCUMENT);
    report_version(reader, root);
    let metadata = root.get("info").and_then(|info| info.get("x-fal-metadata"));
    let Some(paths) = root.get("paths").filter(Cursor::is_object) else {
        let message = "the document has no `paths`, so there is no operation to generate";
        let help = "export the endpoints, not only their schemas";
        reader.report(Diagnostic::error("no-paths", &root.origin(), message).help(help));
        return Vec::new();
    };
    match metadata {
        Some(metadata) => operation::of_fal(reader, &document, &paths, &metadata).into_iter().collect(),
        None => operation::all(reader, &document, &paths),
    }
}

/// Reports a version that no reader was written for.
fn report_version(reader: &mut SchemaReader<'_>, root: &Cursor<'_>) {
    for (key, versions) in [("openapi", ["3.0", "3.1", "3.2"].as_slice()), ("swagger", &["2.0", "2"])] {
        let Some(at) = root.get(key) else { continue };
        let version = at.node().to_literal().to_text();
        if !versions.iter().any(|known| version == *known || version.starts_with(&format!("{known}."))) {
            let message = format!("`{key}: {version}` is not a known version; read as {}", versions.join(", "));
            reader.report(Diagnostic::warning("unknown-version", &at.origin(), message));
        }
    }
}
