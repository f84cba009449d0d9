//! How many units a request was billed, to the last digit.
//!
//! Which unit that is and what it costs stands in no answer; fal's pricing tells.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// A number of billed units: an exact decimal, kept as fal wrote it.
///
/// Equality is of the numbers (`1.50` equals `1.5`); `Display` is the original text.
///
/// ```
/// use fal_sdk::BillableUnits;
///
/// let units: BillableUnits = "0.10000000".parse()?;
/// assert_eq!(units.to_string(), "0.10000000");
/// assert_eq!(units, "0.1".parse()?);
/// assert!((units.to_f64() - 0.1).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct BillableUnits(Box<str>);

impl BillableUnits {
    /// The number as fal wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest floating-point number: to show, not to add up.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or_default()
    }

    /// The digits that make the number, without zeros that do not.
    fn significant(&self) -> (&str, &str) {
        let (whole, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        (whole.trim_start_matches('0'), fraction.trim_end_matches('0'))
    }
}

/// Text that is no plain decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseUnitsError(());

impl fmt::Display for ParseUnitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("billable units are a decimal number such as 0.125")
    }
}

impl std::error::Error for ParseUnitsError {}

impl FromStr for BillableUnits {
    type Err = ParseUnitsError;

    fn from_str(text: &str) -> Result<Self, ParseUnitsError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits(whole) && digits(fraction) { Ok(Self(text.into())) } else { Err(ParseUnitsError(())) }
    }
}

impl fmt::Display for BillableUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BillableUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BillableUnits({})", self.0)
    }
}

impl PartialEq for BillableUnits {
    fn eq(&self, other: &Self) -> bool {
        self.significant() == other.significant()
    }
}

impl Eq for BillableUnits {}

impl Hash for BillableUnits {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.significant().hash(state);
    }
}
