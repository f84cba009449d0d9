//! What a limit rests on, and one end of a range.

use std::fmt;

/// What a limit rests on. Every limit names it, so that a refusal can be argued with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A keyword of the specification's schema, e.g. `maximum`.
    Keyword(&'static str),
    /// Words of a description, and the rule that reads them so.
    Prose {
        /// The rule's name.
        rule: &'static str,
        /// The words as they stand in the description.
        words: &'static str,
    },
    /// A correction to the specification: the name of the overlay.
    Overlay(&'static str),
}

/// A limit that a keyword states.
pub const fn keyword(keyword: &'static str) -> Basis {
    Basis::Keyword(keyword)
}

/// A limit that words state.
pub const fn words(rule: &'static str, words: &'static str) -> Basis {
    Basis::Prose { rule, words }
}

/// A limit that an overlay sets.
pub const fn overlay(name: &'static str) -> Basis {
    Basis::Overlay(name)
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(keyword) => write!(f, "limit stated by `{keyword}`"),
            Self::Prose { rule, words } => write!(f, "limit read from “{words}” by rule `{rule}`"),
            Self::Overlay(name) => write!(f, "limit set by {name}"),
        }
    }
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound<T> {
    /// The limit.
    pub value: T,
    /// Whether the limit itself lies outside.
    pub exclusive: bool,
    /// What the limit rests on.
    pub basis: Basis,
}

impl<T> Bound<T> {
    /// The limit itself is allowed.
    pub const fn inclusive(value: T, basis: Basis) -> Self {
        Self { value, exclusive: false, basis }
    }

    /// The limit itself is not allowed.
    pub const fn exclusive(value: T, basis: Basis) -> Self {
        Self { value, exclusive: true, basis }
    }
}
