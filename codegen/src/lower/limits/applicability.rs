//! The types of values that a limit applies to.

use super::super::context::Lowering;
use crate::{
    ir::{Base, EnumKind, Ty, TypeKind},
    limit::LimitKind,
    spec::JsonType,
};

/// All JSON types, in the order of [`JsonType`].
const ALL: [JsonType; 6] =
    [JsonType::Boolean, JsonType::Integer, JsonType::Number, JsonType::String, JsonType::Array, JsonType::Object];

/// Returns whether a limit constrains values of one of these types. JSON Schema ignores it for others.
pub(in crate::lower) fn applies_to(kind: LimitKind, types: &[JsonType]) -> bool {
    let target: &[JsonType] = match kind {
        LimitKind::Minimum | LimitKind::Maximum | LimitKind::MultipleOf => &[JsonType::Integer, JsonType::Number],
        LimitKind::MinLength | LimitKind::MaxLength | LimitKind::Pattern => &[JsonType::String],
        LimitKind::MinItems | LimitKind::MaxItems | LimitKind::UniqueItems => &[JsonType::Array],
        LimitKind::MinProperties | LimitKind::MaxProperties => &[JsonType::Object],
    };
    types.iter().any(|json_type| target.contains(json_type))
}

/// Returns the JSON types of a type's values.
pub(super) fn json_types(lowering: &Lowering<'_, '_>, ty: &Ty) -> Vec<JsonType> {
    match ty {
        Ty::Any => ALL.to_vec(),
        Ty::Bool => vec![JsonType::Boolean],
        Ty::String | Ty::FileUrl => vec![JsonType::String],
        Ty::Integer(_) => vec![JsonType::Integer],
        Ty::Number => vec![JsonType::Number],
        Ty::Array(_) | Ty::Tuple(_) => vec![JsonType::Array],
        Ty::Map(_) => vec![JsonType::Object],
        Ty::Nullable(inner) => json_types(lowering, inner),
        Ty::Named(id) | Ty::Boxed(id) => match lowering.kind_of(*id) {
            Some(kind) => json_types_of_kind(lowering, kind),
            // Only objects are used before they are defined.
            None => vec![JsonType::Object],
        },
    }
}

fn json_types_of_kind(lowering: &Lowering<'_, '_>, kind: &TypeKind) -> Vec<JsonType> {
    match kind {
        TypeKind::Struct(_) => vec![JsonType::Object],
        TypeKind::Enum(definition) => match definition.kind() {
            EnumKind::String => vec![JsonType::String],
            EnumKind::Integer => vec![JsonType::Integer],
            EnumKind::Json => {
                definition.values.iter().filter_map(|listed| super::json_type_of(&listed.value)).collect()
            }
        },
        TypeKind::Constrained(constrained) => vec![match &constrained.base {
            Base::Integer(_) => JsonType::Integer,
            Base::Number => JsonType::Number,
            Base::String | Base::NumericString { .. } => JsonType::String,
            Base::Array(_) | Base::Sequence { .. } => JsonType::Array,
            Base::Map(_) => JsonType::Object,
        }],
        TypeKind::Union(union) => union.variants.iter().flat_map(|variant| json_types(lowering, &variant.ty)).collect(),
    }
}

/// Returns the noun for a type in a diagnostic.
pub(super) fn noun(lowering: &Lowering<'_, '_>, ty: &Ty) -> &'static str {
    match ty {
        Ty::Any => "any value",
        Ty::Bool => "a boolean",
        Ty::String => "a string",
        Ty::FileUrl => "the URL of a file",
        Ty::Integer(_) => "an integer",
        Ty::Number => "a number",
        Ty::Array(_) => "an array",
        Ty::Tuple(_) => "a tuple",
        Ty::Map(_) => "a map",
        Ty::Nullable(inner) => noun(lowering, inner),
        Ty::Named(id) | Ty::Boxed(id) => match lowering.kind_of(*id) {
            Some(TypeKind::Struct(_)) | None => "an object with properties",
            Some(TypeKind::Enum(_)) => "an enum",
            Some(TypeKind::Union(_)) => "a union",
            Some(TypeKind::Constrained(constrained)) => match &constrained.base {
                Base::Integer(_) => "an integer",
                Base::Number => "a number",
                Base::String | Base::NumericString { .. } => "a string",
                Base::Array(_) | Base::Sequence { .. } => "an array",
                Base::Map(_) => "a map",
            },
        },
    }
}
