//! Answers, and the one answer that is not an endpoint's own: the ticket of fal's queue.
//!
//! A page documents what the submitting call answers, which is a ticket; the runtime handles it. What
//! the finished job returns is another answer, or an example beside the ticket's.

use super::{example, schema::SchemaReader};
use crate::{
    document::{Cursor, Node},
    spec::Answer,
};

/// What a ticket has besides `request_id`; one of them is enough to know it by.
pub const TICKET_MEMBERS: &[&str] = &["status", "response_url", "status_url", "cancel_url", "queue_position"];

/// An answer: its stated schema, or the shape of those examples that are no ticket.
pub(super) fn answer(
    reader: &mut SchemaReader<'_>,
    at: &Cursor<'_>,
    stated: Option<Cursor<'_>>,
    examples: Vec<Node>,
    status: Option<u16>,
    media: String,
) -> Answer {
    let (tickets, results): (Vec<Node>, Vec<Node>) = examples.into_iter().partition(is_ticket);
    let schema = example::stated_or_shown(reader, stated, &results);
    let examples = example::literals(&results);
    Answer { origin: at.origin(), status, media, shows_ticket: !tickets.is_empty(), schema, examples }
}

fn is_ticket(example: &Node) -> bool {
    example.get("request_id").is_some() && TICKET_MEMBERS.iter().any(|member| example.get(member).is_some())
}
