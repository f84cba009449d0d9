//! Checks values of the document, such as defaults and examples, against a lowered type.

use super::context::Lowering;
use crate::{
    ir::{Base, Constrained, Constraint, Enum, EnumKind, Ty, TypeKind},
    limit::Limit,
    literal::{Literal, NumberLiteral},
};

/// The reason why a value does not match a type.
#[derive(Clone, Debug)]
pub(super) enum Mismatch {
    /// It violates a limit.
    Limit(Constraint),
    /// It is not one of the listed values.
    NotListed,
    /// It has another JSON type.
    OtherType,
}

/// Returns the reason why a value does not match a type; `None` if it matches.
pub(super) fn mismatch(lowering: &Lowering<'_, '_>, ty: &Ty, value: &Literal) -> Option<Mismatch> {
    match ty {
        Ty::Any => None,
        Ty::Bool => of_type(value.as_bool().is_some()),
        Ty::String | Ty::FileUrl => of_type(value.as_str().is_some()),
        Ty::Number => of_type(value.as_number().is_some()),
        Ty::Integer(_) => of_type(value.as_number().is_some_and(NumberLiteral::is_integer)),
        Ty::Nullable(inner) => {
            if value.is_null() {
                None
            } else {
                mismatch(lowering, inner, value)
            }
        }
        Ty::Array(item) => match value.as_array() {
            Some(items) => items.iter().find_map(|value| mismatch(lowering, item, value)),
            None => Some(Mismatch::OtherType),
        },
        Ty::Map(_) => of_type(value.as_object().is_some()),
        Ty::Tuple(_) => of_type(value.as_array().is_some()),
        Ty::Named(id) | Ty::Boxed(id) => lowering.kind_of(*id).and_then(|kind| kind_mismatch(lowering, kind, value)),
    }
}

fn of_type(matches: bool) -> Option<Mismatch> {
    (!matches).then_some(Mismatch::OtherType)
}

fn kind_mismatch(lowering: &Lowering<'_, '_>, kind: &TypeKind, value: &Literal) -> Option<Mismatch> {
    match kind {
        TypeKind::Struct(_) => of_type(value.as_object().is_some()),
        TypeKind::Enum(definition) => enum_mismatch(definition, value),
        TypeKind::Constrained(constrained) => limit_mismatch(lowering, constrained, value),
        TypeKind::Union(union) => {
            of_type(union.variants.iter().any(|variant| mismatch(lowering, &variant.ty, value).is_none()))
        }
    }
}

fn enum_mismatch(definition: &Enum, value: &Literal) -> Option<Mismatch> {
    let kind = definition.kind();
    let same_type = match kind {
        EnumKind::String => value.as_str().is_some(),
        EnumKind::Integer => value.as_number().is_some(),
        EnumKind::Json => true,
    };
    let listed = definition.values.iter().any(|listed| listed.value == *value);
    match (same_type, listed) {
        (false, _) => Some(Mismatch::OtherType),
        (true, false) if !(kind == EnumKind::String && definition.open) => Some(Mismatch::NotListed),
        (true, _) => None,
    }
}

fn limit_mismatch(lowering: &Lowering<'_, '_>, constrained: &Constrained, value: &Literal) -> Option<Mismatch> {
    let same_type = match &constrained.base {
        Base::Integer(_) => value.as_number().is_some_and(NumberLiteral::is_integer),
        Base::Number => value.as_number().is_some(),
        Base::String => value.as_str().is_some(),
        Base::NumericString { .. } => value.as_str().is_some_and(|text| text.parse::<NumberLiteral>().is_ok()),
        Base::Array(item) => {
            value.as_array().is_some_and(|items| items.iter().all(|value| mismatch(lowering, item, value).is_none()))
        }
        Base::Sequence { positions, rest } => value.as_array().is_some_and(|items| {
            let types = positions.iter().chain(std::iter::repeat(&**rest));
            items.iter().zip(types).all(|(value, item)| mismatch(lowering, item, value).is_none())
        }),
        Base::Map(item) => value
            .as_object()
            .is_some_and(|properties| properties.iter().all(|(_, value)| mismatch(lowering, item, value).is_none())),
    };
    if !same_type {
        return Some(Mismatch::OtherType);
    }
    let violated = constrained.constraints.iter().find(|constraint| !satisfies(value, &constraint.limit));
    violated.map(|constraint| Mismatch::Limit(constraint.clone()))
}

/// Returns whether a value satisfies a limit. As in JSON Schema, a limit for another type of value is
/// satisfied; a string that contains a number is compared as that number.
pub(super) fn satisfies(value: &Literal, limit: &Limit) -> bool {
    let length = || value.as_str().map(|text| text.chars().count() as u64);
    let items = || value.as_array().map(|items| items.len() as u64);
    let properties = || value.as_object().map(|properties| properties.len() as u64);
    let number = || value.as_number().cloned().or_else(|| value.as_str()?.parse().ok());
    match limit {
        Limit::Minimum { .. } | Limit::Maximum { .. } => number().is_none_or(|number| limit.accepts_number(&number)),
        Limit::MultipleOf(_) => value.as_number().is_none_or(|number| limit.accepts_number(number)),
        Limit::MinLength(least) => length().is_none_or(|length| length >= *least),
        Limit::MaxLength(most) => length().is_none_or(|length| length <= *most),
        Limit::Pattern(pattern) => match (value.as_str(), regex::Regex::new(pattern)) {
            (Some(text), Ok(pattern)) => pattern.is_match(text),
            (None, _) | (_, Err(_)) => true,
        },
        Limit::MinItems(least) => items().is_none_or(|count| count >= *least),
        Limit::MaxItems(most) => items().is_none_or(|count| count <= *most),
        Limit::MinProperties(least) => properties().is_none_or(|count| count >= *least),
        Limit::MaxProperties(most) => properties().is_none_or(|count| count <= *most),
        Limit::UniqueItems => value.as_array().is_none_or(are_distinct),
    }
}

fn are_distinct(items: &[Literal]) -> bool {
    items.iter().enumerate().all(|(index, item)| !items.iter().take(index).any(|earlier| earlier == item))
}
