//! The part of a file that holds one document, and what can be wrong with it.
//!
//! A page holds several JSON documents, a Markdown file several YAML documents. The parsers see only
//! their [`Part`], but every place they name, and every line number in a message, is one of the file.

use std::{ops::Range, sync::Arc};

use super::DEEPEST;
use crate::{
    diagnostic::Diagnostic,
    origin::{Origin, Place, Pointer},
};

/// The text is not a document of the syntax it was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// The bytes of the file that show it.
    pub span: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

impl ParseError {
    /// `message` about the bytes `span` of the file.
    pub fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), span, help: None }
    }

    /// The same with advice on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The refusal of the source called `file`.
    pub fn into_diagnostic(self, file: &Arc<str>) -> Diagnostic {
        let origin = Origin { place: Place::new(file, self.span), pointer: Pointer::root() };
        Diagnostic { help: self.help, ..Diagnostic::error("unreadable", &origin, self.message) }
    }
}

/// A part of a file; its parser counts bytes from the beginning of [`Part::text`].
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The text to parse.
    pub text: &'a str,
    file: &'a Arc<str>,
    before: &'a str,
    base: usize,
}

impl<'a> Part<'a> {
    /// A text whose first byte is byte `base` of the file. Lines are counted from its beginning.
    pub fn new(file: &'a Arc<str>, text: &'a str, base: usize) -> Self {
        Self { text, file, before: "", base }
    }

    /// The bytes `span` of the whole text of a file.
    pub fn within(file: &'a Arc<str>, whole: &'a str, span: Range<usize>) -> Self {
        let before = whole.get(..span.start).unwrap_or_default();
        Self { text: whole.get(span).unwrap_or_default(), file, before, base: before.len() }
    }

    /// The bytes of the file for bytes of the part.
    pub fn span(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.base..range.end + self.base
    }

    /// The place of bytes of the part.
    pub fn place(&self, range: Range<usize>) -> Place {
        Place::new(self.file, self.span(range))
    }

    /// The line of the file on which a byte of the part stands, from 1.
    pub fn line(&self, offset: usize) -> usize {
        let newlines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        newlines(self.before) + newlines(self.text.get(..offset).unwrap_or(self.text)) + 1
    }

    /// The line of the file on which a byte of the file stands, from 1.
    pub fn line_of_place(&self, place: &Place) -> usize {
        self.line(place.span.start.saturating_sub(self.base))
    }

    /// `message` about bytes of the part.
    pub fn error(&self, message: impl Into<String>, range: Range<usize>) -> ParseError {
        ParseError::new(message, self.span(range))
    }

    /// The part goes deeper than [`DEEPEST`] at these bytes.
    pub fn too_deep(&self, range: Range<usize>) -> ParseError {
        self.error(format!("lists and objects lie inside each other more than {DEEPEST} levels deep here"), range)
            .help("no interface is described like this: check how the document was made")
    }

    /// The name of a member stands twice in one object.
    pub fn duplicate(&self, key: &str, first: &Place, second: Range<usize>) -> ParseError {
        let line = self.line_of_place(first);
        self.error(format!("the name `{key}` stands twice in this object, first at line {line}"), second)
            .help("keep one of the two: readers would disagree about which one counts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_lines_are_those_of_the_file() {
        let file = Arc::from("page");
        let whole = "one\ntwo\n{\n}\n";
        let part = Part::within(&file, whole, 8..11);
        assert_eq!(part.text, "{\n}");
        assert_eq!((part.span(2..3), part.line(2)), (10..11, 4));
    }
}
