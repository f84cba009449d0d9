//! Pieces of a page's text that know where they begin.

use std::ops::Range;

/// A line, or a part of one, and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl<'a> Line<'a> {
    /// The bytes of the page.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The part of the line that is left after `head` bytes, without blanks around it.
    pub fn after(&self, head: usize) -> Self {
        let rest = self.text.get(head..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        Self { text: rest.trim(), start: self.start + head + blanks }
    }

    /// A heading without the signs of a Markdown heading.
    pub fn without_marks(&self) -> Self {
        let bare: &'a str = self.text.trim_start_matches('#');
        let marks = self.text.len() - bare.len();
        if bare.starts_with(' ') { self.after(marks) } else { *self }
    }
}

/// Where the value ends whose bracket stands at `start`; `None` if it does not.
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
