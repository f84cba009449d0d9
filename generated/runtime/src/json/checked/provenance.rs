//! Where a limit comes from, and bounds with their provenance.

use std::fmt;

/// Where a limit comes from. Part of every error about a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A JSON Schema keyword of the specification, e.g. `maximum`.
    Keyword(&'static str),
    /// A phrase of a description, and the prose rule that matched it.
    Prose {
        /// Name of the rule.
        rule: &'static str,
        /// The phrase as written in the description.
        phrase: &'static str,
    },
    /// An overlay, by its file name.
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

/// A minimum or maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bound<T> {
    pub(super) value: T,
    pub(super) exclusive: bool,
    pub(super) provenance: Provenance,
}
