//! Syntax errors of JSON, with advice on how to fix them.
//!
//! A truncated document is recognised as such: the error reports where the innermost array or object was opened.

use super::scanner::Scanner;
use crate::document::fragment::ParseError;

impl Scanner<'_> {
    /// The document ends in the middle of a value.
    pub(super) fn truncated(&self, in_string: bool) -> ParseError {
        let end = self.fragment.text.trim_end().len();
        let opened = self.open.last().map(|at| (*at, self.fragment.text.as_bytes().get(*at) == Some(&b'{')));
        let message = match opened {
            Some((at, is_object)) => {
                let kind = if is_object { "an object" } else { "an array" };
                format!("the document ends inside {kind} that was opened at line {}", self.fragment.line(at))
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
        let help = format!("{missing} is missing: if the file is truncated, fetch it again");
        self.fragment.error(message, end..end).help(help)
    }

    /// The next character is not what the grammar expects.
    pub(super) fn unexpected(&self, expected: &str) -> ParseError {
        let Some(found) = self.rest().chars().next() else { return self.truncated(false) };
        let here = self.at..self.at + found.len_utf8();
        if matches!(found, '/' | '#') {
            return self.fragment.error("JSON does not allow comments", here).help("remove the comment");
        }
        if found == '\'' {
            let error = self.fragment.error("JSON strings and property names need double quotes", here);
            return error.help("write `\"` instead of `'`");
        }
        if found == '\u{feff}' || found.is_whitespace() {
            let message = format!("U+{:04X} is not JSON whitespace", u32::from(found));
            return self.fragment.error(message, here).help("replace it by an ordinary space");
        }
        let error = self.fragment.error(format!("expected {expected}"), here);
        error.help("add it, or remove the text at this position")
    }

    /// A value was expected, and `word` was found, which may be empty.
    pub(super) fn expected_value(&self, word: &str) -> ParseError {
        let like_number = |first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.');
        if word.starts_with(like_number) || matches!(word, "NaN" | "Infinity" | "nan" | "inf") {
            let error = self.fragment.error("invalid JSON number", self.at..self.at + word.len());
            return error.help("write it like -12, 0.5 or 1e-3; omit a limit that does not exist");
        }
        self.unexpected("a value")
    }

    /// The exponent of a number does not fit.
    pub(super) fn number_out_of_range(&self, word: &str) -> ParseError {
        let here = self.at..self.at + word.len();
        self.fragment.error("number out of range", here).help("correct the exponent")
    }

    /// A property name in quotes was expected.
    pub(super) fn expected_key(&self) -> ParseError {
        let bare =
            self.rest().chars().next().is_some_and(|first| first.is_alphanumeric() || matches!(first, '_' | '$'));
        if bare {
            let length = self.rest().find([':', ' ', '\n', ',', '}']).unwrap_or(self.rest().len());
            let here = self.at..self.at + length;
            let error = self.fragment.error("JSON property names need double quotes", here);
            return error.help("put the name in double quotes");
        }
        self.unexpected("a property name in double quotes")
    }

    /// A comma or the closing bracket was expected after the value that ends at byte `end`.
    pub(super) fn expected_comma(&self, end: usize, closer: u8) -> ParseError {
        let error = self.unexpected(&format!("a comma or `{}`", char::from(closer)));
        let is_expectation = error.message.starts_with("expected");
        if is_expectation { ParseError { range: self.fragment.file_range(end..end), ..error } } else { error }
    }

    /// A string continues over the end of its line.
    pub(super) fn unterminated_string(&self, start: usize) -> ParseError {
        let error = self.fragment.error("unterminated string", start..self.at);
        error.help("close it with `\"`; a line break inside a string is written as `\\n`")
    }

    /// A string contains an unescaped control character.
    pub(super) fn control_character(&self, at: usize, control: char) -> ParseError {
        let code = u32::from(control);
        let message = format!("unescaped control character U+{code:04X} in a string");
        self.fragment.error(message, at..at + 1).help(format!("write it as `\\u{code:04x}`"))
    }

    /// A backslash is followed by a character that has no escape.
    pub(super) fn invalid_escape(&self, start: usize) -> ParseError {
        let error = self.fragment.error("invalid escape sequence", start..start + 1);
        error.help("a backslash is followed by one of `\" \\ / b f n r t u`; write a backslash itself as `\\\\`")
    }

    /// `\u` is not followed by four hexadecimal digits.
    pub(super) fn invalid_unicode_escape(&self, start: usize) -> ParseError {
        let error = self.fragment.error("`\\u` needs four hexadecimal digits", start..start + 2);
        error.help("write it like `\\u4e2d`; write a backslash itself as `\\\\`")
    }

    /// A surrogate is not part of a pair.
    pub(super) fn unpaired_surrogate(&self, start: usize) -> ParseError {
        let error = self.fragment.error("unpaired surrogate in an escape sequence", start..start + 6);
        error.help("write the character itself, or both surrogates")
    }
}
