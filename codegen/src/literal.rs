//! JSON values with exact numbers: defaults, examples and enum values.
//!
//! A [`NumberLiteral`] is never converted to `f64` for comparison or printing: `0.1`, `18446744073709551615` and
//! `1e-06` keep their exact value.

use std::{cmp::Ordering, fmt, str::FromStr};

/// A decimal number, exactly as written.
#[derive(Clone, Debug)]
pub struct NumberLiteral {
    text: String,
    decimal: Decimal,
}

/// `±digits × 10^exponent`, without leading or trailing zeros; zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

/// Error: the string is not a decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl NumberLiteral {
    /// Returns the number as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the value is an integer, in any notation: `1`, `1.0`, `1e3`.
    pub fn is_integer(&self) -> bool {
        self.decimal.exponent >= 0
    }

    /// Returns the value if it is an integer in the range of `i128`.
    pub fn as_i128(&self) -> Option<i128> {
        let exponent = u32::try_from(self.decimal.exponent).ok()?;
        let digits: i128 = if self.decimal.digits.is_empty() { 0 } else { self.decimal.digits.parse().ok()? };
        let value = 10i128.checked_pow(exponent)?.checked_mul(digits)?;
        Some(if self.decimal.negative { -value } else { value })
    }

    /// Returns the value if it is an integer in the range of `u64`.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128().and_then(|value| u64::try_from(value).ok())
    }

    /// Returns the nearest `f64`; `None` if that is infinite.
    pub fn as_f64(&self) -> Option<f64> {
        self.text.parse::<f64>().ok().filter(|value| value.is_finite())
    }

    /// Returns the largest integer less than or equal to the value.
    pub fn floor(&self) -> Option<i128> {
        self.as_i128()
            .or_else(|| self.truncated().map(|integer| if self.decimal.negative { integer - 1 } else { integer }))
    }

    /// Returns the smallest integer greater than or equal to the value.
    pub fn ceil(&self) -> Option<i128> {
        self.as_i128()
            .or_else(|| self.truncated().map(|integer| if self.decimal.negative { integer } else { integer + 1 }))
    }

    fn truncated(&self) -> Option<i128> {
        let dropped = usize::try_from(self.decimal.exponent.checked_neg()?).ok()?;
        let kept = self.decimal.digits.len().saturating_sub(dropped);
        let integer: i128 = match self.decimal.digits.get(..kept)? {
            "" => 0,
            digits => digits.parse().ok()?,
        };
        Some(if self.decimal.negative { -integer } else { integer })
    }
}

impl Decimal {
    /// Returns the exponent of the smallest power of ten above the absolute value. Of two numbers, the one with the
    /// larger magnitude is larger; the digits decide only if the magnitudes are equal.
    fn magnitude(&self) -> i64 {
        self.exponent.saturating_add(i64::try_from(self.digits.len()).unwrap_or(i64::MAX))
    }

    fn cmp_absolute(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.magnitude().cmp(&other.magnitude()).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl FromStr for NumberLiteral {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| NotANumber)?),
            None => (unsigned, 0),
        };
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fraction_missing = mantissa.ends_with('.');
        if integer.is_empty() || fraction_missing || !all_digits(integer) || !all_digits(fraction) {
            return Err(NotANumber);
        }
        let digits = format!("{integer}{fraction}");
        let significant = digits.trim_start_matches('0');
        let trimmed = significant.trim_end_matches('0');
        let length = |text: &str| i64::try_from(text.len()).map_err(|_| NotANumber);
        let exponent = exponent
            .checked_sub(length(fraction)?)
            .and_then(|shifted| shifted.checked_add(length(significant).ok()? - length(trimmed).ok()?))
            .ok_or(NotANumber)?;
        let zero = trimmed.is_empty();
        Ok(Self {
            text: text.to_owned(),
            decimal: Decimal {
                negative: negative && !zero,
                digits: trimmed.to_owned(),
                exponent: if zero { 0 } else { exponent },
            },
        })
    }
}

