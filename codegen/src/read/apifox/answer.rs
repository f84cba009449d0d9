//! What an Apifox endpoint answers with: its responses, their examples, and a result set by an overlay.

use super::{Shared, text};
use crate::{
    document::{Cursor, Node, Value},
    read::{example, schema::SchemaReader, ticket},
    spec::Answer,
};

/// The answers of success, in the order of the document.
pub(super) fn answers(reader: &mut SchemaReader<'_>, api: &Cursor<'_>, shared: &dyn Shared) -> Vec<Answer> {
    let Some(responses) = api.get("responses") else { return Vec::new() };
    let mut answers = Vec::new();
    for response in responses.items() {
        let referenced = text_or_number(&response, "referencedResponseId").and_then(|id| shared.response(&id));
        let stated = referenced.unwrap_or_else(|| response.clone());
        let status = text_or_number(&stated, "code").and_then(|code| code.split('.').next()?.parse::<u16>().ok());
        if status.is_none_or(|status| status == 0 || (200..300).contains(&status)) {
            let examples = response_examples(reader, api, &response, &stated);
            answers.push(answer(reader, &stated, status.filter(|status| *status != 0), examples));
        }
    }
    answers
}

/// What the finished job returns, where an overlay says it: `{jsonSchema, example}`.
pub(super) fn result(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Answer {
    let examples: Vec<Node> = at.get("example").and_then(|at| example::parse(reader, &at)).into_iter().collect();
    answer(reader, at, Some(200), examples)
}

fn answer(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, status: Option<u16>, examples: Vec<Node>) -> Answer {
    let media = text(at, "mediaType").or_else(|| text(at, "contentType")).unwrap_or_else(|| "json".to_owned());
    ticket::answer(reader, at, at.get("jsonSchema"), examples, status, media)
}

/// The examples that belong to a response by id, which is compared as text: exports and pages differ.
fn response_examples(
    reader: &mut SchemaReader<'_>,
    api: &Cursor<'_>,
    response: &Cursor<'_>,
    stated: &Cursor<'_>,
) -> Vec<Node> {
    let id = text_or_number(response, "id");
    let belongs = |example: &Cursor<'_>| {
        let target = text_or_number(example, "responseId");
        target.is_none() || target.as_deref() == Some("0") || target == id
    };
    let listed =
        api.get("responseExamples").into_iter().flat_map(|list| list.items().filter(belongs).collect::<Vec<_>>());
    let shared = stated.get("responseExamples").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
    listed.chain(shared).filter_map(|item| example::parse(reader, &item.get("data")?)).collect()
}

/// Ids and codes are numbers on pages and texts in exports.
fn text_or_number(at: &Cursor<'_>, key: &str) -> Option<String> {
    match &at.get(key)?.node().value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}
