//! Limits of integers and floats.
//!
//! [`IntegerLimits`] compares exactly, [`NumberLimits`] compares floats. The comparisons are `const`, so that `literal`
//! can evaluate them at compile time.

use std::fmt;

use serde_json::Value;

use super::{
    FieldLimits, FromFloat, FromInteger, LimitedValue, Provenance,
    literal::{CheckedLiteral, ConstLiteral, LiteralValue},
    provenance::Bound,
};
use crate::json::codec::{self, Context, Issue, to_json};

/// Limits of a number of type `T`.
#[derive(Clone, Copy, Debug)]
pub struct NumericLimits<T> {
    minimum: Option<Bound<T>>,
    maximum: Option<Bound<T>>,
    multiple_of: Option<(T, Provenance)>,
}

/// Limits of an integer.
pub type IntegerLimits = NumericLimits<i128>;

/// Limits of a float.
pub type NumberLimits = NumericLimits<f64>;

impl<T: Copy> NumericLimits<T> {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { minimum: None, maximum: None, multiple_of: None }
    }

    /// Sets the inclusive minimum.
    #[must_use]
    pub const fn at_least(self, minimum: T, provenance: Provenance) -> Self {
        Self { minimum: Some(Bound { value: minimum, exclusive: false, provenance }), ..self }
    }

    /// Sets the exclusive minimum.
    #[must_use]
    pub const fn greater_than(self, minimum: T, provenance: Provenance) -> Self {
        Self { minimum: Some(Bound { value: minimum, exclusive: true, provenance }), ..self }
    }

    /// Sets the inclusive maximum.
    #[must_use]
    pub const fn at_most(self, maximum: T, provenance: Provenance) -> Self {
        Self { maximum: Some(Bound { value: maximum, exclusive: false, provenance }), ..self }
    }

    /// Sets the exclusive maximum.
    #[must_use]
    pub const fn less_than(self, maximum: T, provenance: Provenance) -> Self {
        Self { maximum: Some(Bound { value: maximum, exclusive: true, provenance }), ..self }
    }

    /// Sets the number that values must be a multiple of.
    #[must_use]
    pub const fn multiple_of(self, divisor: T, provenance: Provenance) -> Self {
        Self { multiple_of: Some((divisor, provenance)), ..self }
    }
}

impl IntegerLimits {
    pub(super) const fn satisfies_minimum(&self, value: i128) -> bool {
        match self.minimum {
            Some(bound) => value > bound.value || (value == bound.value && !bound.exclusive),
            None => true,
        }
    }

    pub(super) const fn satisfies_maximum(&self, value: i128) -> bool {
        match self.maximum {
            Some(bound) => value < bound.value || (value == bound.value && !bound.exclusive),
            None => true,
        }
    }

    pub(super) const fn is_multiple(&self, value: i128) -> bool {
        match self.multiple_of {
            Some((0, _)) | None => true,
            Some((divisor, _)) => value % divisor == 0,
        }
    }

    fn check(&self, value: i128) -> Result<(), Issue> {
        let (minimum, maximum) = (self.satisfies_minimum(value), self.satisfies_maximum(value));
        self.check_bounds(minimum, maximum, self.is_multiple(value), integer_json)
    }
}

impl NumberLimits {
    pub(super) const fn satisfies_minimum(&self, value: f64) -> bool {
        match self.minimum {
            Some(bound) if bound.exclusive => value > bound.value,
            Some(bound) => value >= bound.value,
            None => true,
        }
    }

    pub(super) const fn satisfies_maximum(&self, value: f64) -> bool {
        match self.maximum {
            Some(bound) if bound.exclusive => value < bound.value,
            Some(bound) => value <= bound.value,
            None => true,
        }
    }

