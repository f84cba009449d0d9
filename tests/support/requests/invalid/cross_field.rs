//! Each limit of a value crossed by the smallest step outside.

use serde_json::{Value, json};

use crate::requests::{
    acceptance::{self, whole},
    schema_view::{Range, Shape},
    valid::numbers::json,
};

use super::Fault;

/// The faults of each limit of a shape; a value of it is at hand.
pub(super) fn limits(shape: &Shape, value: &Value) -> Vec<Fault> {
    match (shape, value) {
        (Shape::Text { least, most, pattern }, _) => text(*least, *most, pattern.as_deref()),
        (Shape::NumberAsText { range, whole }, _) => as_text(range, *whole),
        (Shape::Listed { values, open: false, text }, _) => vec![unlisted(values, *text)],
        (Shape::Whole { range, ends }, _) => whole_number(range, *ends),
        (Shape::Number { range }, _) => number(range),
        (Shape::List { least, most, unique, .. }, Value::Array(items)) => list(*least, *most, *unique, items),
        (Shape::Tuple(_), Value::Array(items)) => tuple(items),
        _ => Vec::new(),
    }
}

fn text(least: usize, most: Option<usize>, pattern: Option<&str>) -> Vec<Fault> {
    // Three bytes a character: a limit in bytes would show.
    let of = |length: usize| Value::from("界".repeat(length));
    let mut faults = Vec::new();
    faults.extend(least.checked_sub(1).map(|length| Fault::here("string_too_short", of(length))));
    faults.extend(most.map(|most| Fault::here("string_too_long", of(most + 1))));
    let strange = pattern.and_then(|pattern| {
        let pattern = regex::Regex::new(pattern).ok()?;
        let length = least.max(1);
        ["界", " ", "0", "a", "~"].into_iter().map(|part| part.repeat(length)).find(|text| !pattern.is_match(text))
    });
    faults.extend(strange.map(|text| Fault::here("string_pattern_mismatch", json!(text))));
    faults
}

fn unlisted(values: &[Value], is_text: bool) -> Fault {
    let last = values.iter().filter_map(Value::as_i64).max().unwrap_or_default();
    let strange =
        if is_text { json!("no such value \u{1f9c2}") } else { json!(last.checked_add(1).unwrap_or(i64::MIN + 7)) };
    Fault::here("one_of", strange)
}

/// The word for a value below a range, and for one above it.
fn words(range: &Range) -> [&'static str; 2] {
    let is_open = |end: &Option<(Value, bool)>| end.as_ref().is_some_and(|(_, open)| *open);
    let below = if is_open(&range.low) { "greater_than" } else { "greater_than_equal" };
    [below, if is_open(&range.high) { "less_than" } else { "less_than_equal" }]
}

fn whole_number(range: &Range, [first, last]: [i128; 2]) -> Vec<Fault> {
    let crossed = crossed_whole(range).into_iter();
    let crossed = crossed.filter_map(|(side, number)| Some(Fault::here(side.kind(range), json(number)?)));
    let mut faults: Vec<Fault> = crossed.collect();
    let beyond = [first - 1, last + 1].into_iter().filter(|number| acceptance::whole_in(range, *number));
    faults.extend(beyond.filter_map(|number| Some(Fault::here("int_type", json(number)?))));
    faults
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Above,
    Beside,
}

impl Side {
    /// The fault of a number on this side of a range.
    fn kind(self, range: &Range) -> &'static str {
        let [below, above] = words(range);
        match self {
            Self::Below => below,
            Self::Above => above,
            Self::Beside => "multiple_of",
        }
    }
}

/// The whole numbers just outside of a range.
fn crossed_whole(range: &Range) -> Vec<(Side, i128)> {
    let mut crossed = Vec::new();
    let [low, high] = acceptance::whole_ends(range);
    let (low, high) = (low.map(|low| low - 1), high.map(|high| high + 1));
    crossed.extend(low.map(|low| (Side::Below, low)));
    crossed.extend(high.map(|high| (Side::Above, high)));
    let step = range.step.as_ref().and_then(whole).filter(|step| *step > 1);
    let unstepped = Range { step: None, ..range.clone() };
    let beside = step.and_then(|step| {
        let from = low.map_or(0, |low| low + 1);
        (from..from + 2 * step).find(|number| number % step != 0 && acceptance::whole_in(&unstepped, *number))
    });
    crossed.extend(beside.map(|beside| (Side::Beside, beside)));
    crossed
}

fn number(range: &Range) -> Vec<Fault> {
    crossed_number(range).into_iter().map(|(kind, number)| Fault::here(kind, json!(number))).collect()
}

/// The numbers just outside of a range, and what each is refused for.
fn crossed_number(range: &Range) -> Vec<(&'static str, f64)> {
    let [below, above] = words(range);
    let end = |end: &Option<(Value, bool)>, outward: fn(f64) -> f64| {
        let (end, open) = end.as_ref()?;
        let end = end.as_f64()?;
        Some(if *open { end } else { outward(end) })
    };
    let mut crossed = Vec::new();
    crossed.extend(end(&range.low, f64::next_down).map(|number| (below, number)));
    crossed.extend(end(&range.high, f64::next_up).map(|number| (above, number)));
    let unstepped = Range { step: None, ..range.clone() };
    let beside = range.step.as_ref().and_then(Value::as_f64).and_then(|step| {
        let from = range.low.as_ref().and_then(|(low, _)| low.as_f64()).unwrap_or_default();
        let near = (from / step).ceil() * step;
        [near + step / 2.0, near - step / 2.0].into_iter().find(|number| acceptance::number_in(&unstepped, *number))
    });
    crossed.extend(beside.map(|number| ("multiple_of", number)));
    crossed
}

fn as_text(range: &Range, is_whole: bool) -> Vec<Fault> {
    let kind = if is_whole { "int_parsing" } else { "float_parsing" };
    let mut strange = if is_whole { vec!["1.0", "1.5"] } else { vec!["1.", ".5"] };
    strange.extend(["", " 1", "1 ", "+1", "01", "1e0", "one", "\u{ff11}", "-", "NaN"]);
    let mut faults: Vec<Fault> = strange.into_iter().map(|text| Fault::here(kind, json!(text))).collect();
    if is_whole {
        let crossed = crossed_whole(range).into_iter();
        faults.extend(crossed.map(|(side, number)| Fault::here(side.kind(range), json!(number.to_string()))));
    } else {
        let crossed = crossed_number(range).into_iter();
        faults.extend(crossed.map(|(kind, number)| Fault::here(kind, json!(number.to_string()))));
    }
    faults
}

fn list(least: usize, most: Option<usize>, unique: bool, items: &[Value]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let of = |count: usize| Value::from(items.iter().cycle().take(count).cloned().collect::<Vec<_>>());
    faults.extend(least.checked_sub(1).map(|count| Fault::here("sequence_too_short", of(count))));
    if !items.is_empty() {
        faults.extend(most.map(|most| Fault::here("sequence_too_long", of(most + 1))));
        let twice = (items.len() + 1).max(least);
        let fits = unique && twice > items.len() && most.is_none_or(|most| twice <= most);
        faults.extend(fits.then(|| Fault::here("unique_items", of(twice))));
    }
    faults
}

/// A place too few and one too many.
fn tuple(items: &[Value]) -> Vec<Fault> {
    let longer: Vec<Value> = items.iter().cloned().chain([Value::Null]).collect();
    let shorter = items.split_last().map(|(_, shorter)| Value::from(shorter.to_vec()));
    let faults = shorter.into_iter().chain([Value::from(longer)]);
    faults.map(|items| Fault::here("tuple_length", items)).collect()
}
