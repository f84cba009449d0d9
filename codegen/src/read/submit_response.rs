//! Responses, and the response that fal's queue gives to a submission.
//!
//! An Apifox page documents the response of the call that submits a job, which the runtime handles. The result of the job
//! is another response, or another example of the same response.

use super::{example, schema::SchemaReader};
use crate::{
    document::{Cursor, Node},
    spec::Response,
};

/// The fields of a queue submit response besides `request_id`; any one of them identifies it.
pub const SUBMIT_RESPONSE_FIELDS: &[&str] = &["status", "response_url", "status_url", "cancel_url", "queue_position"];

/// Returns a response with its declared schema, or with one inferred from the examples that are not submit responses.
pub(super) fn response(
    reader: &mut SchemaReader<'_>,
    at: &Cursor<'_>,
    declared: Option<Cursor<'_>>,
    examples: Vec<Node>,
    status: Option<u16>,
    media: String,
) -> Response {
    let (submit_responses, results): (Vec<Node>, Vec<Node>) = examples.into_iter().partition(is_submit_response);
    let schema = example::declared_or_inferred(reader, declared, &results);
    let examples = example::literals(&results);
    let is_submit_response = !submit_responses.is_empty();
    let description = at.text("description").map(|text| text.value);
    Response { origin: at.origin(), status, media, description, is_submit_response, schema, examples }
}

fn is_submit_response(example: &Node) -> bool {
    example.get("request_id").is_some() && SUBMIT_RESPONSE_FIELDS.iter().any(|field| example.get(field).is_some())
}
