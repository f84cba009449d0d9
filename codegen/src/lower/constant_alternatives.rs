//! Alternatives that are constants. They form an enum, as OpenAPI 3.1 recommends to describe each value.

use super::{context::Lowering, limits::json_type_of, schema::ResolvedSchema};
use crate::{
    ir::{Direction, Provenance},
    literal::Literal,
    spec::{EnumDoc, JsonType, Schema},
};

/// Returns the alternatives if each consists of constants: an enum whose values have a title and a description each. In a
/// response, they must be all strings or all integers.
pub(super) fn of<'s>(schema: &ResolvedSchema<'s>, direction: Direction) -> Vec<Constants<'s>> {
    let constants: Option<Vec<Constants<'s>>> = schema.variants.iter().map(|variant| Constants::of(variant)).collect();
    let values = || constants.iter().flatten().flat_map(|alternative| &alternative.values);
    let are_strings = values().all(|value| value.as_str().is_some());
    let are_integers = values().all(|value| json_type_of(value) == Some(JsonType::Integer));
    let is_enum = are_strings || are_integers || direction == Direction::Request;
    constants.filter(|alternatives| alternatives.len() > 1 && is_enum).unwrap_or_default()
}

/// An alternative that consists of constants.
pub(super) struct Constants<'s> {
    schema: &'s Schema,
    values: Vec<Literal>,
}

impl<'s> Constants<'s> {
    fn of(schema: &'s Schema) -> Option<Self> {
        let resolved = ResolvedSchema::from_keywords(schema);
        let values = match (&resolved.const_value, &resolved.enum_values) {
            (Some(value), None) => vec![value.value.clone()],
            (None, Some(values)) => values.value.clone(),
            (None, None) | (Some(_), Some(_)) => return None,
        };
        let is_of_type = |value: &Literal| {
            resolved.types.is_empty()
                || json_type_of(value).is_some_and(|of| resolved.types.iter().any(|stated| stated.includes(of)))
        };
        let others = ResolvedSchema { const_value: None, enum_values: None, ..resolved.clone() };
        let combines = schema.reference.is_some()
            || [&schema.any_of, &schema.one_of, &schema.all_of].iter().any(|parts| !parts.is_empty());
        let is_plain = !combines && !others.constrains_values() && !schema.nullable && !schema.deprecated;
        (is_plain && values.iter().all(is_of_type)).then_some(Self { schema, values })
    }
}

/// Returns the constants of all alternatives.
pub(super) fn values(lowering: &Lowering<'_, '_>, constants: &[Constants<'_>]) -> Option<(Vec<Literal>, Provenance)> {
    let first = constants.first()?.schema;
    let keyword = if first.const_value.is_some() { "const" } else { "enum" };
    let values = constants.iter().flat_map(|alternative| alternative.values.clone()).collect();
    Some((values, lowering.provenance(keyword, &first.origin)))
}

/// Returns what the alternatives say about their values.
pub(super) fn docs(constants: &[Constants<'_>]) -> Vec<EnumDoc> {
    let docs = constants.iter().flat_map(|Constants { schema, values }| {
        let title = schema.title.as_deref().map(str::trim).filter(|title| !title.is_empty() && values.len() == 1);
        let name = title.map(str::to_owned);
        let description = schema.description.as_ref().map(|text| text.value.clone());
        let of_alternative = values.iter().map(move |value| EnumDoc {
            value: value.clone(),
            name: name.clone(),
            description: description.clone(),
        });
        schema.enum_docs.iter().cloned().chain(of_alternative)
    });
    docs.collect()
}