impl From<u64> for NumberLiteral {
    fn from(value: u64) -> Self {
        Self::from(i128::from(value))
    }
}

impl From<i128> for NumberLiteral {
    fn from(value: i128) -> Self {
        let digits = value.unsigned_abs().to_string();
        let trimmed = digits.trim_end_matches('0');
        let zeros = digits.len() - trimmed.len();
        Self {
            text: value.to_string(),
            decimal: Decimal {
                negative: value < 0,
                digits: trimmed.to_owned(),
                exponent: if trimmed.is_empty() { 0 } else { i64::try_from(zeros).unwrap_or(i64::MAX) },
            },
        }
    }
}

impl Ord for NumberLiteral {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.decimal.negative, other.decimal.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.decimal.cmp_absolute(&other.decimal),
            (true, true) => other.decimal.cmp_absolute(&self.decimal),
        }
    }
}

impl PartialOrd for NumberLiteral {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for NumberLiteral {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for NumberLiteral {}

impl fmt::Display for NumberLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A JSON value that keeps the order of properties and the digits of numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal {
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as written.
    Number(NumberLiteral),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Literal>),
    /// An object, its properties in document order.
    Object(Vec<(String, Literal)>),
}

impl Literal {
    /// Returns whether the value is `null`.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Returns the value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// Returns the value of a number.
    pub fn as_number(&self) -> Option<&NumberLiteral> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// Returns the value of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// Returns the value as text: a string without quotes, other values as JSON.
    pub fn to_text(&self) -> String {
        self.as_str().map_or_else(|| self.to_string(), str::to_owned)
    }

    /// Returns the items of an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// Returns the properties of an object.
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        if let Self::Object(properties) = self { Some(properties) } else { None }
    }

    /// Returns the value of a property of an object.
    pub fn property(&self, name: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns the values of an object's properties; none for other values.
    pub fn property_values(&self) -> Vec<&Self> {
        self.as_object().unwrap_or_default().iter().map(|(_, value)| value).collect()
    }

    /// Returns the items of an array; none for other values.
    pub fn items(&self) -> Vec<&Self> {
        self.as_array().unwrap_or_default().iter().collect()
    }
}

/// Writes compact JSON.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::String(text) => f.write_str(&quote(text)),
            Self::Array(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Object(properties) => {
                f.write_str("{")?;
                for (index, (name, value)) in properties.iter().enumerate() {
                    write!(f, "{}{}: {value}", if index == 0 { "" } else { ", " }, quote(name))?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> NumberLiteral {
        text.parse().unwrap_or_else(|NotANumber| panic!("{text} is a number"))
    }

    #[test]
    fn numbers_compare_by_value() {
        assert_eq!(number("1.0"), number("1"));
        assert_eq!(number("10e-1"), number("1"));
        assert_eq!(number("-0"), number("0.00"));
        assert!(number("-2") < number("-1.5"));
        assert!(number("9007199254740993") > number("9007199254740992"));
        assert!(number("1e-7") < number("0.000001"));
    }

    #[test]
    fn other_notations_are_rejected() {
        for text in ["", "-", "1.", ".5", "+1", "1e", "0x1", "NaN", "1e99999999999999999999"] {
            assert!(text.parse::<NumberLiteral>().is_err(), "{text}");
        }
    }

    #[test]
    fn floor_and_ceil_return_the_nearest_integers() {
        assert_eq!((number("2.5").floor(), number("2.5").ceil()), (Some(2), Some(3)));
        assert_eq!((number("-2.5").floor(), number("-2.5").ceil()), (Some(-3), Some(-2)));
        assert_eq!((number("0.001").floor(), number("0.001").ceil()), (Some(0), Some(1)));
        assert_eq!(number("1.20e2").as_i128(), Some(120));
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
    }

    #[test]
    fn integers_become_literals() {
        assert_eq!(NumberLiteral::from(-1200i128), number("-1200"));
        assert_eq!(NumberLiteral::from(0u64), number("0"));
    }
}
