//! The property that tells the arms of a union apart: by `discriminator`, or because every arm has it
//! with values of its own.

use super::{flat::Flat, shape::Lowering};
use crate::{
    ir::Discriminator,
    literal::Literal,
    spec::{DiscriminatorMapping, JsonType},
};

/// The tag of each arm, in their order; nothing where no property tells them apart.
pub(super) fn of_arms<'s>(
    lowering: &mut Lowering<'s, '_>,
    flat: &Flat<'s>,
    arms: &[Flat<'s>],
) -> Vec<Option<Discriminator>> {
    let all_objects = arms.iter().all(|arm| arm.types == [JsonType::Object] || !arm.properties.is_empty());
    if !all_objects {
        return vec![None; arms.len()];
    }
    if let Some(discriminator) = flat.discriminator {
        return arms.iter().map(|arm| by_discriminator(lowering, discriminator, arm)).collect();
    }
    let candidates: Vec<&str> =
        arms.first().map(|arm| arm.properties.iter().map(|p| p.name.value.as_str()).collect()).unwrap_or_default();
    let found = candidates.into_iter().find_map(|property| by_values(lowering, property, arms));
    found.map_or_else(|| vec![None; arms.len()], |tags| tags.into_iter().map(Some).collect())
}

/// What the mapping says of the arm, else what the arm says of the property, else the arm's own name.
fn by_discriminator<'s>(
    lowering: &mut Lowering<'s, '_>,
    discriminator: &DiscriminatorMapping,
    arm: &Flat<'s>,
) -> Option<Discriminator> {
    let (reference, name) = arm.model.as_ref().map(|model| (model.reference, model.name)).unwrap_or_default();
    let mapped = discriminator.mapping.iter().filter(|(_, target)| target == reference || target == name);
    let mapped: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
    let values = if mapped.is_empty() { values(lowering, &discriminator.property, arm) } else { mapped };
    let named = (!name.is_empty()).then(|| vec![name.to_owned()]);
    let values = Some(values).filter(|values| !values.is_empty()).or(named)?;
    Some(Discriminator { property: discriminator.property.clone(), values })
}

/// A property that every arm requires with a constant or a list of values, none of them in two arms.
fn by_values<'s>(lowering: &mut Lowering<'s, '_>, property: &str, arms: &[Flat<'s>]) -> Option<Vec<Discriminator>> {
    let mut tags: Vec<Discriminator> = Vec::new();
    for arm in arms {
        let values = values(lowering, property, arm);
        let known = values.iter().any(|value| tags.iter().any(|tag| tag.values.contains(value)));
        if values.is_empty() || known || !arm.requires(property) {
            return None;
        }
        tags.push(Discriminator { property: property.to_owned(), values });
    }
    Some(tags)
}

/// The texts that an arm allows a property.
fn values<'s>(lowering: &mut Lowering<'s, '_>, property: &str, arm: &Flat<'s>) -> Vec<String> {
    let Some(found) = arm.properties.iter().find(|known| known.name.value == property) else { return Vec::new() };
    let schema = &found.schema;
    let flat = lowering.flatten(schema);
    let constant = flat.constant.iter().map(|constant| &constant.value);
    let members = flat.members.iter().flat_map(|members| &members.value);
    constant.chain(members).filter_map(Literal::as_str).map(str::to_owned).collect()
}
