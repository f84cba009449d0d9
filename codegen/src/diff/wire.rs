//! Whether all JSON of one type is taken by another: what is passed as JSON then goes on as it was.

use super::walk::Side;
use crate::ir::{Base, Enum, Ty, TypeKind};

/// The kinds of JSON that a simple type takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Json {
    Text,
    Whole,
    Number,
}

/// Whether the new type takes whatever the old one took, as far as that can be told from their kinds.
pub(super) fn takes((old_side, old): (&Side<'_>, &Ty), (new_side, new): (&Side<'_>, &Ty)) -> bool {
    if *new == Ty::Any {
        return true;
    }
    if let Some(TypeKind::Union(union)) = shape(new_side, new) {
        return union.variants.iter().any(|arm| takes((old_side, old), (new_side, &arm.ty)));
    }
    let unlimited = match shape(new_side, new) {
        Some(TypeKind::Enum(set)) if set.open => Some(set_json(set)),
        Some(_) => return false,
        None => json(new),
    };
    let held = match shape(old_side, old) {
        Some(TypeKind::Enum(set)) => Some(set_json(set)),
        Some(TypeKind::Constrained(checked)) => base_json(&checked.base),
        Some(TypeKind::Struct(_) | TypeKind::Union(_)) => None,
        None => json(old),
    };
    match (held, unlimited) {
        (Some(Json::Whole), Some(Json::Number)) => true,
        (Some(held), Some(unlimited)) => held == unlimited,
        _ => *old == Ty::Bool && *new == Ty::Bool,
    }
}

fn shape<'a>(side: &Side<'a>, ty: &Ty) -> Option<&'a TypeKind> {
    side.type_of(ty.id()?).map(|(named, _)| &named.kind)
}

fn json(ty: &Ty) -> Option<Json> {
    match ty {
        Ty::String | Ty::FileUrl => Some(Json::Text),
        Ty::Integer(_) => Some(Json::Whole),
        Ty::Number => Some(Json::Number),
        Ty::Any
        | Ty::Bool
        | Ty::Named(_)
        | Ty::Boxed(_)
        | Ty::Array(_)
        | Ty::Map(_)
        | Ty::Tuple(_)
        | Ty::Nullable(_) => None,
    }
}

fn set_json(set: &Enum) -> Json {
    let text = set.values.iter().all(|member| member.value.as_str().is_some());
    if text { Json::Text } else { Json::Whole }
}

fn base_json(base: &Base) -> Option<Json> {
    match base {
        Base::Integer(_) => Some(Json::Whole),
        Base::Number => Some(Json::Number),
        Base::String | Base::NumericString { .. } => Some(Json::Text),
        Base::Array(_) => None,
    }
}
