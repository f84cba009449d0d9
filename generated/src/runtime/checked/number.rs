//! Numbers with a fraction, within limits.

use std::{fmt, marker::PhantomData};

use serde_json::Value;

use super::{
    Basis, Bound, Refusal,
    integer::{fault_above, fault_below, fault_off_step, range},
    literal::{FromLiteral, Literal, Rules},
    serde_through_wire,
};
use crate::runtime::wire::{Fault, Walk, Wire, to_json};

/// The limits of one number field; generated code implements it for a zero-sized name.
pub trait NumberLimits: 'static {
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// The limits.
    const RULES: NumberRules;
}

/// The limits of a number.
#[derive(Clone, Copy, Debug)]
pub struct NumberRules {
    minimum: Option<Bound<f64>>,
    maximum: Option<Bound<f64>>,
    multiple_of: Option<(f64, Basis)>,
}

impl NumberRules {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { minimum: None, maximum: None, multiple_of: None }
    }

    /// Values from `minimum` on.
    #[must_use]
    pub const fn at_least(self, minimum: f64, basis: Basis) -> Self {
        Self { minimum: Some(Bound::inclusive(minimum, basis)), ..self }
    }

    /// Values above `minimum`.
    #[must_use]
    pub const fn greater_than(self, minimum: f64, basis: Basis) -> Self {
        Self { minimum: Some(Bound::exclusive(minimum, basis)), ..self }
    }

    /// Values up to `maximum`.
    #[must_use]
    pub const fn at_most(self, maximum: f64, basis: Basis) -> Self {
        Self { maximum: Some(Bound::inclusive(maximum, basis)), ..self }
    }

    /// Values below `maximum`.
    #[must_use]
    pub const fn less_than(self, maximum: f64, basis: Basis) -> Self {
        Self { maximum: Some(Bound::exclusive(maximum, basis)), ..self }
    }

    /// Multiples of `step`, as far as binary floats can tell: 0.8 is a multiple of 0.0001.
    #[must_use]
    pub const fn multiple_of(self, step: f64, basis: Basis) -> Self {
        Self { multiple_of: Some((step, basis)), ..self }
    }

    pub(super) const fn above_minimum(&self, value: f64) -> bool {
        match self.minimum {
            Some(bound) if bound.exclusive => value > bound.value,
            Some(bound) => value >= bound.value,
            None => true,
        }
    }

    pub(super) const fn below_maximum(&self, value: f64) -> bool {
        match self.maximum {
            Some(bound) if bound.exclusive => value < bound.value,
            Some(bound) => value <= bound.value,
            None => true,
        }
    }

    /// A plain remainder would refuse 0.8 as a multiple of 0.0001, so the quotient is compared with
    /// the whole number next to it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "`round` is not const in 1.85"
    )]
    pub(super) const fn on_step(&self, value: f64) -> bool {
        const TOLERANCE: f64 = 1e-9;
        let Some((step, _)) = self.multiple_of else { return true };
        let quotient = (value / step).abs();
        let distance = (quotient - (quotient + 0.5) as u64 as f64).abs();
        step == 0.0 || distance <= TOLERANCE * quotient || distance <= TOLERANCE
    }

    /// Both ends, where there are two.
    fn range(&self) -> Option<String> {
        self.minimum.zip(self.maximum).map(|(minimum, maximum)| range(&minimum, &maximum))
    }

    pub(super) fn check(&self, value: f64) -> Result<(), Fault> {
        if !value.is_finite() {
            return Err(Fault::new("finite_number", "Input should be a finite number"));
        }
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

/// A number as JSON; what JSON cannot carry is `null`.
pub(super) fn json(value: f64) -> Value {
    to_json(&value).unwrap_or(Value::Null)
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

    fn checked(value: f64) -> Result<Self, Refusal> {
        L::RULES.check(value).map_err(|fault| Refusal::new(L::FIELD, fault, json(value)))?;
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
    type Error = Refusal;

    fn try_from(value: f64) -> Result<Self, Refusal> {
        Self::checked(value)
    }
}

/// `0.1_f32` means 0.1, not 0.10000000149011612: the digits that the program wrote are kept.
impl<L: NumberLimits> TryFrom<f32> for Number<L> {
    type Error = Refusal;

    fn try_from(value: f32) -> Result<Self, Refusal> {
        Self::checked(value.to_string().parse().unwrap_or_else(|_| f64::from(value)))
    }
}

macro_rules! try_from_integer {
    ($($primitive:ty),*) => {$(
        impl<L: NumberLimits> TryFrom<$primitive> for Number<L> {
            type Error = Refusal;

            #[allow(clippy::cast_precision_loss, clippy::cast_lossless, reason = "a number field is a float on the wire")]
            fn try_from(value: $primitive) -> Result<Self, Refusal> {
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

impl<L: NumberLimits> Wire for Number<L> {
    fn encode(&self, at: &mut Walk) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        decode_within(&L::RULES, value, at).map(Self::unchecked)
    }
}

/// The same for every field, so that it is compiled once.
fn decode_within(rules: &NumberRules, value: &Value, at: &mut Walk) -> Option<f64> {
    let number = f64::decode(value, at)?;
    rules.check(number).map_err(|fault| at.refuse(fault, Some(value))).ok()?;
    Some(number)
}

serde_through_wire!(Number<L> where L: NumberLimits);
