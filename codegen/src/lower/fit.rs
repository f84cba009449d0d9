//! Whether a value keeps to a type, as far as documentation needs to know.

use super::shape::Lowering;
use crate::{
    ir::{Base, Checked, Constraint, Shape, Ty},
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
        Ty::Text | Ty::File => other(matches!(value, Literal::Text(_))),
        Ty::Number => other(value.as_number().is_some()),
        Ty::Integer(_) => other(value.as_number().is_some_and(NumberLiteral::is_integer)),
        Ty::Nullable(_) if *value == Literal::Null => None,
        Ty::Nullable(inner) => misfit(lowering, inner, value),
        Ty::List(item) => match value {
            Literal::List(items) => items.iter().find_map(|value| misfit(lowering, item, value)),
            _ => Some(Misfit::OtherType),
        },
        Ty::Map(_) => other(matches!(value, Literal::Object(_))),
        Ty::Tuple(_) => other(matches!(value, Literal::List(_))),
        Ty::Named(id) | Ty::Boxed(id) => lowering.shape_of(*id).and_then(|shape| of_shape(lowering, shape, value)),
    }
}

fn of_shape(lowering: &Lowering<'_, '_>, shape: &Shape, value: &Literal) -> Option<Misfit> {
    match shape {
        Shape::Record(_) => (!matches!(value, Literal::Object(_))).then_some(Misfit::OtherType),
        Shape::Set(set) => {
            let text = set.members.iter().any(|member| member.value.as_text().is_some());
            match value {
                Literal::Text(_) if text && set.open => None,
                Literal::Text(_) | Literal::Number(_) if text == value.as_text().is_some() => {
                    (!set.members.iter().any(|member| member.value == *value)).then_some(Misfit::NotListed)
                }
                _ => Some(Misfit::OtherType),
            }
        }
        Shape::Checked(checked) => of_checked(lowering, checked, value),
        Shape::Union(union) => {
            let fits = union.arms.iter().any(|arm| misfit(lowering, &arm.ty, value).is_none());
            (!fits).then_some(Misfit::OtherType)
        }
    }
}

fn of_checked(lowering: &Lowering<'_, '_>, checked: &Checked, value: &Literal) -> Option<Misfit> {
    let of_type = match (&checked.base, value) {
        (Base::Integer(_), Literal::Number(number)) => number.is_integer(),
        (Base::Number, Literal::Number(_)) | (Base::Text, Literal::Text(_)) => true,
        (Base::NumericText { .. }, Literal::Text(text)) => text.parse::<NumberLiteral>().is_ok(),
        (Base::List(item), Literal::List(items)) => items.iter().all(|value| misfit(lowering, item, value).is_none()),
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
    let number = value.as_number().cloned().or_else(|| value.as_text()?.parse().ok());
    match (limit, value) {
        (Limit::Minimum { value: end, exclusive }, _) => number.is_none_or(|n| n > *end || (n == *end && !exclusive)),
        (Limit::Maximum { value: end, exclusive }, _) => number.is_none_or(|n| n < *end || (n == *end && !exclusive)),
        (Limit::MultipleOf(step), Literal::Number(number)) => is_multiple(number, step),
        (Limit::MinLength(length), Literal::Text(text)) => text.chars().count() as u64 >= *length,
        (Limit::MaxLength(length), Literal::Text(text)) => text.chars().count() as u64 <= *length,
        (Limit::MinItems(count), Literal::List(items)) => items.len() as u64 >= *count,
        (Limit::MaxItems(count), Literal::List(items)) => items.len() as u64 <= *count,
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
