//! Lines of a page with their offsets.

use std::ops::Range;

/// A line, or a part of one, with its offset.
#[derive(Clone, Copy)]
pub(super) struct PageLine<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl<'a> PageLine<'a> {
    /// Returns the byte range in the page.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Returns the rest of the line after `head` bytes, trimmed.
    pub fn after(&self, head: usize) -> Self {
        let rest = self.text.get(head..).unwrap_or_default();
        let spaces = rest.len() - rest.trim_start().len();
        Self { text: rest.trim(), start: self.start + head + spaces }
    }

    /// Returns a heading without its Markdown `#` characters.
    pub fn without_markup(&self) -> Self {
        let bare: &'a str = self.text.trim_start_matches('#');
        let marks = self.text.len() - bare.len();
        if bare.starts_with(' ') { self.after(marks) } else { *self }
    }
}

/// Returns the end of the JSON value whose bracket is at `start`; `None` if it is not closed.
pub(super) fn extent(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => continue,
        }
        if depth == 0 && !in_string {
            return Some(at + 1);
        }
    }
    None
}
