//! Enums: `enum`, `const`, and lists of values in descriptions.

use super::{
    context::{Lowering, SchemaContext},
    limits::Limits,
    prose,
    schema::ResolvedSchema,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Docs, Enum, EnumValue, Provenance, Ty, TypeKind},
    literal::{Literal, NumberLiteral},
    origin::Origin,
};

/// Lowers the list of values of a schema. Returns `None` if there is no list, or none that an enum can represent.
pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
    limits: &mut Limits,
) -> Option<Ty> {
    let (values, provenance) =
        from_keywords(lowering, schema).or_else(|| prose::enum_values(lowering, schema, context, docs))?;
    let values = deduplicate(lowering, values, &provenance.origin);
    if values.is_empty() {
        return None;
    }
    if !(are_strings(&values) || are_integers(&values)) {
        return unrepresentable(lowering, schema, docs, &values, &provenance);
    }
    limits.check_enum(lowering, &values);
    let values = values.into_iter().map(|value| enum_value(schema, value)).collect();
    let kind = TypeKind::Enum(Enum { values, open: context.direction == Direction::Response, provenance });
    Some(lowering.add(context, docs.clone(), schema.origin.clone(), kind))
}

/// Returns the values of `const` or `enum` without `null`, which makes a field nullable instead.
fn from_keywords(lowering: &Lowering<'_, '_>, schema: &ResolvedSchema<'_>) -> Option<(Vec<Literal>, Provenance)> {
    let constant = schema.const_value.as_ref().map(|value| (vec![value.value.clone()], &value.origin, "const"));
    let listed = || schema.enum_values.as_ref().map(|values| (values.value.clone(), &values.origin, "enum"));
    let (mut values, origin, keyword) = constant.or_else(listed)?;
    values.retain(|value| !value.is_null());
    Some((values, lowering.provenance(keyword, origin)))
}

fn deduplicate(lowering: &mut Lowering<'_, '_>, values: Vec<Literal>, origin: &Origin) -> Vec<Literal> {
    let mut distinct: Vec<Literal> = Vec::with_capacity(values.len());
    let mut seen = std::collections::BTreeSet::new();
    for value in values {
        if seen.insert(value.to_string()) {
            distinct.push(value);
        } else {
            lowering.report(Diagnostic::note("repeated-value", origin, format!("{value} is listed twice")));
        }
    }
    distinct
}

fn are_strings(values: &[Literal]) -> bool {
    values.iter().all(|value| value.as_str().is_some())
}

fn are_integers(values: &[Literal]) -> bool {
    let fits_i64 = |value: &Literal| {
        value.as_number().and_then(NumberLiteral::as_i128).is_some_and(|number| i64::try_from(number).is_ok())
    };
    values.iter().all(fits_i64)
}

/// Documents a list of fractions or of values of several types, which no enum represents. Both booleans are simply a
/// boolean.
fn unrepresentable(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    docs: &mut Docs,
    values: &[Literal],
    provenance: &Provenance,
) -> Option<Ty> {
    if values.iter().all(|value| value.as_bool().is_some()) {
        return Some(Ty::Bool);
    }
    let list = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    docs.notes.push(format!("Allowed values, checked by the server only: {list}."));
    let message = format!("a list of fractions or of several types is not enforced: {list}");
    lowering.report(Diagnostic::warning("mixed-values", &provenance.origin, message));
    // A single type still applies; of several types it is unclear which value has which.
    (schema.types.len() != 1).then_some(Ty::Any)
}

fn enum_value(schema: &ResolvedSchema<'_>, value: Literal) -> EnumValue {
    let is_described = |doc: &Literal| *doc == value || doc.as_str() == Some(&value.to_string());
    let description = schema.enum_docs.iter().find(|doc| is_described(&doc.value)).map(|doc| doc.text.clone());
    EnumValue { value, description }
}
