//! Decides whether `checked!` accepts a value at compile time. Other values use `try_from`, which fails at run time.

use serde_json::Value;

use crate::schema::Schema;

/// Whether a number is within the bounds and a multiple of the step.
pub(super) fn number(keyword: impl Fn(&str) -> Option<f64>, value: f64) -> bool {
    keyword("minimum").is_none_or(|limit| value >= limit)
        && keyword("exclusiveMinimum").is_none_or(|limit| value > limit)
        && keyword("maximum").is_none_or(|limit| value <= limit)
        && keyword("exclusiveMaximum").is_none_or(|limit| value < limit)
        && keyword("multipleOf").is_none_or(|step| on_step(value, step))
}

/// Whether a number is a multiple of a step, with the same tolerance as the generated types.
fn on_step(value: f64, step: f64) -> bool {
    const TOLERANCE: f64 = 1e-9;
    let quotient = (value / step).abs();
    let distance = (quotient - quotient.round()).abs();
    step == 0.0 || distance <= TOLERANCE * quotient || distance <= TOLERANCE
}

/// Whether a string has an allowed length. The pattern is not checked.
pub(super) fn length(schema: Schema<'_>, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    count(schema, ("minLength", "maxLength"), length)
}

/// Whether an array satisfies its item counts and `uniqueItems`.
pub(super) fn items(schema: Schema<'_>, items: &[Value]) -> bool {
    let length = u64::try_from(items.len()).unwrap_or(u64::MAX);
    let repeats = |(index, item): (usize, &Value)| items.iter().skip(index + 1).any(|other| other == item);
    let unique = schema.keyword("uniqueItems") == Some(&Value::Bool(true));
    count(schema, ("minItems", "maxItems"), length) && !(unique && items.iter().enumerate().any(repeats))
}

/// Returns whether a map has an allowed number of properties.
pub(super) fn properties(schema: Schema<'_>, properties: usize) -> bool {
    count(schema, ("minProperties", "maxProperties"), u64::try_from(properties).unwrap_or(u64::MAX))
}

fn count(schema: Schema<'_>, (min, max): (&str, &str), count: u64) -> bool {
    let limit = |keyword: &str| schema.keyword(keyword).and_then(Value::as_u64);
    limit(min).is_none_or(|min| count >= min) && limit(max).is_none_or(|max| count <= max)
}

/// Whether an integer is in the range of an integer type.
pub(super) fn fits(width: Option<&str>, value: i128) -> bool {
    match width {
        Some("u64") => u64::try_from(value).is_ok(),
        Some("i128") => true,
        _ => i64::try_from(value).is_ok(),
    }
}
