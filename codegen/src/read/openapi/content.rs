//! The `content` of a request body or response: the chosen media type, its schema and its examples.

use crate::{
    document::{Cursor, Node},
    read::{example, schema::SchemaReader},
};

/// Returns the JSON media type, or the first one if none is JSON.
pub(super) fn preferred<'a>(content: &Cursor<'a>) -> Option<(String, Cursor<'a>)> {
    let is_json = |media: &str| media.contains("json") || media == "*/*";
    let json = content.entries().find(|(media, _)| is_json(media));
    json.or_else(|| content.entries().next()).map(|(media, at)| (media.to_owned(), at))
}

/// Returns `example` and the values of `examples`.
pub(super) fn examples(reader: &mut SchemaReader<'_>, content: &Cursor<'_>) -> Vec<Node> {
    let one = content.get("example").into_iter();
    let many =
        content.get("examples").into_iter().flat_map(|list| list.entries().filter_map(|(_, item)| item.get("value")));
    one.chain(many).filter_map(|example| example::parse(reader, &example)).collect()
}
