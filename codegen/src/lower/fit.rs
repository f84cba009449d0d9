//! Whether a value keeps to a type, as far as documentation needs to know.

use super::shape::Lowering;
use crate::{
    ir::{Base, Constrained, Constraint, Ty, TypeKind},
    limit::Limit,
    literal::{Literal, NumberLiteral},
};

/// Why a value does not fit a type.
#[derive(Clone, Debug)]
pub(super) enum Misfit {
    /// It lies outside a limit.
    Outside(Constraint),
    /// It is not among the listed values.
    NotListed,
    /// It is of another JSON type.
    OtherType,
}

/// Why a value does not fit a type; `None` where it does.
pub(super) fn misfit(lowering: &Lowering<'_, '_>, ty: &Ty, value: &Literal) -> Option<Misfit> {
    let other = |fits: bool| (!fits).then_some(Misfit::OtherType);
    match ty {
        Ty::Any => None,
        Ty::Bool => other(matches!(value, Literal::Bool(_))),
        Ty::String | Ty::FileUrl => other(matches!(value, Literal::String(_))),
        Ty::Number => other(value.as_number().is_some()),
        Ty::Integer(_) => other(value.as_number().is_some_and(NumberLiteral::is_integer)),
        Ty::Nullable(_) if *value == Literal::Null => None,
        Ty::Nullable(inner) => misfit(lowering, inner, value),
        Ty::Array(item) => match value {
            Literal::Array(items) => items.iter().find_map(|value| misfit(lowering, item, value)),
            _ => Some(Misfit::OtherType),
        },
        Ty::Map(_) => other(matches!(value, Literal::Object(_))),
        Ty::Tuple(_) => other(matches!(value, Literal::Array(_))),
        Ty::Named(id) | Ty::Boxed(id) => lowering.shape_of(*id).and_then(|shape| of_shape(lowering, shape, value)),
    }
}

fn of_shape(lowering: &Lowering<'_, '_>, shape: &TypeKind, value: &Literal) -> Option<Misfit> {
    match shape {
        TypeKind::Struct(_) => (!matches!(value, Literal::Object(_))).then_some(Misfit::OtherType),
        TypeKind::Enum(set) => {
            let text = set.values.iter().any(|member| member.value.as_str().is_some());
            match value {
                Literal::String(_) if text && set.open => None,
                Literal::String(_) | Literal::Number(_) if text == value.as_str().is_some() => {
                    (!set.values.iter().any(|member| member.value == *value)).then_some(Misfit::NotListed)
                }
                _ => Some(Misfit::OtherType),
            }
        }
        TypeKind::Constrained(checked) => of_checked(lowering, checked, value),
        TypeKind::Union(union) => {
            let fits = union.variants.iter().any(|arm| misfit(lowering, &arm.ty, value).is_none());
            (!fits).then_some(Misfit::OtherType)
        }
    }
}

fn of_checked(lowering: &Lowering<'_, '_>, checked: &Constrained, value: &Literal) -> Option<Misfit> {
    let of_type = match (&checked.base, value) {
        (Base::Integer(_), Literal::Number(number)) => number.is_integer(),
        (Base::Number, Literal::Number(_)) | (Base::String, Literal::String(_)) => true,
        (Base::NumericString { .. }, Literal::String(text)) => text.parse::<NumberLiteral>().is_ok(),
        (Base::Array(item), Literal::Array(items)) => items.iter().all(|value| misfit(lowering, item, value).is_none()),
        _ => false,
    };
    if !of_type {
        return Some(Misfit::OtherType);
    }
    let broken = checked.constraints.iter().find(|constraint| !keeps(&constraint.limit, value));
    broken.map(|constraint| Misfit::Outside(constraint.clone()))
}

/// Whether a value keeps to a limit; a limit of another type of value demands nothing of it.
pub(super) fn keeps(limit: &Limit, value: &Literal) -> bool {
    let number = value.as_number().cloned().or_else(|| value.as_str()?.parse().ok());
    match (limit, value) {
        (Limit::Minimum { value: end, exclusive }, _) => number.is_none_or(|n| n > *end || (n == *end && !exclusive)),
        (Limit::Maximum { value: end, exclusive }, _) => number.is_none_or(|n| n < *end || (n == *end && !exclusive)),
        (Limit::MultipleOf(step), Literal::Number(number)) => is_multiple(number, step),
        (Limit::MinLength(length), Literal::String(text)) => text.chars().count() as u64 >= *length,
        (Limit::MaxLength(length), Literal::String(text)) => text.chars().count() as u64 <= *length,
        (Limit::MinItems(count), Literal::Array(items)) => items.len() as u64 >= *count,
        (Limit::MaxItems(count), Literal::Array(items)) => items.len() as u64 <= *count,
        _ => true,
    }
}

/// By the rounded quotient, as the runtime does.
fn is_multiple(number: &NumberLiteral, step: &NumberLiteral) -> bool {
    const TOLERANCE: f64 = 1e-9;
    let (Some(number), Some(step)) = (number.as_f64(), step.as_f64()) else { return true };
    let quotient = number / step;
    (quotient - quotient.round()).abs() <= TOLERANCE * quotient.abs().max(1.0)
}
