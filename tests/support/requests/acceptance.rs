//! Checks a value against a schema, and computes the encoded form of a valid one.

use fal_codegen::ir::EnumKind;
use regex::Regex;
use serde_json::{Map, Value};

use super::schema_view::{NamedTypes, Null, PresenceLists, PropertyView, Range, SchemaView, VariantView};

/// Whether a value satisfies a schema.
pub(super) fn accepts(types: &NamedTypes, schema: &SchemaView, value: &Value) -> bool {
    match (schema, value) {
        (SchemaView::Named(name), _) => accepts(types, types.get(name), value),
        (SchemaView::Any, _) | (SchemaView::Bool, Value::Bool(_)) | (SchemaView::Nullable(_), Value::Null) => true,
        (SchemaView::Nullable(inner), _) => accepts(types, inner, value),
        (SchemaView::Union(variants), _) => variants.iter().any(|variant| variant_accepts(types, variant, value)),
        (SchemaView::Enum { open: false, values, .. }, _) => values.iter().any(|listed| super::same(listed, value)),
        (SchemaView::Enum { kind, .. }, _) => match kind {
            EnumKind::String => value.is_string(),
            EnumKind::Integer => integer(value).is_some_and(|integer| i64::try_from(integer).is_ok()),
            EnumKind::Json => true,
        },
        (SchemaView::String { min, max, pattern }, Value::String(text)) => {
            let count = text.chars().count();
            let is_match = |pattern: &String| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
            count >= *min && max.is_none_or(|max| count <= max) && pattern.as_ref().is_none_or(is_match)
        }
        (SchemaView::NumericString { range, integer }, Value::String(text)) => {
            plain_number(text, *integer).is_some_and(|number| is_number_in(range, number))
        }
        (SchemaView::Integer { range, bounds: [first, last] }, _) => {
            integer(value).is_some_and(|number| (*first..=*last).contains(&number) && is_integer_in(range, number))
        }
        (SchemaView::Number { range }, Value::Number(number)) => {
            number.as_f64().is_some_and(|number| is_number_in(range, number))
        }
        (SchemaView::Array { positions, item, min, max, unique }, Value::Array(items)) => {
            let mut pairs = items.iter().zip(positions.iter().chain(std::iter::repeat(&**item)));
            let count = items.len() >= *min && max.is_none_or(|max| items.len() <= max);
            count && !(*unique && has_duplicates(items)) && pairs.all(|(value, item)| accepts(types, item, value))
        }
        (SchemaView::Tuple(positions), Value::Array(items)) => {
            let pairs = || positions.iter().zip(items);
            positions.len() == items.len() && pairs().all(|(position, value)| accepts(types, position, value))
        }
        (SchemaView::Map { value: every, min, max }, Value::Object(properties)) => {
            let count = properties.len() >= *min && max.is_none_or(|max| properties.len() <= max);
            count && properties.values().all(|value| accepts(types, every, value))
        }
        (SchemaView::Object { properties: known, additional, rules }, Value::Object(properties)) => {
            let is_other = |name: &str| !known.iter().any(|property| property.name == name);
            let mut others = properties.iter().filter(|(name, _)| is_other(name));
            let holds = |lists: &PresenceLists| {
                lists.iter().any(|names| names.iter().all(|name| properties.contains_key(name)))
            };
            let known = known.iter().all(|property| has(types, property, properties));
            known && others.all(|(_, value)| accepts(types, additional, value)) && rules.iter().all(holds)
        }
        _ => false,
    }
}

fn has(types: &NamedTypes, property: &PropertyView, properties: &Map<String, Value>) -> bool {
    properties.get(&property.name).map_or(!property.required, |value| accepts(types, &property.schema, value))
}

/// Whether a value is accepted by a variant. An object must have one of the discriminator values, if there are any.
pub(super) fn variant_accepts(types: &NamedTypes, variant: &VariantView, value: &Value) -> bool {
    let is_selected = |(property, values): &(String, Vec<Value>)| {
        !value.is_object()
            || value.get(property).is_some_and(|tag| values.iter().any(|listed| super::same(listed, tag)))
    };
    variant.discriminator.as_ref().is_none_or(is_selected) && accepts(types, &variant.schema, value)
}

/// Returns the integer that a JSON number represents.
pub(super) fn integer(value: &Value) -> Option<i128> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = || value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < EXACT);
    let exact = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    exact.or_else(|| format!("{:.0}", float()?).parse().ok())
}

fn plain_number(text: &str, integer: bool) -> Option<f64> {
    let plain = if integer { "^-?(0|[1-9][0-9]*)$" } else { r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$" };
    Regex::new(plain).ok()?.is_match(text).then(|| text.parse().ok())?
}

/// Returns the first and last integer of a range, whose bounds may have fractions.
pub(super) fn integer_bounds(range: &Range) -> [Option<i128>; 2] {
    let end = |end: &Value, rounded: fn(f64) -> f64| {
        integer(end).or_else(|| format!("{:.0}", rounded(end.as_f64()?)).parse().ok())
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

pub(super) fn is_integer_in(range: &Range, number: i128) -> bool {
    let [low, high] = integer_bounds(range);
    let step = range.step.as_ref().and_then(integer);
    low.is_none_or(|low| number >= low)
        && high.is_none_or(|high| number <= high)
        && step.is_none_or(|step| number % step == 0)
}

pub(super) fn is_number_in(range: &Range, number: f64) -> bool {
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

pub(super) fn has_duplicates(items: &[Value]) -> bool {
    items.iter().enumerate().any(|(index, item)| items.iter().skip(index + 1).any(|other| super::same(item, other)))
}

/// Removes each `null` that means absence from a valid value.
pub(super) fn sent(types: &NamedTypes, schema: &SchemaView, value: &Value) -> Value {
    match (schema, value) {
        (SchemaView::Named(name), _) => sent(types, types.get(name), value),
        (SchemaView::Nullable(inner), _) if !value.is_null() => sent(types, inner, value),
        (SchemaView::Union(variants), _) => {
            let variant = variants.iter().find(|variant| variant_accepts(types, variant, value));
            variant.map_or_else(|| value.clone(), |variant| sent(types, &variant.schema, value))
        }
        // The positions of a sequence are checked, but its items are sent as they are.
        (SchemaView::Array { positions, .. }, _) if !positions.is_empty() => value.clone(),
        (SchemaView::Array { item, .. }, Value::Array(items)) => {
            items.iter().map(|value| sent(types, item, value)).collect()
        }
        (SchemaView::Tuple(positions), Value::Array(items)) => {
            positions.iter().zip(items).map(|(position, value)| sent(types, position, value)).collect()
        }
        (SchemaView::Map { value: every, .. }, Value::Object(properties)) => {
            properties.iter().map(|(name, value)| (name.clone(), sent(types, every, value))).collect()
        }
        (SchemaView::Object { properties: known, .. }, Value::Object(properties)) => properties
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), sent_property(types, known, name, value)?)))
            .collect(),
        _ => value.clone(),
    }
}

fn sent_property(types: &NamedTypes, known: &[PropertyView], name: &str, value: &Value) -> Option<Value> {
    match known.iter().find(|property| property.name == name) {
        Some(property) if property.null == Null::Absence && value.is_null() => None,
        Some(property) => Some(sent(types, &property.schema, value)),
        None => Some(value.clone()),
    }
}
