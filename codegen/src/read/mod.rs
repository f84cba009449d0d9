//! Bytes → [`Spec`]: one reader per format, picked by what a document holds, never by its name.
//!
//! Two steps. [`parse`] turns a source of any syntax into a document tree; overlays correct that tree;
//! [`read`] turns it into the neutral model. Readers interpret as little as they can: they find
//! operations, schemas and examples, and keep every origin. References, limits and prose are
//! `lower`'s business; `prose` stands here because it reads words, and is called from there.
//!
//! To add a format: a module beside these, one line in [`READERS`], fixtures in `tests/`.

pub mod apifox;
pub mod example;
pub mod markdown;
pub mod openapi;
pub mod page;
pub mod prose;
pub mod schema;
mod ticket;

pub use ticket::TICKET_MEMBERS;

use std::sync::Arc;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    document::{Cursor, Node, ParseError, json, yaml},
    origin::{Origin, Place, Pointer},
    source::Source,
    spec::{ParameterLocation, Spec},
};
use schema::{LocalReferences, SchemaReader};

/// One format of specifications.
struct Format {
    recognises: fn(&Node) -> bool,
    read: fn(&Cursor<'_>, &mut Diagnostics) -> Spec,
}

/// Every format, the most telling first.
const READERS: &[Format] = &[
    Format { recognises: is_error_stub, read: read_error_stub },
    Format { recognises: apifox::project::recognises, read: read_project },
    Format { recognises: openapi::recognises, read: read_openapi },
    Format { recognises: apifox::recognises, read: read_endpoint },
];

/// The document trees of a source: one, but for Markdown pages, which may hold several.
pub fn parse(source: &Source) -> Result<Vec<Node>, Box<Diagnostic>> {
    let file: Arc<str> = Arc::from(source.name.as_str());
    let text = source.text().map_err(|offset| {
        let error = ParseError { message: "the file is not UTF-8 text".into(), span: offset..offset, help: None };
        unreadable(&file, error, "save the file as UTF-8")
    })?;
    if text.trim().is_empty() {
        let error = ParseError { message: "the file is empty".into(), span: 0..0, help: None };
        return Err(unreadable(&file, error, "save the specification again, or delete the file"));
    }
    let documents = match Syntax::of(source, text) {
        Syntax::Json => json::parse(&file, text, 0).map(|document| vec![document]),
        Syntax::Page => page::parse(&file, text).map(|document| vec![document]),
        Syntax::Markdown => markdown::parse(&file, text),
        Syntax::Yaml => yaml::parse(&file, text, 0).map(|document| vec![document]),
        Syntax::Unknown => Err(ParseError { message: NO_FORMAT.into(), span: 0..0, help: None }),
    };
    documents.map_err(|error| unreadable(&file, error, FORMATS))
}

const NO_FORMAT: &str = "the file is no specification that can be read";
const FORMATS: &str = "a specification is an Apifox endpoint object, project export, page as text or Markdown page, \
                       or an OpenAPI document in JSON or YAML";

/// How a source is written down.
enum Syntax {
    Json,
    Yaml,
    Page,
    Markdown,
    Unknown,
}

impl Syntax {
    fn of(source: &Source, text: &str) -> Self {
        let named = |endings: &[&str]| endings.iter().any(|ending| source.name.ends_with(ending));
        match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => Self::Json,
            _ if markdown::recognises(text) => Self::Markdown,
            _ if page::recognises(text) => Self::Page,
            _ if named(&[".json"]) => Self::Json,
            _ if named(&[".yaml", ".yml"]) => Self::Yaml,
            _ if text.lines().any(|line| line.starts_with("openapi:") || line.starts_with("swagger:")) => Self::Yaml,
            _ => Self::Unknown,
        }
    }
}

fn unreadable(file: &Arc<str>, error: ParseError, help: &str) -> Box<Diagnostic> {
    let origin = Origin { place: Place::new(file, error.span), pointer: Pointer::root() };
    let help = error.help.unwrap_or_else(|| help.to_owned());
    Box::new(Diagnostic::error("unreadable", &origin, error.message).help(help))
}

/// The operations of a document and the models they refer to.
pub fn read(document: &Node, diagnostics: &mut Diagnostics) -> Spec {
    let root = Cursor::root(document);
    if let Some(format) = READERS.iter().find(|format| (format.recognises)(document)) {
        return (format.read)(&root, diagnostics);
    }
    diagnostics.push(Diagnostic::error("unknown-format", &root.origin(), NO_FORMAT).help(FORMATS));
    Spec::default()
}

/// fal's answer in place of a document: `{"error": {"code", "message"}}`.
fn is_error_stub(document: &Node) -> bool {
    document.get("error").is_some() && document.get("paths").is_none() && document.get("api").is_none()
}

/// The code of the diagnostic for an error stub: the one refusal that is not the document's fault.
pub const ERROR_STUB: &str = "error-stub";

fn read_error_stub(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let said = root.get("error").and_then(|error| error.get("message")).and_then(|message| message.as_str());
    let message = format!("fal answered with an error instead of a document: {}", said.unwrap_or("without a message"));
    let help = "fetch the document again; until then there is no endpoint to generate";
    diagnostics.push(Diagnostic::warning(ERROR_STUB, &root.origin(), message).help(help));
    Spec::default()
}

fn read_openapi(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let mut reader = SchemaReader::new(diagnostics);
    let operations = openapi::read(&mut reader, root);
    Spec { operations, models: reader.models(&LocalReferences::new(root.clone())) }
}

fn read_endpoint(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let mut reader = SchemaReader::new(diagnostics);
    let operations = apifox::read(&mut reader, root);
    Spec { operations, models: reader.models(&LocalReferences::new(root.clone())) }
}

fn read_project(root: &Cursor<'_>, diagnostics: &mut Diagnostics) -> Spec {
    let project = apifox::project::Project::new(root);
    let mut reader = SchemaReader::new(diagnostics);
    let operations = apifox::project::read(&mut reader, root, &project);
    Spec { operations, models: reader.models(&project) }
}

/// The id of the endpoint at a path.
fn operation_id(path: &str) -> String {
    path.split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>().join("/")
}

/// Headers that belong to the transport or carry a credential.
const CLIENT_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "accept-language",
    "user-agent",
    "host",
    "connection",
    "cookie",
    "origin",
    "referer",
    "cache-control",
    "x-api-key",
    "api-key",
    "apikey",
    "token",
    "x-token",
    "x-auth-token",
    "access-token",
];

/// Whether the client itself takes care of a parameter. Samples of such parameters are never read on.
fn belongs_to_client(place: ParameterLocation, name: &str) -> bool {
    match place {
        ParameterLocation::Header => CLIENT_HEADERS.contains(&name.trim().to_ascii_lowercase().as_str()),
        ParameterLocation::Cookie => true,
        ParameterLocation::Path | ParameterLocation::Query => false,
    }
}
