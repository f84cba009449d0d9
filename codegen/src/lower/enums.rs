//! Enums: `enum`, `const`, alternatives of constants, and lists of values in descriptions.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    constant_alternatives,
    context::{Lowering, SchemaContext},
    limits::{Limits, json_type_of},
    prose,
    schema::ResolvedSchema,
    union::is_label,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Docs, Enum, EnumKind, EnumValue, Provenance, Ty, TypeKind},
    literal::Literal,
    origin::Origin,
    spec::EnumDoc,
};

/// Lowers the list of values of a schema. Returns `None` if there is no list, or if the type of the schema represents it:
/// both booleans, and in a response all values that are neither strings nor integers.
pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
    limits: &mut Limits,
) -> Option<Ty> {
    let constants = constant_alternatives::of(schema, context.direction);
    let (values, provenance) = from_keywords(lowering, schema)
        .or_else(|| constant_alternatives::values(lowering, &constants))
        .or_else(|| prose::enum_values(lowering, schema, context, docs))?;
    let values = deduplicate(lowering, values, &provenance.origin);
    if values.is_empty() {
        return None;
    }
    let open = context.direction == Direction::Response;
    let enum_docs: Vec<EnumDoc> =
        schema.enum_docs.iter().cloned().chain(constant_alternatives::docs(&constants)).collect();
    let enum_docs = docs_by_value(&enum_docs);
    let listed = values.iter().map(|value| enum_value(&enum_docs, value.clone())).collect();
    if !open {
        if constants.is_empty() {
            report_alternatives(lowering, schema);
        }
        report_other_types(lowering, schema, &values, &provenance);
    }
    let definition = Enum { values: listed, open, provenance };
    match definition.kind() {
        EnumKind::Json if has_both_booleans(&values) || (open && are_booleans(&values)) => return Some(Ty::Bool),
        EnumKind::Json if open && values.iter().all(Literal::is_null) => return Some(Ty::Any),
        EnumKind::Json if open => return (schema.types.len() != 1).then_some(Ty::Any),
        EnumKind::String | EnumKind::Integer | EnumKind::Json => {}
    }
    limits.check_enum(lowering, &values);
    Some(lowering.add(context, docs.clone(), schema.origin.clone(), TypeKind::Enum(definition)))
}

/// Returns the values of `const` or `enum`. `null` next to other values makes a field nullable instead.
fn from_keywords(lowering: &Lowering<'_, '_>, schema: &ResolvedSchema<'_>) -> Option<(Vec<Literal>, Provenance)> {
    let constant = schema.const_value.as_ref().map(|value| (vec![value.value.clone()], &value.origin, "const"));
    let listed = || schema.enum_values.as_ref().map(|values| (values.value.clone(), &values.origin, "enum"));
    let (mut values, origin, keyword) = constant.or_else(listed)?;
    if values.iter().any(|value| !value.is_null()) {
        values.retain(|value| !value.is_null());
    }
    Some((values, lowering.provenance(keyword, origin)))
}

fn deduplicate(lowering: &mut Lowering<'_, '_>, values: Vec<Literal>, origin: &Origin) -> Vec<Literal> {
    let mut known = BTreeSet::new();
    let (distinct, repeated): (Vec<Literal>, Vec<Literal>) =
        values.into_iter().partition(|value| known.insert(value.clone()));
    for value in repeated {
        lowering.report(Diagnostic::note("repeated-value", origin, format!("{value} is listed twice")));
    }
    distinct
}

/// Reports alternatives next to a list of values.
fn report_alternatives(lowering: &mut Lowering<'_, '_>, schema: &ResolvedSchema<'_>) {
    if schema.variants.len() > 1 {
        let message = "alternatives next to a list of values are not enforced; the server checks them";
        lowering.report(Diagnostic::warning("alternatives-not-enforced", &schema.origin, message));
    }
}

fn are_booleans(values: &[Literal]) -> bool {
    values.iter().all(|value| value.as_bool().is_some())
}

fn has_both_booleans(values: &[Literal]) -> bool {
    are_booleans(values) && values.len() > 1
}

/// Reports listed values that are not of the type that the schema states. They are accepted: a list is written with more
/// care than a type.
fn report_other_types(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    values: &[Literal],
    provenance: &Provenance,
) {
    let is_stated = |value: &&Literal| {
        schema.types.is_empty()
            || schema.types.iter().any(|stated| json_type_of(value).is_some_and(|of| stated.includes(of)))
    };
    let others: Vec<String> = values.iter().filter(|value| !is_stated(value)).map(ToString::to_string).collect();
    if !others.is_empty() {
        let types: Vec<&str> = schema.types.iter().map(|stated| stated.as_str()).collect();
        let message = format!("listed values that are not of type {}: {}", types.join(" or "), others.join(", "));
        let help = "all listed values are accepted; correct the list or the type with an overlay";
        lowering.report(Diagnostic::warning("values-of-other-type", &provenance.origin, message).help(help));
    }
}

/// Returns what a document says about each value, by the text of the value.
fn docs_by_value(docs: &[EnumDoc]) -> BTreeMap<String, Vec<&EnumDoc>> {
    let mut by_value: BTreeMap<String, Vec<&EnumDoc>> = BTreeMap::new();
    for doc in docs {
        by_value.entry(doc.value.to_text()).or_default().push(doc);
    }
    by_value
}

/// Returns a value with its name and description. Keys of objects describe values that are not strings, too.
fn enum_value(docs: &BTreeMap<String, Vec<&EnumDoc>>, value: Literal) -> EnumValue {
    let is_described = |doc: &&&EnumDoc| doc.value == value || doc.value.as_str() == Some(&value.to_string());
    let docs = || docs.get(&value.to_text()).into_iter().flatten().filter(is_described);
    let name = docs().find_map(|doc| doc.name.clone());
    let parts: Vec<String> = name.clone().into_iter().chain(docs().find_map(|doc| doc.description.clone())).collect();
    let description = (!parts.is_empty()).then(|| parts.join(": "));
    EnumValue { value, name: name.filter(|name| is_label(name)), description }
}
