//! Numbers at and next to a bound.

use fal_codegen::{
    Limit, NumberLiteral,
    ir::{Base, Constrained},
};
use serde_json::Value;

/// Whether a base type has integers only.
pub(super) fn is_integer(base: &Base) -> bool {
    match base {
        Base::Integer(_) | Base::NumericString { integer: true } => true,
        Base::Number
        | Base::NumericString { integer: false }
        | Base::String
        | Base::Array(_)
        | Base::Sequence { .. }
        | Base::Map(_) => false,
    }
}

/// Returns a number as JSON, or as a JSON string for types that write numbers as strings. Integers lose a fraction of
/// zero, which documents may write.
pub(super) fn to_json(base: &Base, number: &NumberLiteral) -> Value {
    let integer = number.as_i128().filter(|_| is_integer(base)).map(NumberLiteral::from);
    let number = integer.as_ref().unwrap_or(number);
    match base {
        Base::NumericString { .. } => Value::from(number.as_str()),
        Base::Integer(_) | Base::Number | Base::String | Base::Array(_) | Base::Sequence { .. } | Base::Map(_) => {
            serde_json::from_str(number.as_str()).unwrap_or(Value::Null)
        }
    }
}

/// Returns a number within the limits: an inclusive bound, or a number next to a bound.
pub(super) fn within(constrained: &Constrained) -> Option<NumberLiteral> {
    let integer = is_integer(&constrained.base);
    let limits = || constrained.constraints.iter().map(|constraint| &constraint.limit);
    let candidates = limits().filter_map(|limit| limit.number().map(|number| (limit, number)));
    let mut candidates = candidates.flat_map(|(limit, number)| {
        let neighbour = direction_inwards(limit).and_then(|direction| neighbour(number, direction, integer));
        [Some(number.clone()), neighbour].into_iter().flatten()
    });
    candidates.find(|number| limits().all(|limit| limit.accepts_number(number)))
}

/// Returns the sign of the direction from a bound into the range.
fn direction_inwards(limit: &Limit) -> Option<i32> {
    match limit {
        Limit::Minimum { .. } => Some(1),
        Limit::Maximum { .. } => Some(-1),
        Limit::MultipleOf(_)
        | Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::Pattern(_)
        | Limit::MinItems(_)
        | Limit::MaxItems(_)
        | Limit::UniqueItems
        | Limit::MinProperties(_)
        | Limit::MaxProperties(_) => None,
    }
}

/// Returns the next integer, or a float at a relative distance of 1e-6.
pub(super) fn neighbour(number: &NumberLiteral, direction: i32, integer: bool) -> Option<NumberLiteral> {
    if integer {
        return number.as_i128().map(|value| NumberLiteral::from(value + i128::from(direction)));
    }
    let value = number.as_f64()?;
    let step = (value.abs() * 1e-6).max(1e-9) * f64::from(direction);
    format!("{}", value + step).parse().ok()
}

/// Whether `serde_json` keeps a number: integers outside −2^63 to 2^64−1 become floats.
pub(super) fn fits_json(number: &NumberLiteral) -> bool {
    number.as_i128().is_none_or(|value| i64::try_from(value).is_ok() || u64::try_from(value).is_ok())
}
