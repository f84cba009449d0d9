//! Crosses each limit of a value by the smallest step.

use fal_codegen::ir::EnumKind;
use serde_json::{Map, Value, json};

use crate::requests::{
    acceptance::{self, integer},
    schema_view::{Range, SchemaView},
    valid::numbers::json,
};

use super::Violation;

/// Returns a violation of each limit of a schema, derived from a valid value.
pub(super) fn limits(schema: &SchemaView, value: &Value) -> Vec<Violation> {
    match (schema, value) {
        (SchemaView::String { min, max, pattern }, _) => text(*min, *max, pattern.as_deref()),
        (SchemaView::NumericString { range, integer }, _) => numeric_string(range, *integer),
        (SchemaView::Enum { values, open: false, kind }, _) => vec![unlisted(values, *kind)],
        (SchemaView::Integer { range, bounds }, _) => integer_violations(range, *bounds),
        (SchemaView::Number { range }, _) => number(range),
        (SchemaView::Array { min, max, unique, .. }, Value::Array(items)) => list(*min, *max, *unique, items),
        (SchemaView::Tuple(_), Value::Array(items)) => tuple(items),
        (SchemaView::Map { min, max, .. }, Value::Object(properties)) => map(*min, *max, properties),
        _ => Vec::new(),
    }
}

fn text(min: usize, max: Option<usize>, pattern: Option<&str>) -> Vec<Violation> {
    // Three bytes per character, so that a limit counted in bytes would be noticed.
    let string_of = |length: usize| Value::from("界".repeat(length));
    let mut violations = Vec::new();
    violations.extend(min.checked_sub(1).map(|length| Violation::new("string_too_short", string_of(length))));
    violations.extend(max.map(|max| Violation::new("string_too_long", string_of(max + 1))));
    let strange = pattern.and_then(|pattern| {
        let pattern = regex::Regex::new(pattern).ok()?;
        let length = min.max(1);
        ["界", " ", "0", "a", "~"].into_iter().map(|part| part.repeat(length)).find(|text| !pattern.is_match(text))
    });
    violations.extend(strange.map(|text| Violation::new("string_pattern_mismatch", json!(text))));
    violations
}

fn unlisted(values: &[Value], kind: EnumKind) -> Violation {
    let last = values.iter().filter_map(Value::as_i64).max().unwrap_or_default();
    let strange = match kind {
        EnumKind::String | EnumKind::Json => json!("no such value \u{1f9c2}"),
        EnumKind::Integer => json!(last.checked_add(1).unwrap_or(i64::MIN + 7)),
    };
    Violation::new("one_of", strange)
}

/// Returns the violation types for a value below and above a range.
fn bound_kinds(range: &Range) -> [&'static str; 2] {
    let is_open = |end: &Option<(Value, bool)>| end.as_ref().is_some_and(|(_, open)| *open);
    let below = if is_open(&range.low) { "greater_than" } else { "greater_than_equal" };
    [below, if is_open(&range.high) { "less_than" } else { "less_than_equal" }]
}

fn integer_violations(range: &Range, [first, last]: [i128; 2]) -> Vec<Violation> {
    let crossed = integers_outside(range).into_iter();
    let crossed = crossed.filter_map(|(side, number)| Some(Violation::new(side.kind(range), json(number)?)));
    let mut violations: Vec<Violation> = crossed.collect();
    let beyond = [first - 1, last + 1].into_iter().filter(|number| acceptance::is_integer_in(range, *number));
    violations.extend(beyond.filter_map(|number| Some(Violation::new("int_type", json(number)?))));
    violations
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CrossedSide {
    Below,
    Above,
    BetweenSteps,
}

impl CrossedSide {
    /// Returns the violation type of a number on this side of a range.
    fn kind(self, range: &Range) -> &'static str {
        let [below, above] = bound_kinds(range);
        match self {
            Self::Below => below,
            Self::Above => above,
            Self::BetweenSteps => "multiple_of",
        }
    }
}

