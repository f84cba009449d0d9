//! Words that schemas carry and that change nothing here, and words whose demands are not enforced.
//!
//! A word that is in neither list nor in the table of keywords is told as unknown, so that nothing
//! is lost silently.

/// Words about documentation, mocking, editors and the media behind a URL.
const WITHOUT_EFFECT: &[&str] = &[
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "definitions",
    "externalDocs",
    "xml",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "mock",
    "step",
    "placeholder",
    "max_file_size",
    "min_file_size",
    "max_pixels",
    "min_pixels",
    "max_width",
    "max_height",
    "min_width",
    "min_height",
    "max_duration",
    "min_duration",
    "limit_description",
    "max_aspect_ratio",
    "min_aspect_ratio",
    "timeout",
    "hidden",
    "order",
    "multiline",
];

/// Demands that are neither refused nor enforced: the server checks them.
const NOT_ENFORCED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "additionalItems",
];

/// Beginnings of words that a vendor may add without meaning for the wire.
const VENDOR_PREFIXES: &[&str] = &["x-apifox", "x-fal", "x-mock", "x-order", "x-example", "x-deprecated"];

/// What is known of a word that is not a keyword here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It changes nothing.
    WithoutEffect,
    /// It demands something that is not enforced.
    NotEnforced,
    /// It is not known.
    Unknown,
}

pub(super) fn standing(word: &str) -> Standing {
    if NOT_ENFORCED.contains(&word) {
        Standing::NotEnforced
    } else if WITHOUT_EFFECT.contains(&word) || VENDOR_PREFIXES.iter().any(|prefix| word.starts_with(prefix)) {
        Standing::WithoutEffect
    } else {
        Standing::Unknown
    }
}
