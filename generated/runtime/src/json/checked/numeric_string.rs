//! Numbers that are sent as text, e.g. a tolerance of `"2"`.

use std::{fmt, marker::PhantomData};

use serde_json::Value;

use super::{
    LimitError,
    limits::{NumberRules, number_json},
    literal::{FromLiteral, Literal, Rules},
    serde_through_wire,
};
use crate::json::codec::{Context, Issue, JsonCodec};

/// The limits of one field that takes a number as text; generated code implements it for a zero-sized name.
pub trait NumericStringLimits: 'static {
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// Whether only whole numbers are allowed.
    const WHOLE: bool;
    /// The limits of the number.
    const RULES: NumberRules;
}

/// A number that keeps to the limits `L` and is sent as a string.
pub struct NumericString<L: NumericStringLimits>(String, PhantomData<fn() -> L>);

impl<L: NumericStringLimits> NumericString<L> {
    /// The text that is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text past every limit, sent as it is. The server may refuse it, and bill the attempt.
    pub fn unchecked(text: impl Into<String>) -> Self {
        Self(text.into(), PhantomData)
    }

    fn check(text: &str) -> Result<(), Issue> {
        let number = plain_decimal(text, L::WHOLE).ok_or_else(|| {
            if L::WHOLE {
                Issue::new("int_parsing", "Input should be a valid integer, written as a string")
            } else {
                Issue::new("float_parsing", "Input should be a valid number, written as a string")
            }
        })?;
        L::RULES.check(number)
    }

    fn from_number(number: f64) -> Result<Self, LimitError> {
        let text = number.to_string();
        match Self::check(&text) {
            Ok(()) => Ok(Self::unchecked(text)),
            Err(fault) => Err(LimitError::new(L::FIELD, fault, number_json(number))),
        }
    }
}

/// The number of a text that has nothing but digits, one leading minus and, unless `whole`, one point.
/// Blanks, signs, exponents and leading zeros are refused: nothing is coerced.
fn plain_decimal(text: &str, whole: bool) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (integer, fraction) = match unsigned.split_once('.') {
        Some(_) if whole => return None,
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (unsigned, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = integer.len() > 1 && integer.starts_with('0');
    (digits(integer) && !leading_zero && fraction.is_none_or(digits)).then(|| text.parse().ok())?
}

impl<L: NumericStringLimits> Clone for NumericString<L> {
    fn clone(&self) -> Self {
        Self::unchecked(self.0.clone())
    }
}

impl<L: NumericStringLimits> PartialEq for NumericString<L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<L: NumericStringLimits> Eq for NumericString<L> {}

impl<L: NumericStringLimits> fmt::Debug for NumericString<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<L: NumericStringLimits> fmt::Display for NumericString<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<L: NumericStringLimits> TryFrom<String> for NumericString<L> {
    type Error = LimitError;

    fn try_from(text: String) -> Result<Self, LimitError> {
        match Self::check(&text) {
            Ok(()) => Ok(Self::unchecked(text)),
            Err(fault) => Err(LimitError::new(L::FIELD, fault, text)),
        }
    }
}

impl<L: NumericStringLimits> TryFrom<&str> for NumericString<L> {
    type Error = LimitError;

    fn try_from(text: &str) -> Result<Self, LimitError> {
        Self::try_from(text.to_owned())
    }
}

macro_rules! try_from_number {
    ($($primitive:ty),*) => {$(
        impl<L: NumericStringLimits> TryFrom<$primitive> for NumericString<L> {
            type Error = LimitError;

            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "limits of text are small numbers")]
            fn try_from(value: $primitive) -> Result<Self, LimitError> {
                Self::from_number(value as f64)
            }
        }
    )*};
}
try_from_number!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f64);

impl<L: NumericStringLimits> FromLiteral for NumericString<L> {
    const RULES: Rules = Rules::NumericString(L::RULES, L::WHOLE);

    fn from_literal(literal: Literal) -> Self {
        Self::unchecked(literal.to_f64().to_string())
    }
}

impl<L: NumericStringLimits> JsonCodec for NumericString<L> {
    fn encode(&self, _: &mut Context) -> Value {
        Value::String(self.0.clone())
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let text = String::decode(value, at)?;
        Self::check(&text).map_err(|fault| at.refuse(fault, Some(value))).ok()?;
        Some(Self::unchecked(text))
    }
}

serde_through_wire!(NumericString<L> where L: NumericStringLimits);
