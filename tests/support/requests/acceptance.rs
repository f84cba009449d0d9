//! Whether a value keeps to a shape, as plainly as it can be said, and what of it is sent.

use regex::Regex;
use serde_json::{Map, Value};

use super::schema_view::{Arm, Member, Null, Range, Shape, Types};

/// Whether a value keeps to a shape.
pub(super) fn takes(types: &Types, shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::Named(name), _) => takes(types, types.of(name), value),
        (Shape::Any, _) | (Shape::Bool, Value::Bool(_)) | (Shape::Nullable(_), Value::Null) => true,
        (Shape::Nullable(inner), _) => takes(types, inner, value),
        (Shape::Union(arms), _) => arms.iter().any(|arm| arm_takes(types, arm, value)),
        (Shape::Listed { open: false, values, .. }, _) => values.contains(value),
        (Shape::Listed { text, .. }, _) => {
            if *text {
                value.is_string()
            } else {
                value.is_i64()
            }
        }
        (Shape::Text { least, most, pattern }, Value::String(text)) => {
            let count = text.chars().count();
            let is_match = |pattern: &String| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
            count >= *least && most.is_none_or(|most| count <= most) && pattern.as_ref().is_none_or(is_match)
        }
        (Shape::NumberAsText { range, whole }, Value::String(text)) => {
            plain_number(text, *whole).is_some_and(|number| number_in(range, number))
        }
        (Shape::Whole { range, ends: [first, last] }, _) => {
            whole(value).is_some_and(|number| (*first..=*last).contains(&number) && whole_in(range, number))
        }
        (Shape::Number { range }, Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number_in(range, number))
        }
        (Shape::List { item, least, most, unique }, Value::Array(items)) => {
            let count = items.len() >= *least && most.is_none_or(|most| items.len() <= most);
            count && !(*unique && repeats(items)) && items.iter().all(|value| takes(types, item, value))
        }
        (Shape::Tuple(places), Value::Array(items)) => {
            let pairs = || places.iter().zip(items);
            places.len() == items.len() && pairs().all(|(place, value)| takes(types, place, value))
        }
        (Shape::Map(every), Value::Object(members)) => members.values().all(|value| takes(types, every, value)),
        (Shape::Record(known), Value::Object(members)) => known.iter().all(|member| has(types, member, members)),
        _ => false,
    }
}

fn has(types: &Types, member: &Member, members: &Map<String, Value>) -> bool {
    members.get(&member.name).map_or(!member.required, |value| takes(types, &member.shape, value))
}

/// Whether a value is one of an arm: an object says so by its tag, where there is one.
pub(super) fn arm_takes(types: &Types, arm: &Arm, value: &Value) -> bool {
    let is_meant = |(property, values): &(String, Vec<Value>)| {
        !value.is_object() || value.get(property).is_some_and(|tag| values.contains(tag))
    };
    arm.tag.as_ref().is_none_or(is_meant) && takes(types, &arm.shape, value)
}

/// The whole number that JSON has as such.
pub(super) fn whole(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

fn plain_number(text: &str, whole: bool) -> Option<f64> {
    let plain = if whole { "^-?(0|[1-9][0-9]*)$" } else { r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$" };
    Regex::new(plain).ok()?.is_match(text).then(|| text.parse().ok())?
}

/// The first and the last whole number of a range; a limit may be written with a fraction.
pub(super) fn whole_ends(range: &Range) -> [Option<i128>; 2] {
    let end = |end: &Value, rounded: fn(f64) -> f64| {
        whole(end).or_else(|| format!("{:.0}", rounded(end.as_f64()?)).parse().ok())
    };
    let low = range.low.as_ref().and_then(
        |(low, open)| {
            if *open { Some(end(low, f64::floor)? + 1) } else { end(low, f64::ceil) }
        },
    );
    let high = range
        .high
        .as_ref()
        .and_then(|(high, open)| if *open { Some(end(high, f64::ceil)? - 1) } else { end(high, f64::floor) });
    [low, high]
}

pub(super) fn whole_in(range: &Range, number: i128) -> bool {
    let [low, high] = whole_ends(range);
    let step = range.step.as_ref().and_then(whole);
    low.is_none_or(|low| number >= low)
        && high.is_none_or(|high| number <= high)
        && step.is_none_or(|step| number % step == 0)
}

pub(super) fn number_in(range: &Range, number: f64) -> bool {
    let beyond = |end: f64, number: f64, open: bool| if open { number > end } else { number >= end };
    let above = |(end, open): &(Value, bool)| end.as_f64().is_some_and(|end| beyond(end, number, *open));
    let below = |(end, open): &(Value, bool)| end.as_f64().is_some_and(|end| beyond(-end, -number, *open));
    let step = range.step.as_ref().and_then(Value::as_f64);
    let near = |quotient: f64| (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0);
    range.low.as_ref().is_none_or(above)
        && range.high.as_ref().is_none_or(below)
        && step.is_none_or(|step| near(number / step))
        && number.is_finite()
}

pub(super) fn repeats(items: &[Value]) -> bool {
    items.iter().enumerate().any(|(index, item)| items.iter().skip(index + 1).any(|other| super::same(item, other)))
}

/// A good value without the `null`s that mean absence.
pub(super) fn sent(types: &Types, shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (Shape::Named(name), _) => sent(types, types.of(name), value),
        (Shape::Nullable(inner), _) if !value.is_null() => sent(types, inner, value),
        (Shape::Union(arms), _) => {
            let arm = arms.iter().find(|arm| arm_takes(types, arm, value));
            arm.map_or_else(|| value.clone(), |arm| sent(types, &arm.shape, value))
        }
        (Shape::List { item, .. }, Value::Array(items)) => items.iter().map(|value| sent(types, item, value)).collect(),
        (Shape::Tuple(places), Value::Array(items)) => {
            places.iter().zip(items).map(|(place, value)| sent(types, place, value)).collect()
        }
        (Shape::Map(every), Value::Object(members)) => {
            members.iter().map(|(name, value)| (name.clone(), sent(types, every, value))).collect()
        }
        (Shape::Record(known), Value::Object(members)) => members
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), sent_member(types, known, name, value)?)))
            .collect(),
        _ => value.clone(),
    }
}

fn sent_member(types: &Types, known: &[Member], name: &str, value: &Value) -> Option<Value> {
    match known.iter().find(|member| member.name == name) {
        Some(member) if member.null == Null::Absence && value.is_null() => None,
        Some(member) => Some(sent(types, &member.shape, value)),
        None => Some(value.clone()),
    }
}