    /// Compares the quotient with the nearest integer: a remainder would reject 0.8 as a multiple of 0.0001.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "`round` is not const in 1.85"
    )]
    pub(super) const fn is_multiple(&self, value: f64) -> bool {
        const TOLERANCE: f64 = 1e-9;
        // From 2^53 on floats have no fraction, and soon exceed the integer type that rounds them.
        const NO_FRACTION: f64 = 9_007_199_254_740_992.0;
        let Some((divisor, _)) = self.multiple_of else { return true };
        let quotient = (value / divisor).abs();
        let distance = (quotient - (quotient + 0.5) as u64 as f64).abs();
        divisor == 0.0 || quotient >= NO_FRACTION || distance <= TOLERANCE * quotient || distance <= TOLERANCE
    }

    pub(super) fn check(&self, value: f64) -> Result<(), Issue> {
        if !value.is_finite() {
            return Err(Issue::new("finite_number", "Input should be a finite number"));
        }
        let (minimum, maximum) = (self.satisfies_minimum(value), self.satisfies_maximum(value));
        self.check_bounds(minimum, maximum, self.is_multiple(value), number_json)
    }
}

impl<T: Copy + fmt::Display> NumericLimits<T> {
    /// Returns the first limit that is not satisfied.
    fn check_bounds(&self, minimum: bool, maximum: bool, multiple: bool, json: fn(T) -> Value) -> Result<(), Issue> {
        match (self.minimum, self.maximum, self.multiple_of) {
            (Some(bound), _, _) if !minimum => Err(self.below_minimum(json(bound.value), &bound)),
            (_, Some(bound), _) if !maximum => Err(self.above_maximum(json(bound.value), &bound)),
            (_, _, Some((divisor, provenance))) if !multiple => Err(not_multiple(json(divisor), provenance)),
            _ => Ok(()),
        }
    }

