//! What a limit rests on, and one end of a range.

use std::fmt;

/// What a limit rests on. Every limit names it, so that a refusal can be argued with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A keyword of the specification's schema, e.g. `maximum`.
    Keyword(&'static str),
    /// A phrase of a description and the prose rule that matched it.
    Prose {
        /// The rule's name.
        rule: &'static str,
        /// The phrase as written in the description.
        phrase: &'static str,
    },
    /// A correction to the specification: the name of the overlay.
    Overlay(&'static str),
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(keyword) => write!(f, "limit stated by `{keyword}`"),
            Self::Prose { rule, phrase } => write!(f, "limit read from “{phrase}” by rule `{rule}`"),
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
    pub basis: Provenance,
}

impl<T> Bound<T> {
    /// The limit itself is allowed.
    pub const fn inclusive(value: T, basis: Provenance) -> Self {
        Self { value, exclusive: false, basis }
    }

    /// The limit itself is not allowed.
    pub const fn exclusive(value: T, basis: Provenance) -> Self {
        Self { value, exclusive: true, basis }
    }
}
