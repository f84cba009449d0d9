//! Limits of numbers. Integers are compared exactly, other numbers as floats.
//!
//! A limit beyond 64 bits is parsed as a float; the comparison is still correct.

use serde_json::Value;

use crate::schema::Schema;

use super::checker::Issue;

/// Returns the integer of a value, which may have a fraction of zero (`4.0`).
pub(crate) fn integer(value: &Value) -> Option<i128> {
    exact(value).or_else(|| value.as_f64().filter(|float| is_exact(*float)).map(saturating_integer))
}

/// Returns the integer of a JSON integer.
fn exact(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// Whether a float is an integer that it represents exactly.
fn is_exact(float: f64) -> bool {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    float.fract() == 0.0 && float.abs() < LIMIT
}

/// Truncates a float to an integer, saturating at the bounds of the type.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
fn saturating_integer(float: f64) -> i128 {
    float as i128
}

/// Whether an integer is in the range of an integer type.
pub(super) fn fits(integer: i128, width: &str) -> bool {
    match width {
        "u64" => u64::try_from(integer).is_ok(),
        "i64" => i64::try_from(integer).is_ok(),
        _ => true,
    }
}

/// A bound: its keyword, and the type, context name and phrase of its violation.
type Bound = [&'static str; 4];

const MINIMUM: Bound = ["minimum", "greater_than_equal", "ge", "greater than or equal to"];
const EXCLUSIVE_MINIMUM: Bound = ["exclusiveMinimum", "greater_than", "gt", "greater than"];
const MAXIMUM: Bound = ["maximum", "less_than_equal", "le", "less than or equal to"];
const EXCLUSIVE_MAXIMUM: Bound = ["exclusiveMaximum", "less_than", "lt", "less than"];

/// Returns the issue of the first violated limit of an integer.
pub(super) fn integer_issue(schema: Schema<'_>, integer: i128) -> Option<Issue> {
    let is_violated = |[keyword, ..]: Bound| {
        let limit = schema.keyword(keyword)?;
        let bound =
            |rounded: fn(f64) -> f64| Some(exact(limit).unwrap_or(saturating_integer(rounded(limit.as_f64()?))));
        Some(match keyword {
            "minimum" => integer < bound(f64::ceil)?,
            "exclusiveMinimum" => integer <= bound(f64::floor)?,
            "maximum" => integer > bound(f64::floor)?,
            _ => integer >= bound(f64::ceil)?,
        })
    };
    let is_not_multiple_of = |step: &Value| match exact(step) {
        Some(step) => integer.checked_rem(step).is_some_and(|remainder| remainder != 0),
        None => step.as_f64().is_some_and(|step| is_not_multiple(as_float(integer), step)),
    };
    first_issue(schema, is_violated, is_not_multiple_of)
}

/// Returns the issue of the first violated limit of a number.
pub(super) fn issue(schema: Schema<'_>, number: f64) -> Option<Issue> {
    if !number.is_finite() {
        return Some(Issue::new("finite_number", "Input should be a finite number"));
    }
    let is_violated = |[keyword, ..]: Bound| {
        let limit = schema.keyword(keyword)?.as_f64()?;
        Some(match keyword {
            "minimum" => number < limit,
            "exclusiveMinimum" => number <= limit,
            "maximum" => number > limit,
            _ => number >= limit,
        })
    };
    first_issue(schema, is_violated, |step| step.as_f64().is_some_and(|step| is_not_multiple(number, step)))
}

/// Returns the issue of the first violated limit, in the order lower bound, upper bound, step.
fn first_issue(
    schema: Schema<'_>,
    is_violated: impl Fn(Bound) -> Option<bool>,
    is_not_multiple_of: impl FnOnce(&Value) -> bool,
) -> Option<Issue> {
    let violated = [MINIMUM, EXCLUSIVE_MINIMUM, MAXIMUM, EXCLUSIVE_MAXIMUM]
        .into_iter()
        .find(|bound| is_violated(*bound) == Some(true));
    if let Some([keyword, kind, name, phrase]) = violated {
        let limit = schema.keyword(keyword)?;
        return Some(Issue::new(kind, format!("Input should be {phrase} {limit}")).limit(name, limit.clone()));
    }
    let step = schema.keyword("multipleOf").filter(|step| is_not_multiple_of(step))?;
    let issue = Issue::new("multiple_of", format!("Input should be a multiple of {step}"));
    Some(issue.limit("multiple_of", step.clone()))
}

/// Whether a number is not a multiple of a step. The quotient is compared with the nearest integer, because the remainder
/// would reject 0.8 as a multiple of 0.0001.
fn is_not_multiple(number: f64, step: f64) -> bool {
    const TOLERANCE: f64 = 1e-9;
    let quotient = (number / step).abs();
    step != 0.0 && (quotient - quotient.round()).abs() > TOLERANCE * quotient.max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "fractional steps are compared as floats")]
fn as_float(integer: i128) -> f64 {
    integer as f64
}
