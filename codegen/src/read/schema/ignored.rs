//! Keywords that are ignored, and keywords that are reported as not enforced.
//!
//! A keyword in neither list nor in the table of [`super::keywords`] is reported as unknown, so that nothing is lost
//! silently.

/// Keywords for documentation, mocks, editors and the media that a URL refers to.
const IGNORED: &[&str] = &[
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "definitions",
    "externalDocs",
    "xml",
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

/// Keywords that restrict values and are not checked by the client.
const NOT_ENFORCED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// Prefixes of vendor extensions that do not affect the JSON format.
const VENDOR_PREFIXES: &[&str] = &["x-apifox", "x-fal", "x-mock", "x-order", "x-example", "x-deprecated"];

/// How an unsupported keyword is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeywordSupport {
    /// It has no effect on values.
    Ignored,
    /// It restricts values and is not checked.
    NotEnforced,
    /// It is in no list.
    Unknown,
}

/// Returns how a keyword outside the table of keywords is treated.
pub(super) fn support(keyword: &str) -> KeywordSupport {
    if NOT_ENFORCED.contains(&keyword) {
        KeywordSupport::NotEnforced
    } else if IGNORED.contains(&keyword) || VENDOR_PREFIXES.iter().any(|prefix| keyword.starts_with(prefix)) {
        KeywordSupport::Ignored
    } else {
        KeywordSupport::Unknown
    }
}
