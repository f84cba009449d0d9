//! Limits of strings and of numbers sent as strings.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use regex::Regex;
use serde_json::Value;

use crate::schema::Schema;

use super::{checker::Issue, number};

/// Returns the issue of the first violated limit of a string. Lengths count characters, not bytes.
pub(super) fn issue(schema: Schema<'_>, text: &str) -> Option<Issue> {
    let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    if let Some(min) = schema.count("minLength").filter(|min| count < *min) {
        let msg = format!("String should have at least {min} characters");
        return Some(Issue::new("string_too_short", msg).limit("min_length", min));
    }
    if let Some(max) = schema.count("maxLength").filter(|max| count > *max) {
        let msg = format!("String should have at most {max} characters");
        return Some(Issue::new("string_too_long", msg).limit("max_length", max));
    }
    let pattern = schema.string("pattern").filter(|pattern| !matches(pattern, text))?;
    let msg = format!("String should match pattern '{pattern}'");
    Some(Issue::new("string_pattern_mismatch", msg).limit("pattern", pattern))
}

/// Whether the pattern matches anywhere in the string. Compiled patterns are cached; an invalid pattern matches always.
fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: Mutex<BTreeMap<String, Option<Regex>>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).ok());
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

/// Limits of a number sent as a string, from the keyword `x-numeric`.
pub(super) struct NumericStringCheck<'e> {
    limits: Schema<'e>,
    is_integer: bool,
}

impl<'e> NumericStringCheck<'e> {
    pub(super) fn new(limits: Schema<'e>) -> Self {
        Self { limits, is_integer: limits.keyword("whole") == Some(&Value::Bool(true)) }
    }

    /// Returns the issue of a string that is not such a number or violates the limits.
    pub(super) fn issue(&self, text: &str) -> Option<Issue> {
        match self.parse(text) {
            Some(number) => number::issue(self.limits, number),
            None if self.is_integer => {
                Some(Issue::new("int_parsing", "Input should be a valid integer, written as a string"))
            }
            None => Some(Issue::new("float_parsing", "Input should be a valid number, written as a string")),
        }
    }

    /// Parses a number in plain decimal notation. Leading zeros, whitespace and exponents are rejected.
    fn parse(&self, text: &str) -> Option<f64> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (front, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_plain = digits(front) && digits(fraction) && (front == "0" || !front.starts_with('0'));
        let is_allowed = is_plain && !(self.is_integer && unsigned.contains('.'));
        if is_allowed { text.parse().ok() } else { None }
    }
}
