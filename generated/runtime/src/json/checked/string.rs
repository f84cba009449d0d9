//! Limits of strings: length and pattern.

use std::{
    collections::HashMap,
    sync::{OnceLock, PoisonError, RwLock},
};

use regex::Regex;

use super::{
    FieldLimits, LimitedValue, Provenance,
    literal::{CheckedLiteral, ConstLiteral, LiteralValue},
};
use crate::json::codec::Issue;

/// Limits of a string. Lengths count characters, not bytes.
#[derive(Clone, Copy, Debug)]
pub struct StringLimits {
    min_length: Option<(usize, Provenance)>,
    max_length: Option<(usize, Provenance)>,
    pattern: Option<(&'static str, Provenance)>,
}

impl StringLimits {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_length: None, max_length: None, pattern: None }
    }

    /// Sets the minimum length in characters.
    #[must_use]
    pub const fn min_length(self, length: usize, provenance: Provenance) -> Self {
        Self { min_length: Some((length, provenance)), ..self }
    }

    /// Sets the maximum length in characters.
    #[must_use]
    pub const fn max_length(self, length: usize, provenance: Provenance) -> Self {
        Self { max_length: Some((length, provenance)), ..self }
    }

    /// Sets the regular expression that must match somewhere in the string.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str, provenance: Provenance) -> Self {
        Self { pattern: Some((pattern, provenance)), ..self }
    }

    pub(super) const fn satisfies_min_length(&self, string: &str) -> bool {
        match self.min_length {
            Some((length, _)) => char_count(string) >= length,
            None => true,
        }
    }

    pub(super) const fn satisfies_max_length(&self, string: &str) -> bool {
        match self.max_length {
            Some((length, _)) => char_count(string) <= length,
            None => true,
        }
    }

    pub(super) const fn has_pattern(&self) -> bool {
        self.pattern.is_some()
    }
}

impl LimitedValue for String {
    type Limits = StringLimits;

    fn check(&self, limits: &StringLimits) -> Result<(), Issue> {
        match (limits.min_length, limits.max_length, limits.pattern) {
            (Some((length, provenance)), _, _) if !limits.satisfies_min_length(self) => {
                let msg = format!("String should have at least {length} characters");
                Err(Issue::new("string_too_short", msg).limit("min_length", length, Some(provenance.to_string())))
            }
            (_, Some((length, provenance)), _) if !limits.satisfies_max_length(self) => {
                let msg = format!("String should have at most {length} characters");
                Err(Issue::new("string_too_long", msg).limit("max_length", length, Some(provenance.to_string())))
            }
            (_, _, Some((pattern, provenance))) if !is_match(pattern, self) => {
                let msg = format!("String should match pattern '{pattern}'");
                Err(Issue::new("string_pattern_mismatch", msg).limit("pattern", pattern, Some(provenance.to_string())))
            }
            _ => Ok(()),
        }
    }
}

impl<L: FieldLimits<Value = Self>, C: ConstLiteral> LiteralValue<L, C> for String {
    const CHECK: () = assert_string(&L::LIMITS, C::LITERAL);

    fn from_literal() -> Self {
        C::LITERAL.to_str().to_owned()
    }
}

/// Returns the number of characters. `str::chars` is not const.
const fn char_count(string: &str) -> usize {
    const CONTINUATION: u8 = 0b1000_0000;
    let mut rest = string.as_bytes();
    let mut count = 0;
    while let [byte, tail @ ..] = rest {
        if *byte & 0b1100_0000 != CONTINUATION {
            count += 1;
        }
        rest = tail;
    }
    count
}

/// Returns whether the pattern matches. Each pattern is compiled once per process.
fn is_match(pattern: &'static str, string: &str) -> bool {
    static COMPILED: OnceLock<RwLock<HashMap<&'static str, Option<Regex>>>> = OnceLock::new();
    let cache = COMPILED.get_or_init(RwLock::default);
    let accepts = |compiled: &Option<Regex>| compiled.as_ref().is_none_or(|regex| regex.is_match(string));
    if let Some(compiled) = cache.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return accepts(compiled);
    }
    let mut cache = cache.write().unwrap_or_else(PoisonError::into_inner);
    // The generator rejects patterns that do not compile, so `None` never comes from generated code.
    accepts(cache.entry(pattern).or_insert_with(|| Regex::new(pattern).ok()))
}

// One message for each failure, since a constant cannot format one.

#[expect(clippy::panic, reason = "evaluated at compile time only")]
const fn assert_string(limits: &StringLimits, literal: CheckedLiteral) {
    let CheckedLiteral::String(string) = literal else { panic!("checked!: this field takes a string") };
    assert!(limits.satisfies_min_length(string), "checked!: the string is shorter than this field allows");
    assert!(limits.satisfies_max_length(string), "checked!: the string is longer than this field allows");
    assert!(!limits.has_pattern(), "checked!: this field has a pattern; use `try_from`, which can match it");
}
