//! The traits that connect a field, its type and its limits.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::json::codec::{Context, Issue, JsonCodec};

/// The limits of one field. Generated code implements this for a zero-sized type per field.
pub trait FieldLimits: 'static {
    /// Type of the value.
    type Value: LimitedValue;
    /// Name of the property; empty for a whole body.
    const FIELD: &'static str;
    /// The limits.
    const LIMITS: <Self::Value as LimitedValue>::Limits;
}

/// A type whose values can have limits.
pub trait LimitedValue: JsonCodec {
    /// Limits of this type.
    type Limits: 'static;

    /// Returns the first limit that the value does not satisfy.
    fn check(&self, limits: &Self::Limits) -> Result<(), Issue>;

    /// Decodes a value and reports it if it does not satisfy the limits.
    fn decode_checked(json: &Value, limits: &Self::Limits, context: &mut Context) -> Option<Self> {
        let value = Self::decode(json, context)?;
        value.check(limits).map_err(|issue| context.report(issue, Some(json))).ok()?;
        Some(value)
    }
}

/// A limited type that integers of any width convert to.
pub trait FromInteger: LimitedValue {
    /// Converts an integer that satisfies the limits.
    fn from_integer(integer: i128, limits: &Self::Limits) -> Result<Self, Issue>;
}

/// A limited type that floats convert to.
pub trait FromFloat: LimitedValue {
    /// Converts a float that satisfies the limits.
    fn from_float(float: f64, limits: &Self::Limits) -> Result<Self, Issue>;
}

/// A limited collection that arrays of `I` convert to.
pub trait FromItems<I>: LimitedValue {
    /// Converts an array.
    fn from_items<const N: usize>(items: [I; N]) -> Self;
}

/// Conversion of an argument of [`Checked::unchecked`](super::Checked::unchecked).
pub trait UncheckedInto<T> {
    /// Converts the argument.
    fn unchecked_into(self) -> T;
}

macro_rules! unchecked_numbers {
    ($($number:ty)*) => {$(
        impl UncheckedInto<$number> for $number {
            fn unchecked_into(self) -> $number {
                self
            }
        }
    )*};
}
unchecked_numbers!(i64 u64 i128 f64);

impl<S: Into<String>> UncheckedInto<String> for S {
    fn unchecked_into(self) -> String {
        self.into()
    }
}

impl<T, I: Into<Vec<T>>> UncheckedInto<Vec<T>> for I {
    fn unchecked_into(self) -> Vec<T> {
        self.into()
    }
}

impl<T, I: Into<BTreeMap<String, T>>> UncheckedInto<BTreeMap<String, T>> for I {
    fn unchecked_into(self) -> BTreeMap<String, T> {
        self.into()
    }
}

/// A limited collection, whose checked value dereferences to its contents.
pub trait Collection: LimitedValue {
    /// A slice or a map.
    type Contents: ?Sized;

    /// Returns the contents.
    fn contents(&self) -> &Self::Contents;
}
