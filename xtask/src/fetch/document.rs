//! Whether an answer is the document of the endpoint that was asked for, and what it is if not.
//!
//! fal answers 404 and `null` for what it does not know, an error stub where it could not make the
//! document, and a web page where an address wants a login. Only what says that it describes this very
//! endpoint is taken.

use std::{fmt, sync::Arc};

use fal_codegen::{
    Source,
    document::{Node, ParseError, json},
};

use super::{
    canonical,
    client::{Answer, NoAnswer},
};

/// Why there is no document of an endpoint.
#[derive(Debug)]
pub enum Fault {
    /// fal does not know the endpoint, or it has no queue.
    Unknown,
    /// Nothing was answered.
    NoAnswer(NoAnswer),
    /// A status that speaks of no document, and how its body begins.
    Status(u16, String),
    /// A web page.
    Page,
    /// fal's own error in the place of the document.
    Stub(String),
    /// No JSON, or not all of it.
    NotJson {
        /// What is wrong.
        message: String,
        /// Line and column.
        at: (usize, usize),
    },
    /// JSON of another kind.
    NotADocument(&'static str),
    /// JSON that is no page of the catalogue.
    NotAPage(&'static str),
    /// The document of another endpoint.
    Another(String),
    /// It came and could not be kept.
    Kept(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("fal has no queue document of this id"),
            Self::NoAnswer(cause) => cause.fmt(f),
            Self::Status(status, body) => write!(f, "the server answers {status}: {body}"),
            Self::Page => f.write_str("the answer is a web page, perhaps of a login, and no document"),
            Self::Stub(message) => write!(f, "fal answers with an error in place of the document: {message}"),
            Self::NotJson { message, at: (line, column) } => {
                write!(f, "the answer is no JSON document: {message} (line {line}, column {column} of the answer)")
            }
            Self::NotADocument(what) => write!(f, "the answer is no OpenAPI document: it {what}"),
            Self::NotAPage(what) => write!(f, "the answer is no page of the catalogue: it {what}"),
            Self::Another(id) => write!(f, "the answer is the document of `{id}`; ask for that id if it is meant"),
            Self::Kept(cause) => write!(f, "what came cannot be kept: {cause}"),
        }
    }
}

impl std::error::Error for Fault {}

/// How much of an unexpected body is shown.
const SHOWN: usize = 160;

/// The document of an endpoint in the form in which it is kept.
pub fn of_answer(id: &str, answer: &Answer) -> Result<String, Fault> {
    let source = Source::new(id, answer.body.clone());
    let text = source.text_lossy();
    if text.trim_start().starts_with('<') {
        return Err(Fault::Page);
    }
    // Only what looks like fal's own word is taken for it: another server knows nothing of anything.
    if answer.status == 404 && parse(&source).is_ok() {
        return Err(Fault::Unknown);
    }
    if answer.status != 200 {
        return Err(stub_of(&source).map_or_else(|| Fault::Status(answer.status, beginning(text)), Fault::Stub));
    }
    of_node(id, &parse(&source)?)
}

/// The same of a document that came inside another answer.
pub fn of_node(id: &str, document: &Node) -> Result<String, Fault> {
    if let Some(message) = stub(document) {
        return Err(Fault::Stub(message));
    }
    if matches!(document.value, fal_codegen::document::Value::Null) {
        return Err(Fault::Unknown);
    }
    if document.get("openapi").is_none() {
        return Err(Fault::NotADocument("has no member `openapi`"));
    }
    let Some(paths) = document.get("paths") else { return Err(Fault::NotADocument("has no member `paths`")) };
    let said = document.get("info").and_then(|info| info.get("x-fal-metadata")?.get("endpointId"));
    match said.and_then(as_text) {
        Some(said) if said != id => Err(Fault::Another(said.to_owned())),
        None if paths.get(&format!("/{id}")).is_none() => {
            Err(Fault::NotADocument("does not say which endpoint it describes"))
        }
        _ => Ok(canonical::text(document)),
    }
}

/// The JSON of an answer.
pub fn parse(source: &Source) -> Result<Node, Fault> {
    let fault = |source: &Source, message, offset| {
        let at = source.position(offset);
        Fault::NotJson { message, at: (at.line, at.column) }
    };
    let text = source.text().map_err(|offset| fault(source, "it is not UTF-8 text".to_owned(), offset))?;
    let parsed = json::parse(&Arc::from(source.name.as_str()), text, 0);
    parsed.map_err(|ParseError { message, span, .. }| fault(source, message, span.start))
}

/// The message of an error stub: `{"error": {"message": …}}`.
fn stub(document: &Node) -> Option<String> {
    let error = document.get("error").filter(|_| document.get("paths").is_none())?;
    let message = as_text(error).or_else(|| error.get("message").and_then(as_text));
    Some(message.unwrap_or("without a message").to_owned())
}

fn stub_of(source: &Source) -> Option<String> {
    stub(&parse(source).ok()?)
}

/// The text of a string.
pub(super) fn as_text(node: &Node) -> Option<&str> {
    match &node.value {
        fal_codegen::document::Value::String(text) => Some(text),
        _ => None,
    }
}

/// The beginning of a body in one line.
fn beginning(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "nothing".to_owned() } else { line.chars().take(SHOWN).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, body: &str) -> String {
        let answer = Answer { status, body: body.as_bytes().to_vec() };
        of_answer("acme/boat", &answer).unwrap_or_else(|fault| format!("fault: {fault}"))
    }

    #[test]
    fn a_document_that_names_its_endpoint_is_taken() {
        for body in [
            r#"{"openapi": "3.0.4", "info": {"x-fal-metadata": {"endpointId": "acme/boat"}}, "paths": {}}"#,
            r#"{"openapi": "3.0.4", "paths": {"/acme/boat": {}}}"#,
        ] {
            assert!(told(200, body).starts_with("{\n  \"openapi\": \"3.0.4\",\n"), "{}", told(200, body));
        }
    }

    #[test]
    fn everything_else_is_told_for_what_it_is() {
        let other = r#"{"openapi": "3.0.4", "info": {"x-fal-metadata": {"endpointId": "acme/ship"}}, "paths": {}}"#;
        for (status, body, words) in [
            (404, "null", "has no queue document"),
            (404, "<html>", "a web page"),
            (404, "", "answers 404: nothing"),
            (200, "null", "has no queue document"),
            (200, "<!doctype html><title>Sign in</title>", "a web page"),
            (401, "<html>", "a web page"),
            (401, r#"{"detail": "no"}"#, "answers 401: {\"detail\": \"no\"}"),
            (
                200,
                r#"{"error": {"code": "expansion_failed", "message": "no schema"}}"#,
                "an error in place of the document: no schema",
            ),
            (400, r#"{"error": "bad id"}"#, "an error in place of the document: bad id"),
            (200, r#"{"openapi": "3.0.4", "#, "line 1, column"),
            (200, "[]", "no member `openapi`"),
            (200, r#"{"openapi": "3.0.4"}"#, "no member `paths`"),
            (200, r#"{"openapi": "3.0.4", "paths": {"/acme/ship": {}}}"#, "does not say which endpoint"),
            (200, other, "the document of `acme/ship`"),
        ] {
            assert!(told(status, body).contains(words), "{body}: {}", told(status, body));
        }
    }
}
