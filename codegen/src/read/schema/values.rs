//! Values of keywords, with a diagnostic for those of the wrong type.

use super::reader::SchemaReader;
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Value},
    literal::{Literal, NumberLiteral},
    origin::Spanned,
    spec::Schema,
};

/// Reports a keyword whose value has the wrong type.
pub(super) fn mistyped(reader: &mut SchemaReader<'_>, keyword: &str, at: &Cursor<'_>, expected: &str) {
    let message = format!("`{keyword}` must be {expected}, found {}; ignored", found(at));
    reader.report(Diagnostic::warning("mistyped-keyword", &at.origin(), message));
}

/// Describes a value: numbers as they are, others by their kind.
fn found(at: &Cursor<'_>) -> String {
    match &at.node().value {
        Value::Number(number) => number.to_string(),
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            at.node().kind().to_owned()
        }
    }
}

/// Accepts `null` where it is among the listed values, even if the stated type excludes it.
pub(super) fn resolve_listed_null(reader: &mut SchemaReader<'_>, schema: &mut Schema) {
    let listed =
        schema.enum_values.as_ref().filter(|values| values.value.len() > 1 && values.value.contains(&Literal::Null));
    // A constant excludes all other values of the list.
    let is_decided = schema.nullable || schema.const_value.is_some();
    let Some(values) = listed.filter(|_| !is_decided) else { return };
    if !schema.types.is_empty() {
        let message = "`null` is listed, but the type excludes it; `null` is accepted";
        let help = "add `null` to the types, or remove it from the list, with an overlay";
        reader.report(Diagnostic::note("null-of-other-type", &values.origin, message).help(help));
    }
    schema.nullable = true;
}

/// Returns the value of a keyword that must be a string.
pub(super) fn text(reader: &mut SchemaReader<'_>, keyword: &str, at: &Cursor<'_>) -> Option<Spanned<String>> {
    match at.as_str() {
        Some(text) => Some(Spanned { value: text.to_owned(), origin: at.origin() }),
        None if at.is_null() => None,
        None => {
            mistyped(reader, keyword, at, "a string");
            None
        }
    }
}

/// Returns the value of a keyword that must be a boolean.
pub(super) fn flag(reader: &mut SchemaReader<'_>, keyword: &str, at: &Cursor<'_>) -> bool {
    at.as_bool().unwrap_or_else(|| {
        mistyped(reader, keyword, at, "`true` or `false`");
        false
    })
}

/// Returns any value with its origin.
pub(super) fn literal(at: &Cursor<'_>) -> Spanned<Literal> {
    Spanned { value: at.node().to_literal(), origin: at.origin() }
}

/// Returns a number, which some relays write as a string.
pub(super) fn number(reader: &mut SchemaReader<'_>, keyword: &str, at: &Cursor<'_>) -> Option<NumberLiteral> {
    let number = at.as_number().cloned().or_else(|| at.as_str()?.trim().parse().ok());
    if number.is_none() {
        mistyped(reader, keyword, at, "a number");
    }
    number
}

/// Returns a length or a number of items.
pub(super) fn count(reader: &mut SchemaReader<'_>, keyword: &str, at: &Cursor<'_>) -> Option<u64> {
    let number = number(reader, keyword, at)?;
    let count = number.as_u64();
    if count.is_none() {
        mistyped(reader, keyword, at, "a non-negative integer");
    }
    count
}
