//! The error of constructing a checked value.

use std::{fmt, ops::Deref};

use serde_json::Value;

use crate::json::{
    codec::Issue,
    violation::{Step, Violation},
};

/// Error of constructing a checked value: the [`Violation`] that fal's server would report.
///
/// ```
/// # mod num_images { pub enum Limits {} }
/// use fal_sdk::codegen::{Checked, FieldLimits, IntegerLimits, Provenance};
/// # impl FieldLimits for num_images::Limits {
/// #     type Value = i64;
/// #     const FIELD: &'static str = "num_images";
/// #     const LIMITS: IntegerLimits = IntegerLimits::new().at_most(4, Provenance::Keyword("maximum"));
/// # }
/// type NumImages = Checked<num_images::Limits>; // at most 4
///
/// let error = NumImages::try_from(12_u8).unwrap_err();
/// assert_eq!(error.to_string(), "/num_images must be at most 4, got 12 (limit stated by `maximum`)");
/// assert_eq!(error.r#type, "less_than_equal");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LimitError(Box<Violation>);

impl LimitError {
    pub(crate) fn new(field: &'static str, issue: Issue, input: impl Into<Value>) -> Self {
        let loc = if field.is_empty() { Vec::new() } else { vec![Step::Name(field.into())] };
        Self(Box::new(issue.at(loc, Some(input.into()))))
    }

    /// Returns the violation.
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
