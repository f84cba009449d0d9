//! Whether a new type accepts the JSON of an old one.

use super::version::EndpointVersion;
use crate::ir::{Base, Enum, EnumKind, Ty, TypeKind};

/// The JSON type of a scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum JsonKind {
    String,
    Integer,
    Number,
}

/// Returns whether the new type accepts all JSON that the old one accepted, as far as the kinds of the types show.
pub(super) fn accepts_old(
    (old_version, old): (&EndpointVersion<'_>, &Ty),
    (new_version, new): (&EndpointVersion<'_>, &Ty),
) -> bool {
    if *new == Ty::Any {
        return true;
    }
    if let Some(TypeKind::Union(union)) = kind(new_version, new) {
        return union.variants.iter().any(|variant| accepts_old((old_version, old), (new_version, &variant.ty)));
    }
    let accepted = match kind(new_version, new) {
        Some(TypeKind::Enum(values)) if values.open => of_enum(values),
        Some(_) => return false,
        None => of_type(new),
    };
    let produced = match kind(old_version, old) {
        Some(TypeKind::Enum(values)) => of_enum(values),
        Some(TypeKind::Constrained(constrained)) => of_base(&constrained.base),
        Some(TypeKind::Struct(_) | TypeKind::Union(_)) => None,
        None => of_type(old),
    };
    match (produced, accepted) {
        (Some(JsonKind::Integer), Some(JsonKind::Number)) => true,
        (Some(produced), Some(accepted)) => produced == accepted,
        (Some(_) | None, None) | (None, Some(_)) => *old == Ty::Bool && *new == Ty::Bool,
    }
}

fn kind<'a>(version: &EndpointVersion<'a>, ty: &Ty) -> Option<&'a TypeKind> {
    version.named(ty.id()?).map(|(named, _)| &named.kind)
}

fn of_type(ty: &Ty) -> Option<JsonKind> {
    match ty {
        Ty::String | Ty::FileUrl => Some(JsonKind::String),
        Ty::Integer(_) => Some(JsonKind::Integer),
        Ty::Number => Some(JsonKind::Number),
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

fn of_enum(values: &Enum) -> Option<JsonKind> {
    match values.kind() {
        EnumKind::String => Some(JsonKind::String),
        EnumKind::Integer => Some(JsonKind::Integer),
        EnumKind::Json => None,
    }
}

fn of_base(base: &Base) -> Option<JsonKind> {
    match base {
        Base::Integer(_) => Some(JsonKind::Integer),
        Base::Number => Some(JsonKind::Number),
        Base::String | Base::NumericString { .. } => Some(JsonKind::String),
        Base::Array(_) | Base::Sequence { .. } | Base::Map(_) => None,
    }
}
