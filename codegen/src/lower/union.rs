//! `anyOf`, `oneOf` and several types → a union, the most specific arm first.

use super::{
    flat::Flat,
    limit,
    shape::{Lowering, Spot},
    tag,
};
use crate::{
    ir::{Base, Discriminator, Docs, Enum, Naming, Presence, Ty, TypeKind, Union, Variant},
    spec::{JsonType, Schema, Stated},
};

/// The union of alternatives.
pub(super) fn of_arms<'s>(lowering: &mut Lowering<'s, '_>, flat: &Flat<'s>, spot: &Spot<'_>) -> Ty {
    let arms: Vec<(Flat<'s>, Spot<'_>)> = flat.arms.iter().map(|arm| arm_of(lowering, flat, arm, spot)).collect();
    let (flats, spots): (Vec<Flat<'s>>, Vec<Spot<'_>>) = arms.into_iter().unzip();
    let tags = tag::of_arms(lowering, flat, &flats);
    let arms = flats.iter().zip(&spots).zip(tags);
    let lowered = arms.map(|((arm, spot), tag)| tagged(lower_arm(lowering, arm, spot), arm, tag)).collect();
    settle(lowering, flat, spot, lowered)
}

/// The union of several types of one schema; all of them are any value.
pub(super) fn of_types<'s>(lowering: &mut Lowering<'s, '_>, flat: &Flat<'s>, spot: &Spot<'_>, docs: &mut Docs) -> Ty {
    const ALL: usize = 6;
    if flat.types.len() >= ALL {
        return limit::untyped(lowering, flat, spot, docs);
    }
    let lowered = flat
        .types
        .iter()
        .map(|json_type| {
            let limits = limits_of_type(flat, *json_type);
            let arm = Flat { types: vec![*json_type], model: None, nullable: false, limits, ..flat.clone() };
            lower_arm(lowering, &arm, &arm_spot(spot, role_of_type(*json_type)))
        })
        .collect();
    settle(lowering, flat, spot, lowered)
}

/// A limit beside several types is one of those that it says something about; one that fits none is told.
fn limits_of_type(flat: &Flat<'_>, json_type: JsonType) -> Vec<Stated> {
    let belongs =
        |stated: &&Stated| limit::fits(&stated.limit, &[json_type]) || !limit::fits(&stated.limit, &flat.types);
    flat.limits.iter().filter(belongs).cloned().collect()
}

fn arm_of<'s, 'e>(
    lowering: &mut Lowering<'s, '_>,
    flat: &Flat<'s>,
    arm: &'s Schema,
    spot: &Spot<'e>,
) -> (Flat<'s>, Spot<'e>) {
    let mut inner = lowering.flatten(arm);
    // Limits beside the alternatives hold for each of them that they fit.
    inner.limits.extend(flat.limits.iter().filter(|stated| limit::fits(&stated.limit, &inner.types)).cloned());
    if !flat.limits.is_empty() && flat.limits.iter().any(|stated| limit::fits(&stated.limit, &inner.types)) {
        inner.model = None;
    }
    let role = inner.types.first().map_or("Other", |json_type| role_of_type(*json_type));
    (inner, arm_spot(spot, role))
}

/// The examples of the union are not those of each arm.
fn arm_spot<'e>(spot: &Spot<'e>, role: &'static str) -> Spot<'e> {
    let naming = match &spot.naming {
        Naming::Inside { owner, property, .. } => Naming::Inside { owner: *owner, property: property.clone(), role },
        Naming::Request => Naming::Model(format!("Request{role}")),
        Naming::Response => Naming::Model(format!("Response{role}")),
        Naming::Model(name) => Naming::Model(format!("{name}{role}")),
    };
    Spot { naming, direction: spot.direction, field: spot.field, shown: Vec::new() }
}

fn role_of_type(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Boolean => "Flag",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "Text",
        JsonType::Array => "List",
        JsonType::Object => "Object",
    }
}

struct LoweredArm {
    ty: Ty,
    hint: String,
    nullable: bool,
    tag: Option<Discriminator>,
}

