//! The limits of numbers: whole ones are compared exactly, others as floats.
//!
//! A limit may lie beyond 64 bits, where JSON has it as a float; comparing stays right there.

use serde_json::Value;

use crate::schema::Schema;

use super::checker::Issue;

/// The whole number of a value. Only the widest type takes one that is written with a fraction, as `4.0`.
pub(super) fn whole(value: &Value, width: &str) -> Option<i128> {
    let exact = exact(value);
    exact.or_else(|| value.as_f64().filter(|float| width == "i128" && is_exact(*float)).map(saturated))
}

/// The whole number that JSON has as such.
fn exact(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// Whether a float is a whole number of which no digit is lost.
fn is_exact(float: f64) -> bool {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    float.fract() == 0.0 && float.abs() < LIMIT
}

/// A float without its fraction; the end of the range for one that lies beyond it.
#[expect(clippy::cast_possible_truncation, reason = "`as` ends at the ends of the range")]
fn saturated(float: f64) -> i128 {
    float as i128
}

/// Whether a whole number is one of a type.
pub(super) fn fits(whole: i128, width: &str) -> bool {
    match width {
        "u64" => u64::try_from(whole).is_ok(),
        "i64" => i64::try_from(whole).is_ok(),
        _ => true,
    }
}

/// The four words for an end of a range: of the schema, of the fault, of its context, and of its sentence.
type End = [&'static str; 4];

const AT_LEAST: End = ["minimum", "greater_than_equal", "ge", "greater than or equal to"];
const ABOVE: End = ["exclusiveMinimum", "greater_than", "gt", "greater than"];
const AT_MOST: End = ["maximum", "less_than_equal", "le", "less than or equal to"];
const BELOW: End = ["exclusiveMaximum", "less_than", "lt", "less than"];

/// The fault of the first limit that a whole number crosses.
pub(super) fn integer_issue(schema: Schema<'_>, whole: i128) -> Option<Issue> {
    let crosses = |[word, ..]: End| {
        let limit = schema.keyword(word)?;
        let end = |rounded: fn(f64) -> f64| Some(exact(limit).unwrap_or(saturated(rounded(limit.as_f64()?))));
        Some(match word {
            "minimum" => whole < end(f64::ceil)?,
            "exclusiveMinimum" => whole <= end(f64::floor)?,
            "maximum" => whole > end(f64::floor)?,
            _ => whole >= end(f64::ceil)?,
        })
    };
    let is_off = |step: &Value| match exact(step) {
        Some(step) => whole.checked_rem(step).is_some_and(|rest| rest != 0),
        None => step.as_f64().is_some_and(|step| is_off_step(as_float(whole), step)),
    };
    first_issue(schema, crosses, is_off)
}

/// The fault of the first limit that a number crosses.
pub(super) fn issue(schema: Schema<'_>, number: f64) -> Option<Issue> {
    if !number.is_finite() {
        return Some(Issue::new("finite_number", "Input should be a finite number"));
    }
    let crosses = |[word, ..]: End| {
        let limit = schema.keyword(word)?.as_f64()?;
        Some(match word {
            "minimum" => number < limit,
            "exclusiveMinimum" => number <= limit,
            "maximum" => number > limit,
            _ => number >= limit,
        })
    };
    first_issue(schema, crosses, |step| step.as_f64().is_some_and(|step| is_off_step(number, step)))
}

/// The fault of the first limit that is crossed: the lower end, the upper end, the step.
fn first_issue(
    schema: Schema<'_>,
    crosses: impl Fn(End) -> Option<bool>,
    is_off: impl FnOnce(&Value) -> bool,
) -> Option<Issue> {
    let crossed = [AT_LEAST, ABOVE, AT_MOST, BELOW].into_iter().find(|end| crosses(*end) == Some(true));
    if let Some([word, kind, name, words]) = crossed {
        let limit = schema.keyword(word)?;
        return Some(Issue::new(kind, format!("Input should be {words} {limit}")).limit(name, limit.clone()));
    }
    let step = schema.keyword("multipleOf").filter(|step| is_off(step))?;
    let fault = Issue::new("multiple_of", format!("Input should be a multiple of {step}"));
    Some(fault.limit("multiple_of", step.clone()))
}

/// A plain remainder would refuse 0.8 as a multiple of 0.0001, so the quotient is compared with the whole number
/// next to it.
fn is_off_step(number: f64, step: f64) -> bool {
    const TOLERANCE: f64 = 1e-9;
    let quotient = (number / step).abs();
    step != 0.0 && (quotient - quotient.round()).abs() > TOLERANCE * quotient.max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "for steps with a fraction, which are compared as floats")]
fn as_float(whole: i128) -> f64 {
    whole as f64
}