/// Returns the nearest integers outside of a range.
fn integers_outside(range: &Range) -> Vec<(CrossedSide, i128)> {
    let mut crossed = Vec::new();
    let [low, high] = acceptance::integer_bounds(range);
    let (low, high) = (low.map(|low| low - 1), high.map(|high| high + 1));
    crossed.extend(low.map(|low| (CrossedSide::Below, low)));
    crossed.extend(high.map(|high| (CrossedSide::Above, high)));
    let step = range.step.as_ref().and_then(integer).filter(|step| *step > 1);
    let unstepped = Range { step: None, ..range.clone() };
    let between_steps = step.and_then(|step| {
        let from = low.map_or(0, |low| low + 1);
        (from..from + 2 * step).find(|number| number % step != 0 && acceptance::is_integer_in(&unstepped, *number))
    });
    crossed.extend(between_steps.map(|between_steps| (CrossedSide::BetweenSteps, between_steps)));
    crossed
}

fn number(range: &Range) -> Vec<Violation> {
    numbers_outside(range).into_iter().map(|(kind, number)| Violation::new(kind, json!(number))).collect()
}

/// Returns the nearest numbers outside of a range, each with its violation type.
fn numbers_outside(range: &Range) -> Vec<(&'static str, f64)> {
    let [below, above] = bound_kinds(range);
    let end = |end: &Option<(Value, bool)>, outward: fn(f64) -> f64| {
        let (end, open) = end.as_ref()?;
        let end = end.as_f64()?;
        Some(if *open { end } else { outward(end) })
    };
    let mut crossed = Vec::new();
    crossed.extend(end(&range.low, f64::next_down).map(|number| (below, number)));
    crossed.extend(end(&range.high, f64::next_up).map(|number| (above, number)));
    let unstepped = Range { step: None, ..range.clone() };
    let between_steps = range.step.as_ref().and_then(Value::as_f64).and_then(|step| {
        let from = range.low.as_ref().and_then(|(low, _)| low.as_f64()).unwrap_or_default();
        let near = (from / step).ceil() * step;
        [near + step / 2.0, near - step / 2.0].into_iter().find(|number| acceptance::is_number_in(&unstepped, *number))
    });
    crossed.extend(between_steps.map(|number| ("multiple_of", number)));
    crossed
}

fn numeric_string(range: &Range, is_integer: bool) -> Vec<Violation> {
    let kind = if is_integer { "int_parsing" } else { "float_parsing" };
    let mut strange = if is_integer { vec!["1.0", "1.5"] } else { vec!["1.", ".5"] };
    strange.extend(["", " 1", "1 ", "+1", "01", "1e0", "one", "\u{ff11}", "-", "NaN"]);
    let mut violations: Vec<Violation> = strange.into_iter().map(|text| Violation::new(kind, json!(text))).collect();
    if is_integer {
        let crossed = integers_outside(range).into_iter();
        violations.extend(crossed.map(|(side, number)| Violation::new(side.kind(range), json!(number.to_string()))));
    } else {
        let crossed = numbers_outside(range).into_iter();
        violations.extend(crossed.map(|(kind, number)| Violation::new(kind, json!(number.to_string()))));
    }
    violations
}

fn list(min: usize, max: Option<usize>, unique: bool, items: &[Value]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let of = |count: usize| Value::from(items.iter().cycle().take(count).cloned().collect::<Vec<_>>());
    violations.extend(min.checked_sub(1).map(|count| Violation::new("sequence_too_short", of(count))));
    if !items.is_empty() {
        violations.extend(max.map(|max| Violation::new("sequence_too_long", of(max + 1))));
        let twice = (items.len() + 1).max(min);
        let fits = unique && twice > items.len() && max.is_none_or(|max| twice <= max);
        violations.extend(fits.then(|| Violation::new("unique_items", of(twice))));
    }
    violations
}

fn map(min: usize, max: Option<usize>, properties: &Map<String, Value>) -> Vec<Violation> {
    let Some(value) = properties.values().next() else { return Vec::new() };
    let of = |count: usize| -> Value { (0..count).map(|index| (format!("key{index}"), value.clone())).collect() };
    let too_few = min.checked_sub(1).map(|count| Violation::new("too_short", of(count)));
    let too_many = max.map(|max| Violation::new("too_long", of(max + 1)));
    too_few.into_iter().chain(too_many).collect()
}

/// One item too few, and one too many.
fn tuple(items: &[Value]) -> Vec<Violation> {
    let longer: Vec<Value> = items.iter().cloned().chain([Value::Null]).collect();
    let shorter = items.split_last().map(|(_, shorter)| Value::from(shorter.to_vec()));
    let violations = shorter.into_iter().chain([Value::from(longer)]);
    violations.map(|items| Violation::new("tuple_length", items)).collect()
}
