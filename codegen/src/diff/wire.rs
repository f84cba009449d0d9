//! Whether all JSON of one type is taken by another: what is passed as JSON then goes on as it was.

use super::walk::Side;
use crate::ir::{Base, Set, Shape, Ty};

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
    if let Some(Shape::Union(union)) = shape(new_side, new) {
        return union.arms.iter().any(|arm| takes((old_side, old), (new_side, &arm.ty)));
    }
    let unlimited = match shape(new_side, new) {
        Some(Shape::Set(set)) if set.open => Some(set_json(set)),
        Some(_) => return false,
        None => json(new),
    };
    let held = match shape(old_side, old) {
        Some(Shape::Set(set)) => Some(set_json(set)),
        Some(Shape::Checked(checked)) => base_json(&checked.base),
        Some(Shape::Record(_) | Shape::Union(_)) => None,
        None => json(old),
    };
    match (held, unlimited) {
        (Some(Json::Whole), Some(Json::Number)) => true,
        (Some(held), Some(unlimited)) => held == unlimited,
        _ => *old == Ty::Bool && *new == Ty::Bool,
    }
}

fn shape<'a>(side: &Side<'a>, ty: &Ty) -> Option<&'a Shape> {
    let (Ty::Named(id) | Ty::Boxed(id)) = ty else { return None };
    side.type_of(*id).map(|(named, _)| &named.shape)
}

fn json(ty: &Ty) -> Option<Json> {
    match ty {
        Ty::Text | Ty::File => Some(Json::Text),
        Ty::Integer(_) => Some(Json::Whole),
        Ty::Number => Some(Json::Number),
        _ => None,
    }
}

fn set_json(set: &Set) -> Json {
    let text = set.members.iter().all(|member| member.value.as_text().is_some());
    if text { Json::Text } else { Json::Whole }
}

fn base_json(base: &Base) -> Option<Json> {
    match base {
        Base::Integer(_) => Some(Json::Whole),
        Base::Number => Some(Json::Number),
        Base::Text | Base::NumericText { .. } => Some(Json::Text),
        Base::List(_) => None,
    }
}
