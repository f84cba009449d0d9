//! Numbers that are sent as strings, e.g. a safety tolerance of `"2"`.

use std::fmt;

use serde_json::Value;

use super::{
    FieldLimits, FromFloat, FromInteger, LimitedValue, NumberLimits, UncheckedInto,
    literal::{CheckedLiteral, ConstLiteral, LiteralValue},
    number::assert_number_within,
};
use crate::json::codec::{Context, Issue, JsonCodec};

/// A number that is sent as a string.
#[derive(Clone, PartialEq, Eq)]
pub struct NumericString(String);

/// Limits of a number that is sent as a string.
#[derive(Clone, Copy, Debug)]
pub struct NumericStringLimits {
    pub(super) number: NumberLimits,
    pub(super) integer: bool,
}

impl NumericStringLimits {
    /// Limits of an integer.
    pub const fn integer(limits: NumberLimits) -> Self {
        Self { number: limits, integer: true }
    }

    /// Limits of a number with or without a fraction.
    pub const fn number(limits: NumberLimits) -> Self {
        Self { number: limits, integer: false }
    }
}

/// Parses digits with an optional leading minus and, unless `integer`, an optional fraction. Whitespace, a plus sign,
/// exponents and leading zeros are rejected.
fn parse_decimal(string: &str, integer: bool) -> Option<f64> {
    let unsigned = string.strip_prefix('-').unwrap_or(string);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some(_) if integer => return None,
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
    (is_digits(whole) && !has_leading_zero && fraction.is_none_or(is_digits)).then(|| string.parse().ok())?
}

impl LimitedValue for NumericString {
    type Limits = NumericStringLimits;

    fn check(&self, limits: &NumericStringLimits) -> Result<(), Issue> {
        let number = parse_decimal(&self.0, limits.integer).ok_or_else(|| {
            if limits.integer {
                Issue::new("int_parsing", "Input should be a valid integer, written as a string")
            } else {
                Issue::new("float_parsing", "Input should be a valid number, written as a string")
            }
        })?;
        limits.number.check(number)
    }
}

impl FromInteger for NumericString {
    #[expect(clippy::cast_precision_loss, reason = "limits are small numbers")]
    fn from_integer(integer: i128, limits: &NumericStringLimits) -> Result<Self, Issue> {
        Self::from_float(integer as f64, limits)
    }
}

impl FromFloat for NumericString {
    fn from_float(float: f64, limits: &NumericStringLimits) -> Result<Self, Issue> {
        let value = Self(float.to_string());
        value.check(limits)?;
        Ok(value)
    }
}

impl<L: FieldLimits<Value = Self>, C: ConstLiteral> LiteralValue<L, C> for NumericString {
    const CHECK: () = assert_numeric_string(&L::LIMITS, C::LITERAL);

    fn from_literal() -> Self {
        Self(C::LITERAL.to_f64().to_string())
    }
}

impl JsonCodec for NumericString {
    fn encode(&self, _: &mut Context) -> Value {
        Value::String(self.0.clone())
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        String::decode(value, context).map(Self)
    }
}

impl<S: Into<String>> UncheckedInto<NumericString> for S {
    fn unchecked_into(self) -> NumericString {
        NumericString(self.into())
    }
}

impl From<String> for NumericString {
    fn from(string: String) -> Self {
        Self(string)
    }
}

impl From<NumericString> for String {
    fn from(value: NumericString) -> Self {
        value.0
    }
}

impl AsRef<str> for NumericString {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NumericString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for NumericString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// One message for each failure, since a constant cannot format one.

#[expect(clippy::panic, reason = "evaluated at compile time only")]
const fn assert_numeric_string(limits: &NumericStringLimits, literal: CheckedLiteral) {
    match literal {
        CheckedLiteral::Integer(_) => assert_number_within(&limits.number, literal.to_f64()),
        CheckedLiteral::Float(value) => {
            assert!(!limits.integer, "checked!: this field takes an integer");
            assert_number_within(&limits.number, value);
        }
        CheckedLiteral::String(_) => panic!("checked!: this field takes a number, which is sent as a string"),
    }
}
