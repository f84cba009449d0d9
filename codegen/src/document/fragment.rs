//! A fragment of a file that contains one document, and parse errors.
//!
//! An Apifox page contains several JSON documents, a Markdown file several YAML documents. A parser sees one [`Fragment`],
//! but all spans and line numbers refer to the file.

use std::{ops::Range, sync::Arc};

use super::node::MAX_DEPTH;
use crate::{
    diagnostic::Diagnostic,
    origin::{Origin, Pointer, Span},
};

/// A syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The problem, in one sentence.
    pub message: String,
    /// The position in the file, in bytes.
    pub range: Range<usize>,
    /// How to fix it.
    pub help: Option<String>,
}

impl ParseError {
    /// Creates an error at a byte range of the file.
    pub fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Self { message: message.into(), range, help: None }
    }

    /// Adds advice on how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Converts to the diagnostic that rejects the file.
    pub fn into_diagnostic(self, file: &Arc<str>) -> Diagnostic {
        let origin = Origin { span: Span::new(file, self.range), pointer: Pointer::root() };
        Diagnostic { help: self.help, ..Diagnostic::error("unreadable", &origin, self.message) }
    }
}

/// A fragment of a file. Its parser counts bytes from the beginning of [`Fragment::text`].
#[derive(Clone, Copy)]
pub(crate) struct Fragment<'a> {
    /// The text to parse.
    pub text: &'a str,
    file: &'a Arc<str>,
    before: &'a str,
    base: usize,
}

impl<'a> Fragment<'a> {
    /// Creates a fragment whose first byte is byte `base` of the file. Lines are counted from the fragment.
    pub fn new(file: &'a Arc<str>, text: &'a str, base: usize) -> Self {
        Self { text, file, before: "", base }
    }

    /// Creates a fragment from a byte range of the complete text of a file.
    pub fn within(file: &'a Arc<str>, whole: &'a str, range: Range<usize>) -> Self {
        let before = whole.get(..range.start).unwrap_or_default();
        Self { text: whole.get(range).unwrap_or_default(), file, before, base: before.len() }
    }

    /// Converts a byte range of the fragment to one of the file.
    pub fn file_range(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.base..range.end + self.base
    }

    /// Returns the span of a byte range of the fragment.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.file_range(range))
    }

    /// Returns the line number in the file, from 1, of a byte offset of the fragment.
    pub fn line(&self, offset: usize) -> usize {
        let newlines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        newlines(self.before) + newlines(self.text.get(..offset).unwrap_or(self.text)) + 1
    }

    /// Returns the line number in the file, from 1, of the beginning of a span.
    pub fn line_of(&self, span: &Span) -> usize {
        self.line(span.range.start.saturating_sub(self.base))
    }

    /// Creates an error at a byte range of the fragment.
    pub fn error(&self, message: impl Into<String>, range: Range<usize>) -> ParseError {
        ParseError::new(message, self.file_range(range))
    }

    /// Creates the error about nesting deeper than [`MAX_DEPTH`].
    pub fn too_deep(&self, range: Range<usize>) -> ParseError {
        self.error(format!("arrays and objects are nested more than {MAX_DEPTH} levels deep"), range)
            .help("API descriptions do not nest this deep: check how the document was generated")
    }

    /// Creates the error about a duplicate key.
    pub fn duplicate(&self, key: &str, first: &Span, second: Range<usize>) -> ParseError {
        let line = self.line_of(first);
        self.error(format!("duplicate key `{key}`; first defined at line {line}"), second)
            .help("remove one of the two: parsers disagree about which one applies")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_lines_refer_to_the_file() {
        let file = Arc::from("page");
        let whole = "one\ntwo\n{\n}\n";
        let fragment = Fragment::within(&file, whole, 8..11);
        assert_eq!(fragment.text, "{\n}");
        assert_eq!((fragment.file_range(2..3), fragment.line(2)), (10..11, 4));
    }
}