fn lower_arm<'s>(lowering: &mut Lowering<'s, '_>, arm: &Flat<'s>, spot: &Spot<'_>) -> LoweredArm {
    let model = arm.model.as_ref().map(|model| model.name.to_owned());
    let lowered = lowering.value(arm, spot);
    let hint = model.unwrap_or_else(|| match (&lowered.ty, &spot.naming) {
        (Ty::Named(id), _) if lowering.is_set(*id) => "Preset".to_owned(),
        (_, Naming::Inside { role, .. }) => (*role).to_owned(),
        _ => arm.types.first().map_or("Other", |json_type| role_of_type(*json_type)).to_owned(),
    });
    LoweredArm { ty: lowered.ty, hint, nullable: lowered.nullable, tag: None }
}

/// An arm without a name of its own is called by the one value that tells it from the others.
fn tagged(lowered: LoweredArm, arm: &Flat<'_>, tag: Option<Discriminator>) -> LoweredArm {
    let hint = match &tag {
        Some(Discriminator { values, .. }) if arm.model.is_none() => values.first().cloned().unwrap_or(lowered.hint),
        _ => lowered.hint,
    };
    LoweredArm { hint, tag, ..lowered }
}

/// One arm is no union; an enum beside any text is an open set; any value swallows all other arms.
fn settle(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, spot: &Spot<'_>, mut arms: Vec<LoweredArm>) -> Ty {
    let nullable = arms.iter().any(|arm| arm.nullable);
    let mut distinct: Vec<LoweredArm> = Vec::new();
    arms.retain(|arm| arm.ty != Ty::Any);
    let had_any = arms.len() < flat.arms.len().max(flat.types.len());
    for arm in arms {
        if !distinct.iter().any(|known| known.ty == arm.ty) {
            distinct.push(arm);
        }
    }
    if had_any || distinct.is_empty() {
        return Ty::Any;
    }
    if let Some(open) = open_set(lowering, &distinct) {
        return if nullable { Ty::Nullable(Box::new(open)) } else { open };
    }
    distinct.sort_by_key(|arm| specificity(lowering, &arm.ty));
    let ty = if let [only] = distinct.as_slice() {
        only.ty.clone()
    } else {
        let docs = Docs {
            description: flat.description.as_ref().map(|text| text.value.clone()),
            deprecated: flat.deprecated,
            ..Docs::default()
        };
        let arms =
            distinct.into_iter().map(|arm| Variant { hint: arm.hint, ty: arm.ty, discriminator: arm.tag }).collect();
        lowering.name(spot, docs, flat.origin.clone(), TypeKind::Union(Union { variants: arms }))
    };
    if nullable { Ty::Nullable(Box::new(ty)) } else { ty }
}

/// Known texts beside any text: the set, open.
fn open_set(lowering: &mut Lowering<'_, '_>, arms: &[LoweredArm]) -> Option<Ty> {
    let [a, b] = arms else { return None };
    let id = match (&a.ty, &b.ty) {
        (Ty::Named(id), Ty::String) | (Ty::String, Ty::Named(id)) => *id,
        _ => return None,
    };
    lowering.reopen(id)
}

/// What fits fewest values comes first: objects by their members, then lists, sets, checked values, plain ones.
fn specificity(lowering: &Lowering<'_, '_>, ty: &Ty) -> (u8, std::cmp::Reverse<usize>) {
    let none = std::cmp::Reverse(0);
    match ty {
        Ty::Named(id) | Ty::Boxed(id) => match lowering.shape_of(*id) {
            Some(TypeKind::Struct(record)) => {
                let required = record.fields.iter().filter(|field| field.presence == Presence::Required);
                (0, std::cmp::Reverse(required.count()))
            }
            Some(TypeKind::Enum(Enum { open: false, .. })) => (2, none),
            Some(TypeKind::Constrained(checked)) if matches!(checked.base, Base::Array(_)) => (1, none),
            Some(TypeKind::Constrained(checked)) if checked.base == Base::String => (5, none),
            Some(TypeKind::Constrained(_)) => (3, none),
            _ => (6, none),
        },
        Ty::Tuple(_) => (1, std::cmp::Reverse(1)),
        Ty::Array(_) => (1, none),
        Ty::Bool => (3, none),
        Ty::Integer(_) => (4, std::cmp::Reverse(1)),
        Ty::Map(_) | Ty::Number => (4, none),
        Ty::String | Ty::FileUrl => (6, none),
        Ty::Nullable(inner) => specificity(lowering, inner),
        Ty::Any => (9, none),
    }
}
