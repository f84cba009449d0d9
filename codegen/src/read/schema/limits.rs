//! Keywords that limit values, in all spellings.

use super::{
    reader::SchemaReader,
    values::{count, flag, mistyped, number, text},
};
use crate::{
    document::Cursor,
    limit::Limit,
    literal::NumberLiteral,
    spec::{Schema, SchemaLimit},
};

/// Applies boolean `exclusiveMinimum` and `exclusiveMaximum`, which OpenAPI 3.0 writes next to `minimum` and `maximum`.
pub(super) fn resolve_exclusive(schema: &mut Schema, at: &Cursor<'_>) {
    let (above, below) = (at.is_true("exclusiveMinimum"), at.is_true("exclusiveMaximum"));
    for declared in &mut schema.limits {
        match &mut declared.limit {
            Limit::Minimum { exclusive, .. } => *exclusive |= above && declared.keyword == "minimum",
            Limit::Maximum { exclusive, .. } => *exclusive |= below && declared.keyword == "maximum",
            Limit::MultipleOf(_)
            | Limit::MinLength(_)
            | Limit::MaxLength(_)
            | Limit::Pattern(_)
            | Limit::MinItems(_)
            | Limit::MaxItems(_)
            | Limit::UniqueItems
            | Limit::MinProperties(_)
            | Limit::MaxProperties(_) => {}
        }
    }
}

fn add(schema: &mut Schema, keyword: &'static str, limit: Option<Limit>, at: &Cursor<'_>) {
    schema.limits.extend(limit.map(|limit| SchemaLimit { keyword, limit, origin: at.origin() }));
}

pub(super) fn minimum(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = number(reader, keyword, at).map(|value| Limit::Minimum { value, exclusive: false });
    add(schema, keyword, limit, at);
}

pub(super) fn maximum(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = number(reader, keyword, at).map(|value| Limit::Maximum { value, exclusive: false });
    add(schema, keyword, limit, at);
}

/// Reads a number; booleans are applied by [`resolve_exclusive`].
pub(super) fn exclusive_minimum(
    reader: &mut SchemaReader<'_>,
    schema: &mut Schema,
    keyword: &'static str,
    at: &Cursor<'_>,
) {
    if at.as_bool().is_none() {
        let limit = number(reader, keyword, at).map(|value| Limit::Minimum { value, exclusive: true });
        add(schema, keyword, limit, at);
    }
}

pub(super) fn exclusive_maximum(
    reader: &mut SchemaReader<'_>,
    schema: &mut Schema,
    keyword: &'static str,
    at: &Cursor<'_>,
) {
    if at.as_bool().is_none() {
        let limit = number(reader, keyword, at).map(|value| Limit::Maximum { value, exclusive: true });
        add(schema, keyword, limit, at);
    }
}

pub(super) fn multiple_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let zero = NumberLiteral::from(0u64);
    let Some(step) = number(reader, keyword, at) else { return };
    if step <= zero {
        return mistyped(reader, keyword, at, "a number greater than zero");
    }
    add(schema, keyword, Some(Limit::MultipleOf(step)), at);
}

pub(super) fn min_length(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, keyword, at).map(Limit::MinLength);
    add(schema, keyword, limit, at);
}

pub(super) fn max_length(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, keyword, at).map(Limit::MaxLength);
    add(schema, keyword, limit, at);
}

pub(super) fn pattern(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = text(reader, keyword, at).map(|pattern| Limit::Pattern(pattern.value));
    add(schema, keyword, limit, at);
}

pub(super) fn min_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, keyword, at).map(Limit::MinItems);
    add(schema, keyword, limit, at);
}

pub(super) fn max_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, keyword, at).map(Limit::MaxItems);
    add(schema, keyword, limit, at);
}

pub(super) fn unique_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let limit = flag(reader, keyword, at).then_some(Limit::UniqueItems);
    add(schema, keyword, limit, at);
}

pub(super) fn min_properties(
    reader: &mut SchemaReader<'_>,
    schema: &mut Schema,
    keyword: &'static str,
    at: &Cursor<'_>,
) {
    let limit = count(reader, keyword, at).map(Limit::MinProperties);
    add(schema, keyword, limit, at);
}

pub(super) fn max_properties(
    reader: &mut SchemaReader<'_>,
    schema: &mut Schema,
    keyword: &'static str,
    at: &Cursor<'_>,
) {
    let limit = count(reader, keyword, at).map(Limit::MaxProperties);
    add(schema, keyword, limit, at);
}