    fn below_minimum(&self, limit: Value, bound: &Bound<T>) -> Issue {
        let (r#type, name, comparison) = if bound.exclusive {
            ("greater_than", "gt", "greater than")
        } else {
            ("greater_than_equal", "ge", "greater than or equal to")
        };
        let msg = format!("Input should be {comparison} {limit}");
        Issue::new(r#type, msg).limit(name, limit, Some(self.allowed(bound.provenance)))
    }

    fn above_maximum(&self, limit: Value, bound: &Bound<T>) -> Issue {
        let (r#type, name, comparison) = if bound.exclusive {
            ("less_than", "lt", "less than")
        } else {
            ("less_than_equal", "le", "less than or equal to")
        };
        let msg = format!("Input should be {comparison} {limit}");
        Issue::new(r#type, msg).limit(name, limit, Some(self.allowed(bound.provenance)))
    }

    /// Returns the allowed range, if it has two bounds, and the provenance of the limit.
    fn allowed(&self, provenance: Provenance) -> String {
        let Some((minimum, maximum)) = self.minimum.zip(self.maximum) else { return provenance.to_string() };
        let above = if minimum.exclusive { "above " } else { "" };
        let below = if maximum.exclusive { "below " } else { "" };
        format!("allowed: {above}{} to {below}{}; {provenance}", minimum.value, maximum.value)
    }
}

fn not_multiple(divisor: Value, provenance: Provenance) -> Issue {
    let msg = format!("Input should be a multiple of {divisor}");
    Issue::new("multiple_of", msg).limit("multiple_of", divisor, Some(provenance.to_string()))
}

/// Converts an integer to JSON. Only limits exceed 64 bits; those are rounded.
#[expect(clippy::cast_precision_loss, reason = "only for messages")]
pub(super) fn integer_json(value: i128) -> Value {
    i64::try_from(value)
        .map(Value::from)
        .or_else(|_| u64::try_from(value).map(Value::from))
        .unwrap_or_else(|_| Value::from(value as f64))
}

/// Converts a float to JSON; infinities and `NaN` become `null`.
pub(super) fn number_json(value: f64) -> Value {
    to_json(&value).unwrap_or(Value::Null)
}

macro_rules! limited_integer {
    ($($integer:ty)*) => {$(
        impl LimitedValue for $integer {
            type Limits = IntegerLimits;

            fn check(&self, limits: &IntegerLimits) -> Result<(), Issue> {
                limits.check(i128::from(*self))
            }

            fn decode_checked(json: &Value, limits: &IntegerLimits, context: &mut Context) -> Option<Self> {
                let integer = decode_integer(json, limits, context)?;
                let value = Self::try_from(integer).ok();
                if value.is_none() {
                    context.report_type("int_type", "a valid 64-bit integer", json);
                }
                value
            }
        }

        impl FromInteger for $integer {
            fn from_integer(integer: i128, limits: &IntegerLimits) -> Result<Self, Issue> {
                limits.check(integer)?;
                Self::try_from(integer).map_err(|_| Issue::new("int_type", "Input should be a 64-bit integer"))
            }
        }

        impl<L: FieldLimits<Value = Self>, C: ConstLiteral> LiteralValue<L, C> for $integer {
            const CHECK: () = assert_integer(&L::LIMITS, C::LITERAL, Self::MIN as i128, Self::MAX as i128);

            fn from_literal() -> Self {
                Self::try_from(C::LITERAL.to_i128()).unwrap_or_default()
            }
        }
    )*};
}
limited_integer!(i64 u64 i128);

/// Decodes an integer and reports it if it does not satisfy the limits, before its width matters.
fn decode_integer(json: &Value, limits: &IntegerLimits, context: &mut Context) -> Option<i128> {
    let Some(integer) = codec::integer(json) else {
        context.report_type("int_type", "a valid integer", json);
        return None;
    };
    limits.check(integer).map_err(|issue| context.report(issue, Some(json))).ok()?;
    Some(integer)
}

impl LimitedValue for f64 {
    type Limits = NumberLimits;

    fn check(&self, limits: &NumberLimits) -> Result<(), Issue> {
        limits.check(*self)
    }
}

impl FromInteger for f64 {
    #[expect(clippy::cast_precision_loss, reason = "a number field is a float in JSON")]
    fn from_integer(integer: i128, limits: &NumberLimits) -> Result<Self, Issue> {
        Self::from_float(integer as Self, limits)
    }
}

impl FromFloat for f64 {
    fn from_float(float: f64, limits: &NumberLimits) -> Result<Self, Issue> {
        limits.check(float)?;
        Ok(float)
    }
}

impl<L: FieldLimits<Value = Self>, C: ConstLiteral> LiteralValue<L, C> for f64 {
    const CHECK: () = assert_number(&L::LIMITS, C::LITERAL);

    fn from_literal() -> Self {
        C::LITERAL.to_f64()
    }
}

// One message for each failure, since a constant cannot format one.

#[expect(clippy::panic, reason = "evaluated at compile time only")]
const fn assert_integer(limits: &IntegerLimits, literal: CheckedLiteral, smallest: i128, largest: i128) {
    let CheckedLiteral::Integer(value) = literal else { panic!("checked!: this field takes an integer") };
    let (above, below) = (limits.satisfies_minimum(value), limits.satisfies_maximum(value));
    assert!(above && value >= smallest, "checked!: the value is below the minimum of this field");
    assert!(below && value <= largest, "checked!: the value is above the maximum of this field");
    assert!(limits.is_multiple(value), "checked!: the value is not a multiple of this field's step");
}

#[expect(clippy::panic, reason = "evaluated at compile time only")]
const fn assert_number(limits: &NumberLimits, literal: CheckedLiteral) {
    match literal {
        CheckedLiteral::Integer(_) | CheckedLiteral::Float(_) => assert_number_within(limits, literal.to_f64()),
        CheckedLiteral::String(_) => panic!("checked!: this field takes a number"),
    }
}

pub(super) const fn assert_number_within(limits: &NumberLimits, value: f64) {
    assert!(limits.satisfies_minimum(value), "checked!: the value is below the minimum of this field");
    assert!(limits.satisfies_maximum(value), "checked!: the value is above the maximum of this field");
    assert!(limits.is_multiple(value), "checked!: the value is not a multiple of this field's step");
}
