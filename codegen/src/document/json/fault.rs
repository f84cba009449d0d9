//! What is wrong with a text that is not JSON, in words that tell what to do.
//!
//! Above all a fault says whether the text simply stops where more was to come: then it tells where
//! the innermost list or object was opened, and what is missing.

use super::Scanner;
use crate::document::ParseError;

impl Scanner<'_> {
    /// The text ends where more was to come.
    pub(super) fn cut(&self, in_string: bool) -> ParseError {
        let end = self.part.text.trim_end().len();
        let opened = self.open.last().map(|at| (*at, self.part.text.as_bytes().get(*at) == Some(&b'{')));
        let message = match opened {
            Some((at, is_object)) => {
                let kind = if is_object { "an object" } else { "a list" };
                format!("the document ends inside {kind} that was opened at line {}", self.part.line(at))
            }
            None if in_string => "the document ends inside a string".to_owned(),
            None => "the document ends inside a value".to_owned(),
        };
        let quote = if in_string { "`\"` and " } else { "" };
        let missing = match opened {
            Some((_, true)) => format!("{quote}`}}`"),
            Some((_, false)) => format!("{quote}`]`"),
            None => "the rest of the value".to_owned(),
        };
        self.part.error(message, end..end).help(format!("{missing} is missing: if the file was cut off, get it whole"))
    }

    /// Something else than `expected` stands here.
    pub(super) fn unexpected(&self, expected: &str) -> ParseError {
        let Some(found) = self.rest().chars().next() else { return self.cut(false) };
        let here = self.at..self.at + found.len_utf8();
        if matches!(found, '/' | '#') {
            return self.part.error("JSON has no comments", here).help("remove the comment");
        }
        if found == '\'' {
            let fault = self.part.error("JSON puts strings and names in double quotes", here);
            return fault.help("write `\"` instead of `'`");
        }
        if found == '\u{feff}' || found.is_whitespace() {
            let message = format!("the blank U+{:04X} is none in JSON", u32::from(found));
            return self.part.error(message, here).help("replace it by an ordinary blank");
        }
        let fault = self.part.error(format!("expected {expected} here"), here);
        fault.help("add it, or remove what stands here instead")
    }

    /// No value stands here, but `word`, which may be empty.
    pub(super) fn no_value(&self, word: &str) -> ParseError {
        let like_number = |first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.');
        if word.starts_with(like_number) || matches!(word, "NaN" | "Infinity" | "nan" | "inf") {
            let fault = self.part.error("this is not a number as JSON writes it", self.at..self.at + word.len());
            return fault.help("write it like -12, 0.5 or 1e-3; leave a limit out where there is none");
        }
        self.unexpected("a value")
    }

    /// A number whose exponent nobody can count to.
    pub(super) fn too_large(&self, word: &str) -> ParseError {
        let here = self.at..self.at + word.len();
        self.part.error("no number is this large or this small", here).help("correct it")
    }

    /// Neither a name nor the end of the object stands here.
    pub(super) fn no_name(&self) -> ParseError {
        let bare =
            self.rest().chars().next().is_some_and(|first| first.is_alphanumeric() || matches!(first, '_' | '$'));
        if bare {
            let length = self.rest().find([':', ' ', '\n', ',', '}']).unwrap_or(self.rest().len());
            let here = self.at..self.at + length;
            let fault = self.part.error("the name of a member stands in double quotes", here);
            return fault.help("put it in double quotes");
        }
        self.unexpected("the name of a member in double quotes")
    }

    /// The value that ends at byte `end` is followed by neither a comma nor the closing bracket.
    pub(super) fn no_comma(&self, end: usize, closer: u8) -> ParseError {
        let fault = self.unexpected(&format!("a comma or `{}`", char::from(closer)));
        let is_expectation = fault.message.starts_with("expected");
        if is_expectation { ParseError { span: self.part.span(end..end), ..fault } } else { fault }
    }

    /// A string that goes over the end of its line.
    pub(super) fn open_string(&self, start: usize) -> ParseError {
        let fault = self.part.error("this string does not end on its line", start..self.at);
        fault.help("close it with `\"`; a line break inside a string is written as `\\n`")
    }

    /// A control character in a string.
    pub(super) fn raw_control(&self, at: usize, control: char) -> ParseError {
        let code = u32::from(control);
        let message = format!("a raw control character (U+{code:04X}) stands in this string");
        self.part.error(message, at..at + 1).help(format!("write it as `\\u{code:04x}`"))
    }

    /// A backslash before something that needs none.
    pub(super) fn no_escape(&self, start: usize) -> ParseError {
        let fault = self.part.error("JSON has no such escape", start..start + 1);
        fault.help("a backslash stands before one of `\" \\ / b f n r t u`; a backslash itself is `\\\\`")
    }

    /// `\u` without its digits.
    pub(super) fn no_digits(&self, start: usize) -> ParseError {
        let fault = self.part.error("`\\u` is followed by four hexadecimal digits", start..start + 2);
        fault.help("write it like `\\u4e2d`; a backslash itself is `\\\\`")
    }

    /// One half of a surrogate pair.
    pub(super) fn half_character(&self, start: usize) -> ParseError {
        let message = "this escape is half of a character: a surrogate stands without its other half";
        self.part.error(message, start..start + 6).help("write the character itself, or both halves")
    }
}
