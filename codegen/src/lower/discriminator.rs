//! The property that identifies the variants of a union: named by `discriminator`, or one for which every variant
//! lists values of its own.

use super::{context::Lowering, schema::ResolvedSchema};
use crate::{
    ir::Discriminator,
    literal::Literal,
    spec::{DiscriminatorMapping, JsonType},
};

/// Returns the discriminator of each variant, in their order; `None` for all if no property identifies them.
pub(super) fn of_variants<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    variants: &[&ResolvedSchema<'s>],
) -> Vec<Option<Discriminator>> {
    let is_object =
        |variant: &&ResolvedSchema<'_>| variant.types == [JsonType::Object] || !variant.properties.is_empty();
    if !variants.iter().all(is_object) {
        return vec![None; variants.len()];
    }
    if let Some(mapping) = schema.discriminator {
        return variants.iter().map(|variant| from_mapping(lowering, mapping, variant)).collect();
    }
    let properties = variants.first().map(|variant| variant.properties.as_slice()).unwrap_or_default();
    let found = properties.iter().find_map(|property| from_values(lowering, property.name, variants));
    found.map_or_else(|| vec![None; variants.len()], |found| found.into_iter().map(Some).collect())
}

/// Takes the values of the mapping, else those that the variant lists for the property, else the variant's name.
fn from_mapping<'s>(
    lowering: &mut Lowering<'s, '_>,
    mapping: &DiscriminatorMapping,
    variant: &ResolvedSchema<'s>,
) -> Option<Discriminator> {
    let (reference, name) = variant.model.as_ref().map(|model| (model.reference, model.name)).unwrap_or_default();
    let mapped = mapping.mapping.iter().filter(|(_, target)| target == reference || target == name);
    let mapped: Vec<&String> = mapped.map(|(value, _)| value).collect();
    let listed = values(lowering, &mapping.property, variant);
    let values =
        if mapped.is_empty() { listed } else { mapped.into_iter().map(|text| of_text(text, &listed)).collect() };
    let own_name = (!name.is_empty()).then(|| vec![Literal::String(name.to_owned())]);
    let values = Some(values).filter(|values| !values.is_empty()).or(own_name)?;
    Some(Discriminator { property: mapping.property.clone(), values })
}

/// Returns the value of a key of the mapping: keys are strings, but the property may list numbers or booleans.
fn of_text(text: &str, listed: &[Literal]) -> Literal {
    let is_meant = |value: &&Literal| value.as_str().is_none() && value.to_string() == text;
    listed.iter().find(is_meant).cloned().unwrap_or_else(|| Literal::String(text.to_owned()))
}

/// Takes a property that every variant requires with a list of values, if no value belongs to two variants.
fn from_values<'s>(
    lowering: &mut Lowering<'s, '_>,
    property: &str,
    variants: &[&ResolvedSchema<'s>],
) -> Option<Vec<Discriminator>> {
    let mut discriminators: Vec<Discriminator> = Vec::new();
    for variant in variants {
        let values = values(lowering, property, variant);
        let is_taken = values.iter().any(|value| discriminators.iter().any(|known| known.values.contains(value)));
        if values.is_empty() || is_taken || !variant.requires(property) {
            return None;
        }
        discriminators.push(Discriminator { property: property.to_owned(), values });
    }
    Some(discriminators)
}

/// Returns the scalars that a variant lists for a property; none if it lists other values too.
fn values<'s>(lowering: &mut Lowering<'s, '_>, property: &str, variant: &ResolvedSchema<'s>) -> Vec<Literal> {
    let Some(found) = variant.property(property) else { return Vec::new() };
    let Some(schema) = lowering.resolve_all(&found.schemas) else { return Vec::new() };
    let constant = schema.const_value.as_ref().map(|constant| vec![constant.value.clone()]);
    let listed = || schema.enum_values.as_ref().map(|values| values.value.clone());
    let values = constant.or_else(listed).unwrap_or_default();
    if schema.nullable || !values.iter().all(is_scalar) { Vec::new() } else { values }
}

fn is_scalar(value: &Literal) -> bool {
    match value {
        Literal::Bool(_) | Literal::Number(_) | Literal::String(_) => true,
        Literal::Null | Literal::Array(_) | Literal::Object(_) => false,
    }
}
