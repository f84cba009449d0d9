//! The error of making a checked value.

use std::{fmt, ops::Deref};

use serde_json::Value;

use crate::json::{
    codec::Issue,
    violation::{Step, Violation},
};

/// Why a value was refused: the [`Violation`] that fal's server would answer with.
///
/// ```
/// # mod num_images { pub enum Limits {} }
/// use fal_sdk::codegen::{Provenance, Integer, IntegerLimits, IntegerRules};
/// # impl IntegerLimits for num_images::Limits {
/// #     type Value = i64;
/// #     const FIELD: &'static str = "num_images";
/// #     const RULES: IntegerRules = IntegerRules::new().at_most(4, Provenance::Keyword("maximum"));
/// # }
/// type NumImages = Integer<num_images::Limits>; // `num_images` may be at most 4
///
/// let refusal = NumImages::try_from(12_u8).unwrap_err();
/// assert_eq!(refusal.to_string(), "/num_images must be at most 4, got 12 (limit stated by `maximum`)");
/// assert_eq!(refusal.r#type, "less_than_equal");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LimitError(Box<Violation>);

impl LimitError {
    pub(crate) fn new(field: &'static str, fault: Issue, input: impl Into<Value>) -> Self {
        let loc = if field.is_empty() { Vec::new() } else { vec![Step::Name(field.into())] };
        Self(Box::new(fault.at(loc, Some(input.into()))))
    }

    /// The fault itself.
    pub fn into_violation(self) -> Violation {
        *self.0
    }
}

impl Deref for LimitError {
    type Target = Violation;

    fn deref(&self) -> &Violation {
        &self.0
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for LimitError {}
