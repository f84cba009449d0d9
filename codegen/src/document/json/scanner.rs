//! The position of the JSON parser in its text.

use crate::document::fragment::Fragment;

/// A text that is read from its beginning to its end.
pub(super) struct Scanner<'a> {
    pub(super) fragment: Fragment<'a>,
    pub(super) at: usize,
    /// The offsets of the brackets that are open.
    pub(super) open: Vec<usize>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(fragment: Fragment<'a>) -> Self {
        Self { fragment, at: 0, open: Vec::new() }
    }

    pub(super) fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.fragment.text.as_bytes().get(self.at).copied()
    }

    /// Consumes the next byte if it is `byte`, and returns whether it was.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let eaten = self.peek() == Some(byte);
        self.at += usize::from(eaten);
        eaten
    }

    /// Returns the text that has not been read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.fragment.text.get(self.at..).unwrap_or_default()
    }
}
