//! The origin of a value of a specification: file, byte range, JSON pointer.
//!
//! Every value that a reader reads has its [`Origin`], so that a diagnostic can show the line, and a limit the keyword or
//! phrase that states it.

use std::{fmt, ops::Range, sync::Arc};

/// A JSON pointer (RFC 6901), e.g. `/api/requestBody/jsonSchema/properties/prompt`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// Returns the pointer to the whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Parses a pointer (RFC 6901).
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Returns the pointer to a property or item.
    #[must_use]
    pub fn join(&self, segment: &str) -> Self {
        Self(format!("{}/{}", self.0, segment.replace('~', "~0").replace('/', "~1")))
    }

    /// Returns the pointer as a string; empty for the whole document.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts to the JSONPath of an overlay, e.g. `$.api.requestBody['x-y'][0]`.
    pub fn to_json_path(&self) -> String {
        let step = |segment: String| {
            let plain = segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && segment.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            match segment.parse::<usize>() {
                Ok(index) => format!("[{index}]"),
                Err(_) if plain => format!(".{segment}"),
                Err(_) => format!("['{}']", segment.replace('\\', "\\\\").replace('\'', "\\'")),
            }
        };
        format!("${}", self.segments().map(step).collect::<String>())
    }

    /// Returns the unescaped segments, from the root.
    pub fn segments(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A byte range of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The name of the source.
    pub file: Arc<str>,
    /// Byte offsets in the source's text.
    pub range: Range<usize>,
}

impl Span {
    /// Creates a span.
    pub fn new(file: &Arc<str>, range: Range<usize>) -> Self {
        Self { file: Arc::clone(file), range }
    }
}

/// A span in a source, with the JSON pointer in the corrected document.
///
/// If an overlay set the value, `span` refers to the overlay and `pointer` to the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The position of the value.
    pub span: Span,
    /// The JSON pointer to the value in the document.
    pub pointer: Pointer,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The origin.
    pub origin: Origin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_unescaped() {
        let pointer = Pointer::root().join("paths").join("/a~b");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b");
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["paths", "/a~b"]);
    }
}
