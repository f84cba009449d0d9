//! The limits of numbers, whole or not, and the faults of crossing them.
//!
//! [`IntegerRules`] and [`NumberRules`] are built alike and differ in how values compare: whole numbers
//! exactly, others as floats. Their comparisons are constant, so that `literal` can use them in the compiler.

use std::fmt;

use serde_json::Value;

use super::{Bound, Provenance};
use crate::json::codec::{Issue, to_json};

/// The limits of a number of type `T`.
#[derive(Clone, Copy, Debug)]
pub struct NumericRules<T> {
    minimum: Option<Bound<T>>,
    maximum: Option<Bound<T>>,
    multiple_of: Option<(T, Provenance)>,
}

/// The limits of a whole number.
pub type IntegerRules = NumericRules<i128>;

/// The limits of a number.
pub type NumberRules = NumericRules<f64>;

impl<T: Copy> NumericRules<T> {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { minimum: None, maximum: None, multiple_of: None }
    }

    /// Values from `minimum` on.
    #[must_use]
    pub const fn at_least(self, minimum: T, basis: Provenance) -> Self {
        Self { minimum: Some(Bound::inclusive(minimum, basis)), ..self }
    }

    /// Values above `minimum`.
    #[must_use]
    pub const fn greater_than(self, minimum: T, basis: Provenance) -> Self {
        Self { minimum: Some(Bound::exclusive(minimum, basis)), ..self }
    }

    /// Values up to `maximum`.
    #[must_use]
    pub const fn at_most(self, maximum: T, basis: Provenance) -> Self {
        Self { maximum: Some(Bound::inclusive(maximum, basis)), ..self }
    }

    /// Values below `maximum`.
    #[must_use]
    pub const fn less_than(self, maximum: T, basis: Provenance) -> Self {
        Self { maximum: Some(Bound::exclusive(maximum, basis)), ..self }
    }

    /// Multiples of `step`.
    #[must_use]
    pub const fn multiple_of(self, step: T, basis: Provenance) -> Self {
        Self { multiple_of: Some((step, basis)), ..self }
    }
}

impl IntegerRules {
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

    pub(super) fn check(&self, value: i128) -> Result<(), Issue> {
        self.judge(self.above_minimum(value), self.below_maximum(value), self.on_step(value), integer_json)
    }
}

impl NumberRules {
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
        // From here on floats are whole, and soon too large for the integer that rounds them.
        const WHOLE: f64 = 9_007_199_254_740_992.0;
        let Some((step, _)) = self.multiple_of else { return true };
        let quotient = (value / step).abs();
        let distance = (quotient - (quotient + 0.5) as u64 as f64).abs();
        step == 0.0 || quotient >= WHOLE || distance <= TOLERANCE * quotient || distance <= TOLERANCE
    }

    pub(super) fn check(&self, value: f64) -> Result<(), Issue> {
        if !value.is_finite() {
            return Err(Issue::new("finite_number", "Input should be a finite number"));
        }
        self.judge(self.above_minimum(value), self.below_maximum(value), self.on_step(value), number_json)
    }
}

impl<T: Copy + fmt::Display> NumericRules<T> {
    /// The fault of the first limit that is crossed.
    fn judge(&self, above: bool, below: bool, on_step: bool, json: fn(T) -> Value) -> Result<(), Issue> {
        match (self.minimum, self.maximum, self.multiple_of) {
            (Some(bound), _, _) if !above => Err(self.fault_below(json(bound.value), &bound)),
            (_, Some(bound), _) if !below => Err(self.fault_above(json(bound.value), &bound)),
            (_, _, Some((step, basis))) if !on_step => Err(fault_off_step(json(step), basis)),
            _ => Ok(()),
        }
    }

    fn fault_below(&self, limit: Value, bound: &Bound<T>) -> Issue {
        let (r#type, name, words) = if bound.exclusive {
            ("greater_than", "gt", "greater than")
        } else {
            ("greater_than_equal", "ge", "greater than or equal to")
        };
        let msg = format!("Input should be {words} {limit}");
        Issue::new(r#type, msg).limit(name, limit, Some(self.allowed(bound.basis)))
    }

    fn fault_above(&self, limit: Value, bound: &Bound<T>) -> Issue {
        let (r#type, name, words) = if bound.exclusive {
            ("less_than", "lt", "less than")
        } else {
            ("less_than_equal", "le", "less than or equal to")
        };
        let msg = format!("Input should be {words} {limit}");
        Issue::new(r#type, msg).limit(name, limit, Some(self.allowed(bound.basis)))
    }

    /// What is allowed as a whole, where there are two ends, and what the limit rests on.
    fn allowed(&self, basis: Provenance) -> String {
        let Some((minimum, maximum)) = self.minimum.zip(self.maximum) else { return basis.to_string() };
        let above = if minimum.exclusive { "above " } else { "" };
        let below = if maximum.exclusive { "below " } else { "" };
        format!("allowed: {above}{} to {below}{}; {basis}", minimum.value, maximum.value)
    }
}

fn fault_off_step(step: Value, basis: Provenance) -> Issue {
    let msg = format!("Input should be a multiple of {step}");
    Issue::new("multiple_of", msg).limit("multiple_of", step, Some(basis.to_string()))
}

/// A whole number as JSON; beyond 64 bits only limits lie, and those are shown rounded.
#[expect(clippy::cast_precision_loss, reason = "beyond 64 bits only for show")]
pub(super) fn integer_json(value: i128) -> Value {
    i64::try_from(value)
        .map(Value::from)
        .or_else(|_| u64::try_from(value).map(Value::from))
        .unwrap_or_else(|_| Value::from(value as f64))
}

/// A number as JSON; what JSON cannot carry is `null`.
pub(super) fn number_json(value: f64) -> Value {
    to_json(&value).unwrap_or(Value::Null)
}
