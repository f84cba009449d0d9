//! Exact decimal numbers for billed units, prices and costs.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// An exact decimal number of up to 38 digits, used for billed units, prices and costs.
///
/// Arithmetic never rounds: it returns `None` if the result has too many digits. Comparison and hashing ignore trailing
/// zeros (`1.50 == 1.5`); `Display` keeps them.
///
/// ```
/// use fal_sdk::Decimal;
///
/// let billed: [Decimal; 3] = ["0.10000000".parse()?, "0.2".parse()?, "0".parse()?];
/// let sum = billed.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
/// assert_eq!(sum.map(|sum| sum.to_string()).as_deref(), Some("0.30000000"));
/// assert_eq!(sum, Some("0.3".parse()?)); // exactly 0.3, unlike `f64`
/// assert!(sum > Some(Decimal::ZERO));
/// # Ok::<(), fal_sdk::ParseDecimalError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    digits: i128,
    /// Number of digits after the decimal point.
    scale: u32,
}

/// Maximum number of digits after the decimal point.
const MAX_SCALE: u32 = 38;

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    /// Returns the sum; `None` if it has more than 38 digits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (first, second, scale) = self.aligned(other)?;
        Some(Self { digits: first.checked_add(second)?, scale })
    }

    /// Returns the difference; `None` if it has more than 38 digits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let (first, second, scale) = self.aligned(other)?;
        Some(Self { digits: first.checked_sub(second)?, scale })
    }

    /// Returns the product without trailing zeros; `None` if it has more than 38 digits.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (first, second) = (self.normalized(), other.normalized());
        let digits = first.digits.checked_mul(second.digits)?;
        let product = Self { digits, scale: first.scale + second.scale }.normalized();
        (product.scale <= MAX_SCALE).then_some(product)
    }

    /// Converts to the nearest `f64`, for display or statistics.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or_default()
    }

    /// Removes trailing zeros of the fraction.
    fn normalized(mut self) -> Self {
        while self.scale > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Returns the digits of both numbers at a common scale, and that scale.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let at = |scale| Some((self.digits_at(scale)?, other.digits_at(scale)?, scale));
        let (first, second) = (self.normalized(), other.normalized());
        let least = first.scale.max(second.scale);
        at(self.scale.max(other.scale)).or_else(|| Some((first.digits_at(least)?, second.digits_at(least)?, least)))
    }

    /// Returns the digits at `scale`, which is at least the scale of the number.
    fn digits_at(self, scale: u32) -> Option<i128> {
        let factor = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        self.digits.checked_mul(factor)
    }
}

/// Error of parsing a [`Decimal`]: invalid syntax or more than 38 digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDecimalError(());

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a decimal number of up to 38 digits, such as 0.125")
    }
}

impl std::error::Error for ParseDecimalError {}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Parses a JSON number, including exponents. Leading zeros are accepted.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        parse(text).ok_or(ParseDecimalError(()))
    }
}

fn parse(text: &str) -> Option<Decimal> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, number) = number.strip_prefix('-').map_or((1, number), |number| (-1, number));
    let (integer, fraction) = match number.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (number, ""),
    };
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if integer.is_empty() || !are_digits(integer) || !are_digits(fraction) {
        return None;
    }
    let digits = sign * format!("{integer}{fraction}").parse::<i128>().ok()?;
    match i64::try_from(fraction.len()).ok()? - i64::from(exponent) {
        scale @ 0.. => {
            u32::try_from(scale).ok().filter(|scale| *scale <= MAX_SCALE).map(|scale| Decimal { digits, scale })
        }
        scale => {
            let factor = 10_i128.checked_pow(u32::try_from(-scale).ok()?)?;
            Some(Decimal { digits: digits.checked_mul(factor)?, scale: 0 })
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::try_from(self.scale).unwrap_or_default();
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let text = match digits.split_at_checked(digits.len() - scale) {
            Some((integer, fraction)) if scale > 0 => format!("{integer}.{fraction}"),
            _ => digits,
        };
        f.pad_integral(self.digits >= 0, "", &text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((first, second, _)) => first.cmp(&second),
            // Without a common scale, the number with fewer decimals has the larger absolute value.
            None if self.normalized().scale < other.normalized().scale => self.digits.cmp(&0),
            None => 0.cmp(&other.digits),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { digits, scale } = self.normalized();
        (digits, scale).hash(state);
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {
        $(impl From<$integer> for Decimal {
            fn from(integer: $integer) -> Self {
                Self { digits: integer.into(), scale: 0 }
            }
        })*
    };
}

from_integers!(i32 u32 i64 u64);
