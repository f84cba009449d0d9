//! Numbers with a fraction, within limits.

use std::{fmt, marker::PhantomData};

use serde_json::Value;

use super::{
    LimitError,
    limits::{NumberRules, number_json},
    literal::{FromLiteral, Literal, Rules},
    serde_through_wire,
};
use crate::json::codec::{Context, JsonCodec};

/// The limits of one number field; generated code implements it for a zero-sized name.
pub trait NumberLimits: 'static {
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// The limits.
    const RULES: NumberRules;
}

/// A number that keeps to the limits `L`.
pub struct Number<L: NumberLimits>(f64, PhantomData<fn() -> L>);

impl<L: NumberLimits> Number<L> {
    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// A number past every limit, sent as it is. The server may refuse it, and bill the attempt.
    pub const fn unchecked(value: f64) -> Self {
        Self(value, PhantomData)
    }

    fn checked(value: f64) -> Result<Self, LimitError> {
        L::RULES.check(value).map_err(|fault| LimitError::new(L::FIELD, fault, number_json(value)))?;
        Ok(Self::unchecked(value))
    }
}

impl<L: NumberLimits> Clone for Number<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: NumberLimits> Copy for Number<L> {}

impl<L: NumberLimits> PartialEq for Number<L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<L: NumberLimits> fmt::Debug for Number<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<L: NumberLimits> fmt::Display for Number<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<L: NumberLimits> TryFrom<f64> for Number<L> {
    type Error = LimitError;

    fn try_from(value: f64) -> Result<Self, LimitError> {
        Self::checked(value)
    }
}

/// `0.1_f32` means 0.1, not 0.10000000149011612: the digits that the program wrote are kept.
impl<L: NumberLimits> TryFrom<f32> for Number<L> {
    type Error = LimitError;

    fn try_from(value: f32) -> Result<Self, LimitError> {
        Self::checked(value.to_string().parse().unwrap_or_else(|_| f64::from(value)))
    }
}

macro_rules! try_from_integer {
    ($($primitive:ty),*) => {$(
        impl<L: NumberLimits> TryFrom<$primitive> for Number<L> {
            type Error = LimitError;

            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "a number field is a float on the wire")]
            fn try_from(value: $primitive) -> Result<Self, LimitError> {
                Self::checked(value as f64)
            }
        }
    )*};
}
try_from_integer!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

impl<L: NumberLimits> FromLiteral for Number<L> {
    const RULES: Rules = Rules::Number(L::RULES);

    fn from_literal(literal: Literal) -> Self {
        Self::unchecked(literal.to_f64())
    }
}

impl<L: NumberLimits> JsonCodec for Number<L> {
    fn encode(&self, at: &mut Context) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        decode_within(&L::RULES, value, at).map(Self::unchecked)
    }
}

/// The same for every field, so that it is compiled once.
fn decode_within(rules: &NumberRules, value: &Value, at: &mut Context) -> Option<f64> {
    let number = f64::decode(value, at)?;
    rules.check(number).map_err(|fault| at.refuse(fault, Some(value))).ok()?;
    Some(number)
}

serde_through_wire!(Number<L> where L: NumberLimits);
