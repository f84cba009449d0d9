//! An enforced limit and its provenance.

use crate::{limit::Limit, origin::Origin};

/// A limit that the generated type enforces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// The limit.
    pub limit: Limit,
    /// The source of the limit.
    pub provenance: Provenance,
}

/// The source of a limit, a default or a list of enum values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The kind of source.
    pub kind: ProvenanceKind,
    /// The position in the specification or overlay.
    pub origin: Origin,
}

/// The kind of source that a limit was derived from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProvenanceKind {
    /// A schema keyword, e.g. `maximum`.
    Keyword(String),
    /// A phrase of a description.
    Prose {
        /// The name of the rule that matched the phrase.
        rule: String,
        /// The phrase, quoted from the description.
        phrase: String,
        /// How explicit the phrase is.
        confidence: Confidence,
    },
    /// An overlay, by file name.
    Overlay(String),
}

/// How explicitly a phrase states a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The phrase describes the endpoints of a scale, e.g. "0 is silent, 1 is loud".
    ScaleEndpoints,
    /// The phrase states the limit itself, e.g. "at most 4".
    Explicit,
}
