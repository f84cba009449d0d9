//! The content of a body or an answer: one media type of several, its schema and its examples.

use crate::{
    document::{Cursor, Node},
    read::{example, schema::SchemaReader},
};

/// JSON where it is offered, else the first media type.
pub(super) fn preferred<'a>(content: &Cursor<'a>) -> Option<(String, Cursor<'a>)> {
    let is_json = |media: &str| media.contains("json") || media == "*/*";
    let mut offered = content.members();
    let json = content.members().find(|(media, _)| is_json(media));
    json.or_else(|| offered.next()).map(|(media, at)| (media.to_owned(), at))
}

/// `example`, and the values of `examples`.
pub(super) fn examples(reader: &mut SchemaReader<'_>, content: &Cursor<'_>) -> Vec<Node> {
    let one = content.get("example").into_iter();
    let many =
        content.get("examples").into_iter().flat_map(|list| list.members().filter_map(|(_, item)| item.get("value")));
    one.chain(many).filter_map(|example| example::parse(reader, &example)).collect()
}
