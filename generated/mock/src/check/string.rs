//! The limits of texts, and of numbers that are sent as text.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use regex::Regex;
use serde_json::Value;

use crate::schema::Schema;

use super::{checker::Issue, number};

/// The fault of the first limit that a text crosses. Lengths count characters, not bytes.
pub(super) fn issue(schema: Schema<'_>, text: &str) -> Option<Issue> {
    let length = |word| schema.keyword(word).and_then(Value::as_u64);
    let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    if let Some(least) = length("minLength").filter(|least| count < *least) {
        let msg = format!("String should have at least {least} characters");
        return Some(Issue::new("string_too_short", msg).limit("min_length", least));
    }
    if let Some(most) = length("maxLength").filter(|most| count > *most) {
        let msg = format!("String should have at most {most} characters");
        return Some(Issue::new("string_too_long", msg).limit("max_length", most));
    }
    let pattern = schema.string("pattern").filter(|pattern| !matches(pattern, text))?;
    let msg = format!("String should match pattern '{pattern}'");
    Some(Issue::new("string_pattern_mismatch", msg).limit("pattern", pattern))
}

/// Whether the pattern matches somewhere; each is compiled once in the life of the server. One that cannot be
/// compiled refuses nothing.
fn matches(pattern: &str, text: &str) -> bool {
    static COMPILED: Mutex<BTreeMap<String, Option<Regex>>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).ok());
    regex.as_ref().is_none_or(|regex| regex.is_match(text))
}

/// What `x-numeric` says of a text that holds a number.
pub(super) struct Numeric<'e> {
    limits: Schema<'e>,
    is_whole: bool,
}

impl<'e> Numeric<'e> {
    pub(super) fn new(limits: Schema<'e>) -> Self {
        Self { limits, is_whole: limits.keyword("whole") == Some(&Value::Bool(true)) }
    }

    /// The fault of a text that holds no such number, or one outside the limits.
    pub(super) fn issue(&self, text: &str) -> Option<Issue> {
        match self.number(text) {
            Some(number) => number::issue(self.limits, number),
            None if self.is_whole => {
                Some(Issue::new("int_parsing", "Input should be a valid integer, written as a string"))
            }
            None => Some(Issue::new("float_parsing", "Input should be a valid number, written as a string")),
        }
    }

    /// The number of a text that is written plainly: digits, a minus in front, one point. Zeros in front, blanks
    /// and exponents are no part of it.
    fn number(&self, text: &str) -> Option<f64> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (front, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_plain = digits(front) && digits(fraction) && (front == "0" || !front.starts_with('0'));
        let is_allowed = is_plain && !(self.is_whole && unsigned.contains('.'));
        if is_allowed { text.parse().ok() } else { None }
    }
}
