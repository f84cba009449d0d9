//! Exact decimal numbers: billed units, prices and costs, to the last digit.
//!
//! They are added up and multiplied without rounding, or not at all. Which unit is billed and what it
//! costs stands in no answer of a model; `platform` asks for it.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// An exact decimal number of up to 38 digits.
///
/// Numbers are compared as numbers (`1.50` equals `1.5`); `Display` keeps the zeros that fal wrote.
///
/// ```
/// use fal_sdk::Decimal;
///
/// let billed: [Decimal; 3] = ["0.10000000".parse()?, "0.2".parse()?, "0".parse()?];
/// let sum = billed.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
/// assert_eq!(sum.map(|sum| sum.to_string()).as_deref(), Some("0.30000000"));
/// assert_eq!(sum, Some("0.3".parse()?)); // 0.1 + 0.2, as it should be
/// assert!(sum > Some(Decimal::ZERO));
/// # Ok::<(), fal_sdk::ParseDecimalError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Decimal {
    digits: i128,
    /// How many of the digits stand behind the point.
    scale: u32,
}

/// The most digits behind the point.
const MOST: u32 = 38;

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    /// The sum; `None` where it has more than 38 digits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (first, second, scale) = self.aligned(other)?;
        Some(Self { digits: first.checked_add(second)?, scale })
    }

    /// The difference; `None` where it has more than 38 digits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let (first, second, scale) = self.aligned(other)?;
        Some(Self { digits: first.checked_sub(second)?, scale })
    }

    /// The product, without zeros at its end; `None` where it has more than 38 digits.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (first, second) = (self.shortest(), other.shortest());
        let digits = first.digits.checked_mul(second.digits)?;
        let product = Self { digits, scale: first.scale + second.scale }.shortest();
        (product.scale <= MOST).then_some(product)
    }

    /// The nearest floating-point number: to show, not to add up.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or_default()
    }

    /// The same number without zeros at the end of its fraction.
    fn shortest(mut self) -> Self {
        while self.scale > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The digits of both with the same number of them behind the point.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let at = |scale| Some((self.digits_at(scale)?, other.digits_at(scale)?, scale));
        let (first, second) = (self.shortest(), other.shortest());
        let least = first.scale.max(second.scale);
        at(self.scale.max(other.scale)).or_else(|| Some((first.digits_at(least)?, second.digits_at(least)?, least)))
    }

    /// The digits with this many of them behind the point, which is no fewer than there are.
    fn digits_at(self, scale: u32) -> Option<i128> {
        let factor = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        self.digits.checked_mul(factor)
    }
}

/// Text that is no decimal number, or one of too many digits.
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

    /// Reads a number as JSON writes it, exponents included; zeros in front do not matter.
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
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (number, ""),
    };
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let digits = sign * format!("{whole}{fraction}").parse::<i128>().ok()?;
    match i64::try_from(fraction.len()).ok()? - i64::from(exponent) {
        scale @ 0.. => u32::try_from(scale).ok().filter(|scale| *scale <= MOST).map(|scale| Decimal { digits, scale }),
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
            Some((whole, fraction)) if scale > 0 => format!("{whole}.{fraction}"),
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
            // One of them has no room for the other's fraction: it is the larger one, or the smaller below zero.
            None if self.shortest().scale < other.shortest().scale => self.digits.cmp(&0),
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
        let Self { digits, scale } = self.shortest();
        (digits, scale).hash(state);
    }
}

/// Whole numbers are decimals.
macro_rules! whole_numbers {
    ($($integer:ty)*) => {
        $(impl From<$integer> for Decimal {
            fn from(whole: $integer) -> Self {
                Self { digits: whole.into(), scale: 0 }
            }
        })*
    };
}

whole_numbers!(i32 u32 i64 u64);
