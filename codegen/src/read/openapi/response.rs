//! The responses of an operation.

use super::{content, references::ReferenceRoot, swagger};
use crate::{
    document::Cursor,
    read::{known_keys, schema::SchemaReader, submit_response},
    spec::Response,
};

/// Returns the successful responses, in document order. Apifox names a second response of a status `x-200:name`.
pub(super) fn successes<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    operation: &Cursor<'a>,
) -> Vec<Response> {
    let Some(listed) = operation.get("responses") else { return Vec::new() };
    let mut responses = Vec::new();
    for (code, item) in listed.entries() {
        let digits = digits(code);
        let status = digits.parse::<u16>().ok();
        let success = status.is_some_and(|status| (200..300).contains(&status)) || digits.eq_ignore_ascii_case("2xx");
        if success || code == "default" && listed.entries().count() == 1 {
            responses.push(response(reader, document, operation, &item, status));
        }
    }
    responses
}

/// Returns the error responses, `default` included.
pub(super) fn errors<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    operation: &Cursor<'a>,
) -> Vec<Response> {
    let Some(listed) = operation.get("responses") else { return Vec::new() };
    let mut errors = Vec::new();
    for (code, item) in listed.entries() {
        let digits = digits(code);
        let is_error = digits.len() == 3 && digits.starts_with(['4', '5']);
        if is_error || code == "default" && listed.entries().count() > 1 {
            errors.push(response(reader, document, operation, &item, digits.parse().ok()));
        }
    }
    errors
}

fn digits(code: &str) -> &str {
    code.strip_prefix("x-").unwrap_or(code).split(':').next().unwrap_or_default()
}

fn response<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    operation: &Cursor<'a>,
    at: &Cursor<'a>,
    status: Option<u16>,
) -> Response {
    let at = &document.resolve(at);
    known_keys::report(reader, at, known_keys::CONTENT);
    if swagger::is_swagger(document.root) {
        let (media, schema, examples) = swagger::response(reader, document, operation, at);
        return submit_response::response(reader, at, schema, examples, status, media);
    }
    let Some((media, content)) = at.get("content").and_then(|content| content::preferred(reader, &content)) else {
        return submit_response::response(reader, at, None, Vec::new(), status, String::new());
    };
    let examples = content::examples(reader, &content);
    submit_response::response(reader, at, content.get("schema"), examples, status, media)
}
