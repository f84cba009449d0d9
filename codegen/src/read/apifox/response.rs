//! The responses of an Apifox endpoint, their examples, and a job result that an overlay adds.

use super::shared::SharedParts;
use crate::{
    document::{Cursor, Node, Value},
    read::{example, known_keys, schema::SchemaReader, submit_response},
    spec::Response,
};

/// Returns the responses with a selected status, in document order.
pub(super) fn responses(
    reader: &mut SchemaReader<'_>,
    api: &Cursor<'_>,
    shared: &dyn SharedParts,
    is_selected: fn(Option<u16>) -> bool,
) -> Vec<Response> {
    let mut responses = Vec::new();
    for item in api.get("responses").into_iter().flat_map(|list| list.items()) {
        let referenced = text_or_number(&item, "referencedResponseId").and_then(|id| shared.response(&id));
        let declared = referenced.unwrap_or_else(|| item.clone());
        let status = text_or_number(&declared, "code").and_then(|code| code.split('.').next()?.parse::<u16>().ok());
        if is_selected(status) {
            known_keys::report(reader, &declared, known_keys::APIFOX_BODY);
            let mut examples = response_examples(reader, api, &item, &declared);
            if responses.is_empty() && is_selected(Some(200)) {
                examples.extend(orphans(reader, api));
            }
            responses.push(response(reader, &declared, status.filter(|status| *status != 0), examples));
        }
    }
    if responses.is_empty() && is_selected(Some(200)) {
        let examples = orphans(reader, api);
        if !examples.is_empty() {
            responses.push(response(reader, api, Some(200), examples));
        }
    }
    responses
}

/// Returns the examples whose response is missing. They count as those of the first successful one.
fn orphans(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Vec<Node> {
    let listed = |key: &str| api.get(key).into_iter().flat_map(|list| list.items()).collect::<Vec<_>>();
    let known: Vec<_> = listed("responses").iter().filter_map(|response| text_or_number(response, "id")).collect();
    let examples = listed("responseExamples");
    let is_orphan = |example: &&Cursor<'_>| match text_or_number(example, "responseId") {
        None => known.is_empty(),
        Some(target) => target != "0" && !known.contains(&target),
    };
    examples.iter().filter(is_orphan).filter_map(|item| example::parse(reader, &item.get("data")?)).collect()
}

/// Returns the result of a finished job, which an overlay adds as `{jsonSchema, example}`.
pub(super) fn result(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Response {
    let examples: Vec<Node> = at.get("example").and_then(|at| example::parse(reader, &at)).into_iter().collect();
    response(reader, at, Some(200), examples)
}

fn response(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, status: Option<u16>, examples: Vec<Node>) -> Response {
    let media = at.text("mediaType").or_else(|| at.text("contentType"));
    let media = media.map_or_else(|| "json".to_owned(), |media| media.value);
    submit_response::response(reader, at, at.get("jsonSchema"), examples, status, media)
}

/// Returns the examples of a response, matched by id. Ids are compared as strings, because exports and pages differ.
fn response_examples(
    reader: &mut SchemaReader<'_>,
    api: &Cursor<'_>,
    response: &Cursor<'_>,
    declared: &Cursor<'_>,
) -> Vec<Node> {
    let id = text_or_number(response, "id");
    let belongs = |example: &Cursor<'_>| {
        let target = text_or_number(example, "responseId");
        target.is_none() || target.as_deref() == Some("0") || target == id
    };
    let listed =
        api.get("responseExamples").into_iter().flat_map(|list| list.items().filter(belongs).collect::<Vec<_>>());
    let shared = declared.get("responseExamples").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
    listed.chain(shared).filter_map(|item| example::parse(reader, &item.get("data")?)).collect()
}

/// Returns an id or status code, which is a number in pages and a string in exports.
pub(super) fn text_or_number(at: &Cursor<'_>, key: &str) -> Option<String> {
    match &at.get(key)?.node().value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}
