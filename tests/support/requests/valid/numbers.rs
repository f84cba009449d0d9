//! Strategies for numbers within their ranges.

use proptest::{
    prelude::{Just, Strategy},
    prop_oneof,
    strategy::BoxedStrategy,
};
use serde_json::Value;

use crate::requests::{
    acceptance::{number_in, whole, whole_ends, whole_in},
    schema_view::Range,
};

use super::Made;

/// Whole numbers of a range and of a type, which holds those between the ends.
pub(in crate::requests) fn whole_numbers(range: &Range, [first, last]: [i128; 2]) -> Option<BoxedStrategy<i128>> {
    let step = range.step.as_ref().and_then(whole).filter(|step| *step > 0).unwrap_or(1);
    let [low, high] = whole_ends(range);
    let (low, high) = (low.unwrap_or(first).max(first), high.unwrap_or(last).min(last));
    // The steps inside: the first at or above the lower end, the last at or below the upper one.
    let (low, high) = (-((-low).div_euclid(step)), high.div_euclid(step));
    let steps = (low <= high).then(|| prop_oneof![1 => Just(low), 1 => Just(high), 2 => low..=high])?;
    Some(steps.prop_map(move |steps| steps * step).boxed())
}

pub(super) fn whole_value(range: &Range, ends: [i128; 2]) -> Made {
    Some(whole_numbers(range, ends)?.prop_map(|number| json(number).unwrap_or_default()).boxed())
}

/// A whole number as JSON, where JSON has it exactly.
pub(in crate::requests) fn json(number: i128) -> Option<Value> {
    let unsigned = || u64::try_from(number).map(Value::from);
    i64::try_from(number).map(Value::from).or_else(|_| unsigned()).ok()
}

/// How far a range without an end goes.
const FAR: f64 = 1e9;

/// Numbers of a range.
fn numbers(range: &Range) -> Option<BoxedStrategy<f64>> {
    let [low, high] = ends(range);
    let between =
        (low <= high).then(|| prop_oneof![1 => Just(low), 1 => Just(high), 1 => Just(0.0), 4 => low..=high])?;
    let (checked, step) = (range.clone(), range.step.as_ref().and_then(Value::as_f64));
    let placed = move |number: f64| match step {
        Some(step) => (number / step).round() * step,
        None => number,
    };
    let whole = (low..=high).prop_map(f64::round);
    let mixed = prop_oneof![3 => between, 1 => whole].prop_map(placed);
    Some(mixed.prop_filter("in range", move |number| number_in(&checked, *number)).boxed())
}

/// The first and the last number of a range.
fn ends(range: &Range) -> [f64; 2] {
    let end = |end: &(Value, bool), inward: fn(f64) -> f64| {
        let number = end.0.as_f64()?;
        Some(if end.1 { inward(number) } else { number })
    };
    let low = range.low.as_ref().and_then(|low| end(low, f64::next_up));
    let high = range.high.as_ref().and_then(|high| end(high, f64::next_down));
    [low.unwrap_or(high.unwrap_or(0.0).min(0.0) - FAR), high.unwrap_or(low.unwrap_or(0.0).max(0.0) + FAR)]
}

/// Numbers of a range; whole ones are written as 3 or as 3.0.
pub(super) fn number(range: &Range) -> Made {
    let written = |(number, short): (f64, bool)| match format!("{number:.0}").parse::<i64>() {
        Ok(whole) if short && number.fract() == 0.0 => Value::from(whole),
        _ => Value::from(number),
    };
    Some((numbers(range)?, proptest::bool::ANY).prop_map(written).boxed())
}

/// Numbers of a range, written plainly as text.
pub(super) fn as_text(range: &Range, is_whole: bool) -> Made {
    if is_whole {
        const END: i128 = 1 << 52;
        let checked = range.clone();
        let whole =
            whole_numbers(range, [-END, END])?.prop_filter("in range", move |number| whole_in(&checked, *number));
        return Some(whole.prop_map(|number| number.to_string().into()).boxed());
    }
    Some(numbers(range)?.prop_map(|number| number.to_string().into()).boxed())
}
