//! Checks that a response is the OpenAPI document of the requested endpoint.
//!
//! fal returns 404 or `null` for unknown endpoints, an error stub if it cannot build the document, and an HTML page if the
//! URL requires a login. A document is accepted only if it names the requested endpoint.

use std::{fmt, sync::Arc};

use fal_codegen::{
    Source,
    document::{Node, ParseError, json},
};

use super::{
    canonical,
    client::{FetchError, Response},
};

/// A response is not the expected document or page.
#[derive(Debug)]
pub enum DocumentError {
    /// The endpoint does not exist, or has no queue API.
    Unknown,
    /// The request failed.
    Fetch(FetchError),
    /// Unexpected status, with the start of the body.
    Status(u16, String),
    /// HTML page.
    HtmlPage,
    /// Error stub of fal in place of the document.
    Stub(String),
    /// Invalid or truncated JSON.
    NotJson {
        /// Error of the parser.
        message: String,
        /// Line and column in the response.
        at: (usize, usize),
    },
    /// JSON, but not an OpenAPI document.
    NotADocument(&'static str),
    /// JSON, but not a page of the catalogue.
    NotAPage(&'static str),
    /// Document of another endpoint.
    WrongEndpoint(String),
    /// The page could not be stored.
    Store(String),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("fal has no document of a queue endpoint with this id"),
            Self::Fetch(cause) => cause.fmt(f),
            Self::Status(status, body) => write!(f, "the server returned {status}: {body}"),
            Self::HtmlPage => f.write_str("the response is an HTML page, not a document; the URL may require a login"),
            Self::Stub(message) => write!(f, "fal returned an error instead of the document: {message}"),
            Self::NotJson { message, at: (line, column) } => {
                write!(f, "the response is not valid JSON: {message} (line {line}, column {column})")
            }
            Self::NotADocument(reason) => write!(f, "the response is not an OpenAPI document: {reason}"),
            Self::NotAPage(reason) => write!(f, "the response is not a page of the catalogue: {reason}"),
            Self::WrongEndpoint(id) => write!(f, "the response is the document of `{id}`; use that id instead"),
            Self::Store(cause) => write!(f, "cannot store the page: {cause}"),
        }
    }
}

impl std::error::Error for DocumentError {}

/// Maximum number of characters of an unexpected body in an error.
const MAX_EXCERPT: usize = 160;

/// Returns the document of an endpoint in canonical form.
pub fn from_response(id: &str, response: &Response) -> Result<String, DocumentError> {
    let source = Source::new(id, response.body.clone());
    let text = source.text_lossy();
    if text.trim_start().starts_with('<') {
        return Err(DocumentError::HtmlPage);
    }
    // fal sends JSON with a 404. Another server, which returns 404 for every URL, must not remove endpoints.
    if response.status == 404 && parse(&source).is_ok() {
        return Err(DocumentError::Unknown);
    }
    if response.status != 200 {
        return Err(
            stub_of(&source).map_or_else(|| DocumentError::Status(response.status, excerpt(text)), DocumentError::Stub)
        );
    }
    from_node(id, &parse(&source)?)
}

/// Returns a document that is part of another response, in canonical form.
pub fn from_node(id: &str, document: &Node) -> Result<String, DocumentError> {
    if let Some(message) = stub(document) {
        return Err(DocumentError::Stub(message));
    }
    if matches!(document.value, fal_codegen::document::Value::Null) {
        return Err(DocumentError::Unknown);
    }
    if document.get("openapi").is_none() {
        return Err(DocumentError::NotADocument("it has no property `openapi`"));
    }
    let Some(paths) = document.get("paths") else {
        return Err(DocumentError::NotADocument("it has no property `paths`"));
    };
    let named = document.get("info").and_then(|info| info.get("x-fal-metadata")?.get("endpointId"));
    match named.and_then(as_text) {
        Some(named) if named != id => Err(DocumentError::WrongEndpoint(named.to_owned())),
        None if paths.get(&format!("/{id}")).is_none() => {
            Err(DocumentError::NotADocument("it does not name its endpoint"))
        }
        _ => Ok(canonical::text(document)),
    }
}

/// Parses a response as JSON.
pub fn parse(source: &Source) -> Result<Node, DocumentError> {
    let error = |source: &Source, message, offset| {
        let at = source.position(offset);
        DocumentError::NotJson { message, at: (at.line, at.column) }
    };
    let text = source.text().map_err(|offset| error(source, "it is not UTF-8".to_owned(), offset))?;
    let parsed = json::parse(&Arc::from(source.name.as_str()), text, 0);
    parsed.map_err(|ParseError { message, range, .. }| error(source, message, range.start))
}

/// Returns the message of an error stub: `{"error": {"message": …}}`.
fn stub(document: &Node) -> Option<String> {
    let error = document.get("error").filter(|_| document.get("paths").is_none())?;
    let message = as_text(error).or_else(|| error.get("message").and_then(as_text));
    Some(message.unwrap_or("without a message").to_owned())
}

fn stub_of(source: &Source) -> Option<String> {
    stub(&parse(source).ok()?)
}

/// Returns the value of a string node.
pub(super) fn as_text(node: &Node) -> Option<&str> {
    match &node.value {
        fal_codegen::document::Value::String(text) => Some(text),
        _ => None,
    }
}

/// Returns the start of a body as one line.
fn excerpt(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "empty body".to_owned() } else { line.chars().take(MAX_EXCERPT).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(status: u16, body: &str) -> String {
        let response = Response { status, body: body.as_bytes().to_vec() };
        from_response("acme/boat", &response).unwrap_or_else(|error| format!("error: {error}"))
    }

    #[test]
    fn a_document_that_names_its_endpoint_is_accepted() {
        for body in [
            r#"{"openapi": "3.0.4", "info": {"x-fal-metadata": {"endpointId": "acme/boat"}}, "paths": {}}"#,
            r#"{"openapi": "3.0.4", "paths": {"/acme/boat": {}}}"#,
        ] {
            assert!(result(200, body).starts_with("{\n  \"openapi\": \"3.0.4\",\n"), "{}", result(200, body));
        }
    }

    #[test]
    fn other_responses_are_errors() {
        let other = r#"{"openapi": "3.0.4", "info": {"x-fal-metadata": {"endpointId": "acme/ship"}}, "paths": {}}"#;
        for (status, body, message) in [
            (404, "null", "fal has no document"),
            (404, "<html>", "an HTML page"),
            (404, "", "returned 404: empty body"),
            (200, "null", "fal has no document"),
            (200, "<!doctype html><title>Sign in</title>", "an HTML page"),
            (401, "<html>", "an HTML page"),
            (401, r#"{"detail": "no"}"#, "returned 401: {\"detail\": \"no\"}"),
            (
                200,
                r#"{"error": {"code": "expansion_failed", "message": "no schema"}}"#,
                "an error instead of the document: no schema",
            ),
            (400, r#"{"error": "bad id"}"#, "an error instead of the document: bad id"),
            (200, r#"{"openapi": "3.0.4", "#, "line 1, column"),
            (200, "[]", "no property `openapi`"),
            (200, r#"{"openapi": "3.0.4"}"#, "no property `paths`"),
            (200, r#"{"openapi": "3.0.4", "paths": {"/acme/ship": {}}}"#, "does not name its endpoint"),
            (200, other, "the document of `acme/ship`"),
        ] {
            assert!(result(status, body).contains(message), "{body}: {}", result(status, body));
        }
    }
}
