//! The keywords that limit values, in all their spellings.

use super::{
    SchemaReader,
    keywords::{flag, mistyped, text},
};
use crate::{
    document::Cursor,
    limit::Limit,
    literal::NumberLiteral,
    spec::{Schema, Stated},
};

/// Settles what more than one word decides: OpenAPI 3.0 writes an exclusive end as `minimum` beside a boolean.
pub(super) fn settle(schema: &mut Schema, at: &Cursor<'_>) {
    let flag = |word: &str| at.get(word).and_then(|value| value.as_bool()) == Some(true);
    let (above, below) = (flag("exclusiveMinimum"), flag("exclusiveMaximum"));
    for stated in &mut schema.limits {
        match &mut stated.limit {
            Limit::Minimum { exclusive, .. } => *exclusive |= above && stated.keyword == "minimum",
            Limit::Maximum { exclusive, .. } => *exclusive |= below && stated.keyword == "maximum",
            Limit::MultipleOf(_)
            | Limit::MinLength(_)
            | Limit::MaxLength(_)
            | Limit::Pattern(_)
            | Limit::MinItems(_)
            | Limit::MaxItems(_)
            | Limit::UniqueItems => {}
        }
    }
}

/// Numbers, also where a relay writes them as text.
fn number(reader: &mut SchemaReader<'_>, word: &str, at: &Cursor<'_>) -> Option<NumberLiteral> {
    let number = at.as_number().cloned().or_else(|| at.as_str()?.trim().parse().ok());
    if number.is_none() {
        mistyped(reader, word, at, "a number");
    }
    number
}

fn state(schema: &mut Schema, keyword: &'static str, limit: Option<Limit>, at: &Cursor<'_>) {
    schema.limits.extend(limit.map(|limit| Stated { keyword, limit, origin: at.origin() }));
}

pub(super) fn minimum(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = number(reader, word, at).map(|value| Limit::Minimum { value, exclusive: false });
    state(schema, word, limit, at);
}

pub(super) fn maximum(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = number(reader, word, at).map(|value| Limit::Maximum { value, exclusive: false });
    state(schema, word, limit, at);
}

/// A number here is an end of its own; `true` and `false` are settled with `minimum`.
pub(super) fn exclusive_minimum(
    reader: &mut SchemaReader<'_>,
    schema: &mut Schema,
    word: &'static str,
    at: &Cursor<'_>,
) {
    if at.as_bool().is_none() {
        let limit = number(reader, word, at).map(|value| Limit::Minimum { value, exclusive: true });
        state(schema, word, limit, at);
    }
}

pub(super) fn exclusive_maximum(
    reader: &mut SchemaReader<'_>,
    schema: &mut Schema,
    word: &'static str,
    at: &Cursor<'_>,
) {
    if at.as_bool().is_none() {
        let limit = number(reader, word, at).map(|value| Limit::Maximum { value, exclusive: true });
        state(schema, word, limit, at);
    }
}

pub(super) fn multiple_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let zero = NumberLiteral::from(0u64);
    let Some(step) = number(reader, word, at) else { return };
    if step <= zero {
        return mistyped(reader, word, at, "a number above zero");
    }
    state(schema, word, Some(Limit::MultipleOf(step)), at);
}

fn count(reader: &mut SchemaReader<'_>, word: &str, at: &Cursor<'_>) -> Option<u64> {
    let number = number(reader, word, at)?;
    let count = number.as_u64();
    if count.is_none() {
        mistyped(reader, word, at, "a whole number from zero on");
    }
    count
}

pub(super) fn min_length(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, word, at).map(Limit::MinLength);
    state(schema, word, limit, at);
}

pub(super) fn max_length(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, word, at).map(Limit::MaxLength);
    state(schema, word, limit, at);
}

pub(super) fn pattern(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = text(reader, word, at).map(|pattern| Limit::Pattern(pattern.value));
    state(schema, word, limit, at);
}

pub(super) fn min_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, word, at).map(Limit::MinItems);
    state(schema, word, limit, at);
}

pub(super) fn max_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = count(reader, word, at).map(Limit::MaxItems);
    state(schema, word, limit, at);
}

pub(super) fn unique_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let limit = flag(reader, word, at).then_some(Limit::UniqueItems);
    state(schema, word, limit, at);
}
