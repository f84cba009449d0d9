//! Texts within limits of length and form.

use std::{
    collections::HashMap,
    fmt,
    marker::PhantomData,
    sync::{OnceLock, PoisonError, RwLock},
};

use regex::Regex;
use serde_json::Value;

use super::{
    LimitError, Provenance,
    literal::{FromLiteral, Literal, Rules},
    serde_through_wire,
};
use crate::json::codec::{Context, Issue, JsonCodec};

/// The limits of one text field; generated code implements it for a zero-sized name.
pub trait StringLimits: 'static {
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// The limits.
    const RULES: StringRules;
}

/// The limits of a text. Lengths count characters, not bytes.
#[derive(Clone, Copy, Debug)]
pub struct StringRules {
    min_length: Option<(usize, Provenance)>,
    max_length: Option<(usize, Provenance)>,
    pattern: Option<(&'static str, Provenance)>,
}

impl StringRules {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_length: None, max_length: None, pattern: None }
    }

    /// Texts of at least `length` characters.
    #[must_use]
    pub const fn min_length(self, length: usize, basis: Provenance) -> Self {
        Self { min_length: Some((length, basis)), ..self }
    }

    /// Texts of at most `length` characters.
    #[must_use]
    pub const fn max_length(self, length: usize, basis: Provenance) -> Self {
        Self { max_length: Some((length, basis)), ..self }
    }

    /// Texts in which the regular expression matches somewhere.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str, basis: Provenance) -> Self {
        Self { pattern: Some((pattern, basis)), ..self }
    }

    pub(super) const fn long_enough(&self, text: &str) -> bool {
        match self.min_length {
            Some((length, _)) => characters(text) >= length,
            None => true,
        }
    }

    pub(super) const fn short_enough(&self, text: &str) -> bool {
        match self.max_length {
            Some((length, _)) => characters(text) <= length,
            None => true,
        }
    }

    pub(super) const fn has_pattern(&self) -> bool {
        self.pattern.is_some()
    }

    fn check(&self, text: &str) -> Result<(), Issue> {
        match (self.min_length, self.max_length, self.pattern) {
            (Some((length, basis)), _, _) if !self.long_enough(text) => {
                let msg = format!("String should have at least {length} characters");
                Err(Issue::new("string_too_short", msg).limit("min_length", length, Some(basis.to_string())))
            }
            (_, Some((length, basis)), _) if !self.short_enough(text) => {
                let msg = format!("String should have at most {length} characters");
                Err(Issue::new("string_too_long", msg).limit("max_length", length, Some(basis.to_string())))
            }
            (_, _, Some((pattern, basis))) if !matches(pattern, text) => {
                let msg = format!("String should match pattern '{pattern}'");
                Err(Issue::new("string_pattern_mismatch", msg).limit("pattern", pattern, Some(basis.to_string())))
            }
            _ => Ok(()),
        }
    }
}

/// The number of characters; `chars` cannot be used in a constant.
const fn characters(text: &str) -> usize {
    const CONTINUATION: u8 = 0b1000_0000;
    let mut rest = text.as_bytes();
    let mut count = 0;
    while let [byte, tail @ ..] = rest {
        if *byte & 0b1100_0000 != CONTINUATION {
            count += 1;
        }
        rest = tail;
    }
    count
}

/// Whether the pattern matches; each is compiled once in the life of the program.
fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: OnceLock<RwLock<HashMap<&'static str, Option<Regex>>>> = OnceLock::new();
    let cache = COMPILED.get_or_init(RwLock::default);
    let accepts = |compiled: &Option<Regex>| compiled.as_ref().is_none_or(|regex| regex.is_match(text));
    if let Some(compiled) = cache.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return accepts(compiled);
    }
    let mut cache = cache.write().unwrap_or_else(PoisonError::into_inner);
    // The generator refuses patterns that do not compile, so `None` stands for nothing it wrote.
    accepts(cache.entry(pattern).or_insert_with(|| Regex::new(pattern).ok()))
}

/// A text that keeps to the limits `L`.
pub struct BoundedString<L: StringLimits>(String, PhantomData<fn() -> L>);

impl<L: StringLimits> BoundedString<L> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text itself.
    pub fn into_string(self) -> String {
        self.0
    }

    /// A text past every limit, sent as it is. The server may refuse it, and bill the attempt.
    pub fn unchecked(text: impl Into<String>) -> Self {
        Self(text.into(), PhantomData)
    }
}

impl<L: StringLimits> Clone for BoundedString<L> {
    fn clone(&self) -> Self {
        Self::unchecked(self.0.clone())
    }
}

impl<L: StringLimits> PartialEq for BoundedString<L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<L: StringLimits> Eq for BoundedString<L> {}

impl<L: StringLimits> fmt::Debug for BoundedString<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<L: StringLimits> fmt::Display for BoundedString<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<L: StringLimits> TryFrom<String> for BoundedString<L> {
    type Error = LimitError;

    fn try_from(text: String) -> Result<Self, LimitError> {
        match L::RULES.check(&text) {
            Ok(()) => Ok(Self::unchecked(text)),
            Err(fault) => Err(LimitError::new(L::FIELD, fault, text)),
        }
    }
}

impl<L: StringLimits> TryFrom<&str> for BoundedString<L> {
    type Error = LimitError;

    fn try_from(text: &str) -> Result<Self, LimitError> {
        Self::try_from(text.to_owned())
    }
}

impl<L: StringLimits> FromLiteral for BoundedString<L> {
    const RULES: Rules = Rules::String(L::RULES);

    fn from_literal(literal: Literal) -> Self {
        Self::unchecked(if let Literal::String(text) = literal { text } else { "" })
    }
}

impl<L: StringLimits> JsonCodec for BoundedString<L> {
    fn encode(&self, _: &mut Context) -> Value {
        Value::String(self.0.clone())
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        decode_within(&L::RULES, value, at).map(Self::unchecked)
    }
}

/// The same for every field, so that it is compiled once.
fn decode_within(rules: &StringRules, value: &Value, at: &mut Context) -> Option<String> {
    let text = String::decode(value, at)?;
    rules.check(&text).map_err(|fault| at.refuse(fault, Some(value))).ok()?;
    Some(text)
}

serde_through_wire!(BoundedString<L> where L: StringLimits);
