//! Names and descriptions of enum values, which each tool writes in a keyword of its own.

use super::{reader::SchemaReader, values::mistyped};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Value},
    literal::Literal,
    spec::{EnumDoc, Schema},
};

/// Keywords with the names of the values: of OpenAPI Generator and `NSwag`.
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames"];

/// Keywords with the descriptions of the values: of OpenAPI Generator, Redoc and swag.
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions", "x-enum-comments"];

/// `x-apifox-enum`: an array of `{value, name, description}`.
pub(super) fn of_apifox(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    for item in at.items() {
        let Some(value) = item.get("value") else { continue };
        let [name, description] = ["name", "description"].map(|key| non_empty(&item.get(key)?));
        schema.enum_docs.push(EnumDoc { value: value.node().to_literal(), name, description });
    }
}

/// `x-apifox.enumDescriptions`: an object of value → description.
pub(super) fn of_apifox_export(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    let descriptions = at.get("enumDescriptions");
    for (value, text) in descriptions.iter().flat_map(Cursor::entries) {
        let value = Literal::String(value.to_owned());
        schema.enum_docs.push(EnumDoc { value, name: None, description: non_empty(&text) });
    }
}

/// Checks the type of a keyword that [`resolve`] reads after `enum`.
pub(super) fn texts(reader: &mut SchemaReader<'_>, _: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    if !matches!(at.node().value, Value::Array(_) | Value::Object(_)) {
        mistyped(reader, keyword, at, "an array with a text for each value, or an object of value → text");
    }
}

/// Reads the keywords that refer to the values of `enum`, by position or by key.
pub(super) fn resolve(reader: &mut SchemaReader<'_>, schema: &mut Schema, at: &Cursor<'_>) {
    let Some(values) = schema.enum_values.as_ref().map(|values| values.value.clone()) else { return };
    let mut names: Vec<Literal> = Vec::new();
    for at in NAMES.iter().filter_map(|keyword| at.get(keyword)) {
        let named = texts_of_values(reader, &values, &names, &at);
        names = at.items().map(|name| name.node().to_literal()).collect();
        schema.enum_docs.extend(named.map(|(value, name)| EnumDoc { value, name, description: None }));
    }
    for at in DESCRIPTIONS.iter().filter_map(|keyword| at.get(keyword)) {
        let described = texts_of_values(reader, &values, &names, &at);
        schema.enum_docs.extend(described.map(|(value, description)| EnumDoc { value, name: None, description }));
    }
}

/// Returns each value with its text. The keys of an object are values or their `names`.
fn texts_of_values(
    reader: &mut SchemaReader<'_>,
    values: &[Literal],
    names: &[Literal],
    at: &Cursor<'_>,
) -> impl Iterator<Item = (Literal, Option<String>)> + use<> {
    let of_key = |key: &str| {
        let is_key = |word: &Literal| word.to_text() == key;
        values.get(values.iter().position(is_key).or_else(|| names.iter().position(is_key))?)
    };
    let texts: Vec<_> = if at.is_object() {
        at.entries().filter_map(|(key, text)| Some((of_key(key)?.clone(), non_empty(&text)))).collect()
    } else {
        values.iter().cloned().zip(at.items().map(|text| non_empty(&text))).collect()
    };
    let stated = if at.is_object() { at.entries().count() } else { at.items().count() };
    if stated != texts.len() {
        let message =
            format!("{stated} texts for {} values of `enum`; those without a value are ignored", values.len());
        reader.report(Diagnostic::warning("texts-without-value", &at.origin(), message));
    }
    texts.into_iter()
}

fn non_empty(at: &Cursor<'_>) -> Option<String> {
    at.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
