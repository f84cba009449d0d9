//! Readers: bytes to [`Spec`], one reader per format, chosen by the content of the file.
//!
//! [`syntax::parse`] turns a source of any syntax into document trees, overlays correct these trees, and [`read`] turns a
//! tree into the format-independent model. Readers find operations, schemas and examples, and keep their origins;
//! references, limits and prose are resolved by `lower`.
//!
//! To add a format: a module next to these, a row in [`READERS`], and fixtures in `tests/`.

pub mod apifox;
mod client_parameters;
mod endpoint_id;
pub mod example;
mod known_keys;
pub mod markdown;
mod method;
pub mod openapi;
pub mod page;
mod path_template;
pub mod schema;
mod security_scheme;
mod server_url;
mod submit_response;
pub mod syntax;

pub(crate) use endpoint_id::endpoint_id;
pub use submit_response::SUBMIT_RESPONSE_FIELDS;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    document::{Cursor, Node},
    spec::Spec,
};
use schema::{LocalReferences, SchemaReader};

/// A format of specifications.
struct Format {
    recognises: fn(&Node) -> bool,
    read: fn(&Cursor<'_>, &mut Diagnostics) -> Spec,
}

/// Every format, the most specific first.
const READERS: &[Format] = &[
    Format { recognises: is_error_stub, read: read_error_stub },
    Format { recognises: apifox::project::recognises, read: read_project },
    Format { recognises: openapi::recognises, read: read_openapi },
    Format { recognises: apifox::recognises, read: read_endpoint },
];

/// Returns the operations of a document and the models that they refer to.
pub fn read(document: &Node, diagnostics: &mut Diagnostics) -> Spec {
    let root = Cursor::root(document);
    if let Some(format) = READERS.iter().find(|format| (format.recognises)(document)) {
        return (format.read)(&root, diagnostics);
    }
    let unknown = Diagnostic::error("unknown-format", &root.origin(), syntax::UNKNOWN_FORMAT);
    diagnostics.push(unknown.help(syntax::FORMATS));
    Spec::default()
}

/// Returns whether the document is an error response of fal, saved in place of a specification.
fn is_error_stub(document: &Node) -> bool {
    document.get("error").is_some() && document.get("paths").is_none() && document.get("api").is_none()
}

/// The diagnostic code of an error stub, which is skipped and does not count as a rejected specification.
pub const ERROR_STUB: &str = "error-stub";

fn read_error_stub(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let received = root.get("error").and_then(|error| error.text("message")).map(|message| message.value);
    let received = received.as_deref().unwrap_or("no message");
    let message = format!("the file contains an error response of fal instead of a specification: {received}");
    let help = "fetch the document again; until then the endpoint is not generated";
    diagnostics.push(Diagnostic::warning(ERROR_STUB, &root.origin(), message).help(help));
    Spec::default()
}

fn read_openapi(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let mut reader = SchemaReader::new(diagnostics);
    let operations = openapi::read(&mut reader, root);
    reader.into_spec(operations, &LocalReferences::new(root.clone()))
}

fn read_endpoint(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let mut reader = SchemaReader::new(diagnostics);
    let operations = apifox::read(&mut reader, root);
    reader.into_spec(operations, &LocalReferences::new(root.clone()))
}

fn read_project(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let project = apifox::project::Project::new(root);
    let mut reader = SchemaReader::new(diagnostics);
    let operations = apifox::project::read(&mut reader, root, &project);
    reader.into_spec(operations, &project)
}
