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
    selected(reader, document, operation, |code, is_only| has_class(code, "2") || code == "default" && is_only)
}

/// Returns the error responses, `default` included.
pub(super) fn errors<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    operation: &Cursor<'a>,
) -> Vec<Response> {
    selected(reader, document, operation, |code, is_only| has_class(code, "45") || code == "default" && !is_only)
}

/// Returns the responses that `is_selected` accepts: it takes the code, and whether it is the only one.
fn selected<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    operation: &Cursor<'a>,
    is_selected: impl Fn(&str, bool) -> bool,
) -> Vec<Response> {
    let Some(listed) = operation.get("responses") else { return Vec::new() };
    let is_only = listed.entries().count() == 1;
    let selected = listed.entries().filter(|(code, _)| is_selected(code, is_only));
    selected.map(|(code, item)| response(reader, document, operation, &item, digits(code).parse().ok())).collect()
}

/// Returns whether a code is of one of the classes, as a status or as `2XX`.
fn has_class(code: &str, classes: &str) -> bool {
    let (class, rest) = digits(code).split_at_checked(1).unwrap_or_default();
    let is_status = rest.len() == 2 && rest.bytes().all(|digit| digit.is_ascii_digit());
    !class.is_empty() && classes.contains(class) && (is_status || rest.eq_ignore_ascii_case("xx"))
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
