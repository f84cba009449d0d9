//! Whole numbers within limits.

use std::{fmt, marker::PhantomData};

use serde_json::Value;

use super::{
    Basis, Bound, Refusal,
    literal::{FromLiteral, Literal, Rules},
    serde_through_wire,
};
use crate::runtime::wire::{Fault, Walk, Wire};

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
pub trait Primitive: Copy + fmt::Debug + fmt::Display + PartialEq + TryFrom<i128> + Wire {
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

/// The limits of an integer.
#[derive(Clone, Copy, Debug)]
pub struct IntegerRules {
    minimum: Option<Bound<i128>>,
    maximum: Option<Bound<i128>>,
    multiple_of: Option<(i128, Basis)>,
}

impl IntegerRules {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { minimum: None, maximum: None, multiple_of: None }
    }

    /// Values from `minimum` on.
    #[must_use]
    pub const fn at_least(self, minimum: i128, basis: Basis) -> Self {
        Self { minimum: Some(Bound::inclusive(minimum, basis)), ..self }
    }

    /// Values above `minimum`.
    #[must_use]
    pub const fn greater_than(self, minimum: i128, basis: Basis) -> Self {
        Self { minimum: Some(Bound::exclusive(minimum, basis)), ..self }
    }

    /// Values up to `maximum`.
    #[must_use]
    pub const fn at_most(self, maximum: i128, basis: Basis) -> Self {
        Self { maximum: Some(Bound::inclusive(maximum, basis)), ..self }
    }

    /// Values below `maximum`.
    #[must_use]
    pub const fn less_than(self, maximum: i128, basis: Basis) -> Self {
        Self { maximum: Some(Bound::exclusive(maximum, basis)), ..self }
    }

    /// Whole multiples of `step`.
    #[must_use]
    pub const fn multiple_of(self, step: i128, basis: Basis) -> Self {
        Self { multiple_of: Some((step, basis)), ..self }
    }

    pub(super) const fn above_minimum(&self, value: i128) -> bool {
        match self.minimum {
            Some(bound) => value > bound.value || (value == bound.value && !bound.exclusive),
            None => true,
        }
    }

    pub(super) const fn below_maximum(&self, value: i128) -> bool {
        match self.maximum {
            Some(bound) => value < bound.value || (value == bound.value && !bound.exclusive),
            None => true,
        }
    }

    pub(super) const fn on_step(&self, value: i128) -> bool {
        match self.multiple_of {
            Some((0, _)) | None => true,
            Some((step, _)) => value % step == 0,
        }
    }

    /// Both ends, where there are two.
    fn range(&self) -> Option<String> {
        self.minimum.zip(self.maximum).map(|(minimum, maximum)| range(&minimum, &maximum))
    }

    fn check(&self, value: i128) -> Result<(), Fault> {
        match (self.minimum, self.maximum, self.multiple_of) {
            (Some(bound), _, _) if !self.above_minimum(value) => {
                Err(fault_below(json(bound.value), &bound, self.range()))
            }
            (_, Some(bound), _) if !self.below_maximum(value) => {
                Err(fault_above(json(bound.value), &bound, self.range()))
            }
            (_, _, Some((step, basis))) if !self.on_step(value) => Err(fault_off_step(json(step), basis)),
            _ => Ok(()),
        }
    }
}

/// A whole number as JSON; beyond 64 bits only limits lie, and those are shown rounded.
#[expect(clippy::cast_precision_loss, reason = "beyond 64 bits only for show")]
fn json(value: i128) -> Value {
    i64::try_from(value)
        .map(Value::from)
        .or_else(|_| u64::try_from(value).map(Value::from))
        .unwrap_or_else(|_| Value::from(value as f64))
}

/// A range in words: `1 to 4`, `above 0 to 1`.
pub(super) fn range<T: fmt::Display>(minimum: &Bound<T>, maximum: &Bound<T>) -> String {
    let above = if minimum.exclusive { "above " } else { "" };
    let below = if maximum.exclusive { "below " } else { "" };
    format!("{above}{} to {below}{}", minimum.value, maximum.value)
}

/// What is allowed as a whole, and what the limit rests on.
fn allowed(range: Option<String>, basis: Basis) -> String {
    range.map_or_else(|| basis.to_string(), |range| format!("allowed: {range}; {basis}"))
}

/// The fault of a value below a minimum.
pub(super) fn fault_below<T>(limit: Value, bound: &Bound<T>, range: Option<String>) -> Fault {
    let (r#type, name, words) = if bound.exclusive {
        ("greater_than", "gt", "greater than")
    } else {
        ("greater_than_equal", "ge", "greater than or equal to")
    };
    let msg = format!("Input should be {words} {limit}");
    Fault::new(r#type, msg).limit(name, limit, Some(allowed(range, bound.basis)))
}

/// The fault of a value above a maximum.
pub(super) fn fault_above<T>(limit: Value, bound: &Bound<T>, range: Option<String>) -> Fault {
    let (r#type, name, words) = if bound.exclusive {
        ("less_than", "lt", "less than")
    } else {
        ("less_than_equal", "le", "less than or equal to")
    };
    let msg = format!("Input should be {words} {limit}");
    Fault::new(r#type, msg).limit(name, limit, Some(allowed(range, bound.basis)))
}

/// The fault of a value between two steps.
pub(super) fn fault_off_step(step: Value, basis: Basis) -> Fault {
    let msg = format!("Input should be a multiple of {step}");
    Fault::new("multiple_of", msg).limit("multiple_of", step, Some(basis.to_string()))
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

    fn checked(value: i128) -> Result<Self, Fault> {
        L::RULES.check(value)?;
        let in_range = L::Value::try_from(value);
        in_range.map(Self::unchecked).map_err(|_| Fault::new("int_type", "Input should be a 64-bit integer"))
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
            type Error = Refusal;

            fn try_from(value: $primitive) -> Result<Self, Refusal> {
                // `usize`, `isize` and `u128` have no lossless way to `i128`; what does not fit lies outside.
                let wide = i128::try_from(value).unwrap_or(i128::MAX);
                Self::checked(wide).map_err(|fault| Refusal::new(L::FIELD, fault, json(wide)))
            }
        }
    )*};
}
#[allow(clippy::unnecessary_fallible_conversions, reason = "one text for all widths")]
mod primitives {
    use super::{Integer, IntegerLimits, Refusal, json};

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

impl<L: IntegerLimits> Wire for Integer<L> {
    fn encode(&self, at: &mut Walk) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        let wide = decode_within(&L::RULES, value, at)?;
        let fitting = L::Value::try_from(wide).ok();
        if fitting.is_none() {
            at.mistyped("int_type", "a valid 64-bit integer", value);
        }
        fitting.map(Self::unchecked)
    }
}

/// The same for every field, so that it is compiled once.
fn decode_within(rules: &IntegerRules, value: &Value, at: &mut Walk) -> Option<i128> {
    let wide = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    let Some(wide) = wide else {
        at.mistyped("int_type", "a valid integer", value);
        return None;
    };
    rules.check(wide).map_err(|fault| at.refuse(fault, Some(value))).ok()?;
    Some(wide)
}

serde_through_wire!(Integer<L> where L: IntegerLimits);
