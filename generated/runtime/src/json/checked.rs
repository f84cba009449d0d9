//! Values that satisfy the limits of a specification, checked on construction.
//!
//! [`Checked<L>`](Checked) wraps a number, a string, a `Vec` or a `BTreeMap`. Each limited field of a request adds a
//! type alias and a zero-sized type `L` with the limits of that field.
//!
//! | construction | checked |
//! |---|---|
//! | [`checked!`](crate::checked!) with a literal | at compile time |
//! | `TryFrom` | at run time; the error is a [`LimitError`] |
//! | `Deserialize` | at run time; the error names the path, the value, the limit and its provenance |
//! | [`Checked::unchecked`] | never, for values that the server accepts although the specification does not |
//!
//! Values in responses are never checked.

use std::{collections::BTreeMap, fmt, ops::Deref};

use serde_json::Value;

use crate::json::codec::{self, Context, JsonCodec};

mod array;
mod error;
mod limits;
mod literal;
mod map;
mod number;
mod numeric_string;
mod provenance;
mod string;

#[cfg(test)]
mod tests;

pub use array::{ArrayLimits, check_item};
pub use error::LimitError;
pub use limits::{Collection, FieldLimits, FromFloat, FromInteger, FromItems, LimitedValue, UncheckedInto};
pub use literal::{CheckedLiteral, ConstLiteral, FromLiteral, LiteralToken, literal};
pub use map::MapLimits;
pub use number::{IntegerLimits, NumberLimits, NumericLimits};
pub use numeric_string::{NumericString, NumericStringLimits};
pub use provenance::Provenance;
pub use string::StringLimits;

/// A value that satisfies the limits `L` of a field.
pub struct Checked<L: FieldLimits>(L::Value);

impl<L: FieldLimits> Checked<L> {
    /// Creates a value without checking the limits. The server may reject it and bill the request.
    pub fn unchecked(value: impl UncheckedInto<L::Value>) -> Self {
        Self(value.unchecked_into())
    }

    /// Returns the number.
    pub const fn get(self) -> L::Value
    where
        L::Value: Copy,
    {
        self.0
    }

    /// Returns the string that is sent.
    pub fn as_str(&self) -> &str
    where
        L::Value: AsRef<str>,
    {
        self.0.as_ref()
    }

    /// Returns the string that is sent, without a copy.
    pub fn into_string(self) -> String
    where
        L::Value: Into<String>,
    {
        self.0.into()
    }

    fn new(value: L::Value) -> Result<Self, LimitError> {
        match value.check(&L::LIMITS) {
            Ok(()) => Ok(Self(value)),
            Err(issue) => Err(LimitError::new(L::FIELD, issue, codec::to_json(&value).unwrap_or(Value::Null))),
        }
    }
}

impl<T, L: FieldLimits<Value = Vec<T>>> Checked<L> {
    /// Returns the items.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, L: FieldLimits<Value = BTreeMap<String, T>>> Checked<L> {
    /// Returns the map.
    pub fn into_map(self) -> BTreeMap<String, T> {
        self.0
    }
}

/// Arrays dereference to a slice, maps to a [`BTreeMap`].
impl<L: FieldLimits> Deref for Checked<L>
where
    L::Value: Collection,
{
    type Target = <L::Value as Collection>::Contents;

    fn deref(&self) -> &Self::Target {
        self.0.contents()
    }
}

impl<L: FieldLimits> Clone for Checked<L>
where
    L::Value: Clone,
{
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<L: FieldLimits> Copy for Checked<L> where L::Value: Copy {}

impl<L: FieldLimits> PartialEq for Checked<L>
where
    L::Value: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<L: FieldLimits> Eq for Checked<L> where L::Value: Eq {}

impl<L: FieldLimits> fmt::Debug for Checked<L>
where
    L::Value: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<L: FieldLimits> fmt::Display for Checked<L>
where
    L::Value: fmt::Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! try_from_integers {
    ($($integer:ty)*) => {$(
        impl<L: FieldLimits> TryFrom<$integer> for Checked<L>
        where
            L::Value: FromInteger,
        {
            type Error = LimitError;

            #[allow(clippy::unnecessary_fallible_conversions, reason = "one text for all widths")]
            fn try_from(value: $integer) -> Result<Self, LimitError> {
                // `u128` beyond `i128` exceeds every limit.
                let value = i128::try_from(value).unwrap_or(i128::MAX);
                let checked = L::Value::from_integer(value, &L::LIMITS);
                checked.map(Self).map_err(|issue| LimitError::new(L::FIELD, issue, number::integer_json(value)))
            }
        }
    )*};
}
try_from_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl<L: FieldLimits> TryFrom<f64> for Checked<L>
where
    L::Value: FromFloat,
{
    type Error = LimitError;

    fn try_from(value: f64) -> Result<Self, LimitError> {
        let checked = L::Value::from_float(value, &L::LIMITS);
        checked.map(Self).map_err(|issue| LimitError::new(L::FIELD, issue, number::number_json(value)))
    }
}

/// Converts by the decimal digits: `0.1_f32` becomes 0.1, not 0.10000000149011612.
impl<L: FieldLimits> TryFrom<f32> for Checked<L>
where
    L::Value: FromFloat,
{
    type Error = LimitError;

    fn try_from(value: f32) -> Result<Self, LimitError> {
        Self::try_from(value.to_string().parse().unwrap_or_else(|_| f64::from(value)))
    }
}

impl<L: FieldLimits> TryFrom<String> for Checked<L>
where
    L::Value: From<String>,
{
    type Error = LimitError;

    fn try_from(value: String) -> Result<Self, LimitError> {
        Self::new(value.into())
    }
}

impl<L: FieldLimits> TryFrom<&str> for Checked<L>
where
    L::Value: From<String>,
{
    type Error = LimitError;

    fn try_from(value: &str) -> Result<Self, LimitError> {
        Self::try_from(value.to_owned())
    }
}

impl<T, L: FieldLimits<Value = Vec<T>>> TryFrom<Vec<T>> for Checked<L> {
    type Error = LimitError;

    fn try_from(items: Vec<T>) -> Result<Self, LimitError> {
        Self::new(items)
    }
}

impl<T, L: FieldLimits<Value = BTreeMap<String, T>>> TryFrom<BTreeMap<String, T>> for Checked<L> {
    type Error = LimitError;

    fn try_from(properties: BTreeMap<String, T>) -> Result<Self, LimitError> {
        Self::new(properties)
    }
}

impl<I, L: FieldLimits, const N: usize> TryFrom<[I; N]> for Checked<L>
where
    L::Value: FromItems<I>,
{
    type Error = LimitError;

    fn try_from(items: [I; N]) -> Result<Self, LimitError> {
        Self::new(L::Value::from_items(items))
    }
}

impl<L: FieldLimits> JsonCodec for Checked<L> {
    fn encode(&self, context: &mut Context) -> Value {
        self.0.encode(context)
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        L::Value::decode_checked(value, &L::LIMITS, context).map(Self)
    }
}

impl<L: FieldLimits> serde::Serialize for Checked<L> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        codec::serialize(self, serializer)
    }
}

impl<'de, L: FieldLimits> serde::Deserialize<'de> for Checked<L> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::deserialize(deserializer)
    }
}
