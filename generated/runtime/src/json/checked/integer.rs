//! Whole numbers within limits.

use std::{fmt, marker::PhantomData};

use serde_json::Value;

use super::{
    LimitError,
    limits::{IntegerRules, integer_json},
    literal::{FromLiteral, Literal, Rules},
    serde_through_wire,
};
use crate::json::codec::{Context, Issue, JsonCodec};

/// The limits of one integer field; generated code implements it for a zero-sized name.
pub trait IntegerLimits: 'static {
    /// `i64`, or `u64` where a limit lies beyond it.
    type Value: Primitive;
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// The limits.
    const RULES: IntegerRules;
}

/// The two integer types of requests.
pub trait Primitive: Copy + fmt::Debug + fmt::Display + PartialEq + TryFrom<i128> + JsonCodec {
    /// The smallest value.
    const MIN: i128;
    /// The largest value.
    const MAX: i128;
    /// Zero.
    const ZERO: Self;
}

impl Primitive for i64 {
    const MIN: i128 = i64::MIN as i128;
    const MAX: i128 = i64::MAX as i128;
    const ZERO: Self = 0;
}

impl Primitive for u64 {
    const MIN: i128 = 0;
    const MAX: i128 = u64::MAX as i128;
    const ZERO: Self = 0;
}

/// A whole number that keeps to the limits `L`.
pub struct Integer<L: IntegerLimits>(L::Value, PhantomData<fn() -> L>);

impl<L: IntegerLimits> Integer<L> {
    /// The number.
    pub const fn get(self) -> L::Value {
        self.0
    }

    /// A number past every limit, sent as it is. The server may refuse it, and bill the attempt.
    pub const fn unchecked(value: L::Value) -> Self {
        Self(value, PhantomData)
    }

    fn checked(value: i128) -> Result<Self, Issue> {
        L::RULES.check(value)?;
        let in_range = L::Value::try_from(value);
        in_range.map(Self::unchecked).map_err(|_| Issue::new("int_type", "Input should be a 64-bit integer"))
    }
}

impl<L: IntegerLimits> Clone for Integer<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: IntegerLimits> Copy for Integer<L> {}

impl<L: IntegerLimits> PartialEq for Integer<L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<L: IntegerLimits> Eq for Integer<L> {}

impl<L: IntegerLimits> fmt::Debug for Integer<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<L: IntegerLimits> fmt::Display for Integer<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

macro_rules! try_from_primitive {
    ($($primitive:ty),*) => {$(
        impl<L: IntegerLimits> TryFrom<$primitive> for Integer<L> {
            type Error = LimitError;

            fn try_from(value: $primitive) -> Result<Self, LimitError> {
                // `usize`, `isize` and `u128` have no lossless way to `i128`; what does not fit lies outside.
                let wide = i128::try_from(value).unwrap_or(i128::MAX);
                Self::checked(wide).map_err(|fault| LimitError::new(L::FIELD, fault, integer_json(wide)))
            }
        }
    )*};
}
#[allow(clippy::unnecessary_fallible_conversions, reason = "one text for all widths")]
mod primitives {
    use super::{Integer, IntegerLimits, LimitError, integer_json};

    try_from_primitive!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);
}

impl<L: IntegerLimits> FromLiteral for Integer<L> {
    const RULES: Rules = Rules::Integer(L::RULES, L::Value::MIN, L::Value::MAX);

    /// The compiler has held the literal against the rules and the width, so nothing falls back to zero.
    fn from_literal(literal: Literal) -> Self {
        let value = if let Literal::Integer(value) = literal { value } else { 0 };
        Self::unchecked(L::Value::try_from(value).unwrap_or(L::Value::ZERO))
    }
}

impl<L: IntegerLimits> JsonCodec for Integer<L> {
    fn encode(&self, at: &mut Context) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let wide = decode_within(&L::RULES, value, at)?;
        let fitting = L::Value::try_from(wide).ok();
        if fitting.is_none() {
            at.mistyped("int_type", "a valid 64-bit integer", value);
        }
        fitting.map(Self::unchecked)
    }
}

/// The same for every field, so that it is compiled once.
fn decode_within(rules: &IntegerRules, value: &Value, at: &mut Context) -> Option<i128> {
    let wide = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    let Some(wide) = wide else {
        at.mistyped("int_type", "a valid integer", value);
        return None;
    };
    rules.check(wide).map_err(|fault| at.refuse(fault, Some(value))).ok()?;
    Some(wide)
}

serde_through_wire!(Integer<L> where L: IntegerLimits);
