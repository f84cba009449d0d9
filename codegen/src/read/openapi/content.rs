//! The `content` of a request body or response: the chosen media type, its schema and its examples.

use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node},
    read::{example, known_keys, schema::SchemaReader},
};

/// Returns the JSON media type, or the first one if none is JSON, and reports the others.
pub(super) fn preferred<'a>(reader: &mut SchemaReader<'_>, content: &Cursor<'a>) -> Option<(String, Cursor<'a>)> {
    let is_json = |media: &str| media.contains("json") || media == "*/*";
    let json = content.entries().find(|(media, _)| is_json(media));
    let (chosen, at) = json.or_else(|| content.entries().next())?;
    for (other, at) in content.entries().filter(|(other, _)| *other != chosen) {
        let message = format!("the media type `{other}` is not used, because there is `{chosen}`");
        let help = format!("remove `{chosen}` with an overlay to use this one");
        reader.report(Diagnostic::note("unused-media-type", &at.origin(), message).help(help));
    }
    known_keys::report(reader, &at, known_keys::CONTENT);
    Some((chosen.to_owned(), at))
}

/// Returns `example` and the values of `examples`.
pub(super) fn examples(reader: &mut SchemaReader<'_>, content: &Cursor<'_>) -> Vec<Node> {
    let one = content.get("example").into_iter();
    let many =
        content.get("examples").into_iter().flat_map(|list| list.entries().filter_map(|(_, item)| item.get("value")));
    one.chain(many).filter_map(|example| example::parse(reader, &example)).collect()
}
