//! A limit that is enforced, and where it came from.

use crate::{limit::Limit, origin::Origin};

/// A limit that is enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// The limit.
    pub limit: Limit,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Where a limit, a default or a set of values came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// What it rests on.
    pub basis: Basis,
    /// The place that says so.
    pub origin: Origin,
}

/// What a limit rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A keyword of the schema.
    Keyword(String),
    /// Words of a description.
    Prose {
        /// The rule that reads them so.
        rule: String,
        /// The words as they stand there.
        words: String,
        /// How firmly they say it.
        strength: Strength,
    },
    /// An overlay, by the name of its file.
    Overlay(String),
}

/// How firmly words state a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// They name the ends of a scale.
    ScaleEnds,
    /// They state the limit.
    Stated,
}
