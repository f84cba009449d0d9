//! Strategies for numbers within their ranges.

use proptest::{
    prelude::{Just, Strategy},
    prop_oneof,
    strategy::BoxedStrategy,
};
use serde_json::Value;

use crate::requests::{
    acceptance::{integer, integer_bounds, is_integer_in, is_number_in},
    schema_view::Range,
};

use super::MaybeStrategy;

/// Integers within a range and within the bounds of a type.
pub(in crate::requests) fn integers(range: &Range, [first, last]: [i128; 2]) -> Option<BoxedStrategy<i128>> {
    let step = range.step.as_ref().and_then(integer).filter(|step| *step > 0).unwrap_or(1);
    let [low, high] = integer_bounds(range);
    let (low, high) = (low.unwrap_or(first).max(first), high.unwrap_or(last).min(last));
    // The first multiple at or above the lower bound, and the last at or below the upper bound.
    let (low, high) = (-((-low).div_euclid(step)), high.div_euclid(step));
    let steps = (low <= high).then(|| prop_oneof![1 => Just(low), 1 => Just(high), 2 => low..=high])?;
    Some(steps.prop_map(move |steps| steps * step).boxed())
}

pub(super) fn integer_value(range: &Range, bounds: [i128; 2]) -> MaybeStrategy {
    Some(integers(range, bounds)?.prop_map(|number| json(number).unwrap_or_default()).boxed())
}

/// Converts an integer to JSON, if it fits `i64` or `u64`.
pub(in crate::requests) fn json(number: i128) -> Option<Value> {
    let unsigned = || u64::try_from(number).map(Value::from);
    i64::try_from(number).map(Value::from).or_else(|_| unsigned()).ok()
}

/// Width of a range without a bound.
const FAR: f64 = 1e9;

/// Numbers within a range.
fn numbers(range: &Range) -> Option<BoxedStrategy<f64>> {
    let [low, high] = bounds(range);
    let between =
        (low <= high).then(|| prop_oneof![1 => Just(low), 1 => Just(high), 1 => Just(0.0), 4 => low..=high])?;
    let (checked, step) = (range.clone(), range.step.as_ref().and_then(Value::as_f64));
    let placed = move |number: f64| match step {
        Some(step) => (number / step).round() * step,
        None => number,
    };
    let integer = (low..=high).prop_map(f64::round);
    let mixed = prop_oneof![3 => between, 1 => integer].prop_map(placed);
    Some(mixed.prop_filter("in range", move |number| is_number_in(&checked, *number)).boxed())
}

/// The first and last number of a range.
fn bounds(range: &Range) -> [f64; 2] {
    let end = |end: &(Value, bool), inward: fn(f64) -> f64| {
        let number = end.0.as_f64()?;
        Some(if end.1 { inward(number) } else { number })
    };
    let low = range.low.as_ref().and_then(|low| end(low, f64::next_up));
    let high = range.high.as_ref().and_then(|high| end(high, f64::next_down));
    [low.unwrap_or(high.unwrap_or(0.0).min(0.0) - FAR), high.unwrap_or(low.unwrap_or(0.0).max(0.0) + FAR)]
}

/// Numbers within a range. Integers are written as 3 or as 3.0.
pub(super) fn number(range: &Range) -> MaybeStrategy {
    let written = |(number, short): (f64, bool)| match format!("{number:.0}").parse::<i64>() {
        Ok(integer) if short && number.fract() == 0.0 => Value::from(integer),
        _ => Value::from(number),
    };
    Some((numbers(range)?, proptest::bool::ANY).prop_map(written).boxed())
}

/// Decimal numbers within a range, as strings.
pub(super) fn numeric_string(range: &Range, is_integer: bool) -> MaybeStrategy {
    if is_integer {
        const END: i128 = 1 << 52;
        let checked = range.clone();
        let integer =
            integers(range, [-END, END])?.prop_filter("in range", move |number| is_integer_in(&checked, *number));
        return Some(integer.prop_map(|number| number.to_string().into()).boxed());
    }
    Some(numbers(range)?.prop_map(|number| number.to_string().into()).boxed())
}
