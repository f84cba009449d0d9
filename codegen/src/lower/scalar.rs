//! Numbers and strings.

use super::{
    context::{Lowering, SchemaContext, unlimited_integer},
    limits::Limits,
    schema::ResolvedSchema,
};
use crate::{
    ir::{Base, Constraint, Direction, Docs, IntType, Ty},
    limit::{Bound, LimitKind, Quantity},
    literal::{Literal, NumberLiteral},
    spec::JsonType,
};

/// Lowers a schema whose type is `integer`, `number` or `string`.
pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
    limits: &mut Limits,
    json_type: JsonType,
) -> Ty {
    let unlimited = unlimited(lowering, schema, context, json_type);
    if context.direction == Direction::Response {
        return unlimited;
    }
    let constraints = limits.enforce(lowering, schema, context, docs, json_type);
    if constraints.is_empty() {
        let exceeds = exceeds_i64_by_schema(schema, docs);
        let is_integer = unlimited == Ty::Integer(IntType::I64);
        return if exceeds && is_integer { Ty::Integer(wide(schema, false)) } else { unlimited };
    }
    let base = base(json_type, schema, docs, &constraints);
    lowering.add_constrained(context, (docs, schema), base, constraints)
}

fn unlimited(
    lowering: &Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    json_type: JsonType,
) -> Ty {
    match json_type {
        JsonType::Integer => unlimited_integer(context.direction),
        JsonType::Number => Ty::Number,
        JsonType::String | JsonType::Boolean | JsonType::Array | JsonType::Object => {
            let is_sent = context.direction == Direction::Request;
            let is_file = is_sent && schema.is_file_url(context.field, lowering.is_form);
            if is_file { Ty::FileUrl } else { Ty::String }
        }
    }
}

/// Returns the type of integers that may be greater than `i64::MAX`.
fn wide(schema: &ResolvedSchema<'_>, is_positive: bool) -> IntType {
    if is_positive || is_unsigned_format(schema) { IntType::U64 } else { IntType::I128 }
}

fn is_unsigned_format(schema: &ResolvedSchema<'_>) -> bool {
    schema.format.as_deref().is_some_and(|format| matches!(format, "uint64" | "uint" | "unsigned"))
}

/// Returns whether the server accepts integers greater than `i64::MAX`: by a format, a default or an upper bound, even
/// one that is not enforced.
fn exceeds_i64_by_schema(schema: &ResolvedSchema<'_>, docs: &Docs) -> bool {
    let by_format = is_unsigned_format(schema);
    let beyond = |number: &NumberLiteral| number.as_i128().is_none_or(|value| value > i128::from(i64::MAX));
    let upper = schema.limits.iter().filter(|stated| stated.limit.kind() == LimitKind::Maximum);
    let by_bound = upper
        .filter_map(|stated| stated.limit.number())
        .any(|number| number.is_integer() && !number.as_str().starts_with('-') && beyond(number));
    by_format || by_bound || default_number(docs).is_some_and(exceeds_i64)
}

fn default_number(docs: &Docs) -> Option<&NumberLiteral> {
    docs.default.as_ref().and_then(|(default, _)| default.as_number())
}

fn exceeds_i64(number: &NumberLiteral) -> bool {
    number.as_i128().is_some_and(|value| value > i128::from(i64::MAX))
}

fn base(json_type: JsonType, schema: &ResolvedSchema<'_>, docs: &Docs, constraints: &[Constraint]) -> Base {
    let bounds = || constraints.iter().filter_map(value_bound);
    match json_type {
        JsonType::Integer => {
            let exceeds = bounds().any(|(_, number)| exceeds_i64(number)) || exceeds_i64_by_schema(schema, docs);
            let zero = NumberLiteral::from(0u64);
            let is_positive = bounds().any(|(bound, number)| bound == Bound::Lower && *number >= zero);
            Base::Integer(if exceeds { wide(schema, is_positive) } else { IntType::I64 })
        }
        JsonType::Number => Base::Number,
        JsonType::String | JsonType::Boolean | JsonType::Array | JsonType::Object => match bounds().next() {
            None => Base::String,
            Some(_) => Base::NumericString {
                integer: bounds().all(|(_, number)| number.is_integer()) && examples_are_integers(docs),
            },
        },
    }
}

fn value_bound(constraint: &Constraint) -> Option<(Bound, &NumberLiteral)> {
    let (quantity, bound) = constraint.limit.kind().bound()?;
    let number = constraint.limit.number()?;
    (quantity == Quantity::Value).then_some((bound, number))
}

/// Returns whether the default and the examples of a numeric string are integers.
fn examples_are_integers(docs: &Docs) -> bool {
    let examples = docs.default.iter().map(|(default, _)| default).chain(&docs.examples);
    examples.into_iter().filter_map(Literal::as_str).all(|text| !text.contains('.'))
}
