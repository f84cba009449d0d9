//! Scalar tokens of JSON: strings, numbers, and the keywords `true`, `false` and `null`.

use super::scanner::Scanner;
use crate::document::{fragment::ParseError, node::Value};

impl Scanner<'_> {
    /// Reads a string and resolves its escapes.
    pub(super) fn string(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let plain = self.rest().find(['"', '\\', '\n', '\r']).unwrap_or(self.rest().len());
            text.push_str(self.unescaped(plain)?);
            match self.peek() {
                None => return Err(self.truncated(true)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(self.unterminated_string(start)),
            }
        }
    }

    /// Reads `length` bytes of a string without escapes, and rejects control characters.
    fn unescaped(&mut self, length: usize) -> Result<&str, ParseError> {
        let plain = self.rest().get(..length).unwrap_or_default();
        if let Some((at, control)) = plain.char_indices().find(|(_, character)| *character < ' ') {
            return Err(self.control_character(self.at + at, control));
        }
        self.at += length;
        Ok(plain)
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek().ok_or_else(|| self.truncated(true))?;
        let character = match escaped {
            b'"' | b'\\' | b'/' => char::from(escaped),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => return Err(self.invalid_escape(start)),
        };
        self.at += 1;
        Ok(character)
    }

    /// Reads the rest of `\u4e2d`, or of a surrogate pair such as `\ud83d\ude00`.
    fn unicode(&mut self, start: usize) -> Result<char, ParseError> {
        let first = self.code_unit(start)?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.unpaired_surrogate(start));
        }
        if !self.rest().starts_with("\\u") {
            let more = ["", "\\"].contains(&self.rest());
            return Err(if more { self.truncated(true) } else { self.unpaired_surrogate(start) });
        }
        self.at += 1;
        let second = self.code_unit(start)?;
        let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400);
        low.and_then(|low| char::from_u32(0x1_0000 + (first - 0xd800) * 0x400 + low))
            .ok_or_else(|| self.unpaired_surrogate(start))
    }

    /// Reads `u` and its four digits: one UTF-16 code unit.
    fn code_unit(&mut self, start: usize) -> Result<u32, ParseError> {
        let digits = self.rest().get(1..).unwrap_or_default();
        let length = digits.bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
        if length < 4 {
            return Err(if length == digits.len() { self.truncated(true) } else { self.invalid_unicode_escape(start) });
        }
        self.at += 5;
        u32::from_str_radix(digits.get(..4).unwrap_or_default(), 16).map_err(|_| self.invalid_unicode_escape(start))
    }

    /// Reads a number, `true`, `false` or `null`.
    pub(super) fn number_or_keyword(&mut self) -> Result<Value, ParseError> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let rest = self.rest();
        let word = rest.get(..rest.find(|c| !is_part(c)).unwrap_or(rest.len())).unwrap_or_default();
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ if is_number(word) => Value::Number(word.parse().map_err(|_| self.number_out_of_range(word))?),
            _ if word.len() == rest.len() && begins_value(word) => return Err(self.truncated(false)),
            _ => return Err(self.expected_value(word)),
        };
        self.at += word.len();
        Ok(value)
    }
}

/// Returns whether the word is the beginning of a value: `tr`, `-`, `1e`.
fn begins_value(word: &str) -> bool {
    ["true", "false", "null"].iter().any(|whole| whole.starts_with(word)) || is_number(&format!("{word}0"))
}

/// `-? (0 | [1-9] [0-9]*) (\. [0-9]+)? ([eE] [+-]? [0-9]+)?`
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(integer) && digits(fraction) && digits(exponent) && (integer == "0" || !integer.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_number_follows_the_json_grammar() {
        for number in ["0", "-0", "10", "1.50", "-1e5", "1E+05", "0.0e-0"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", "-", "00", "01", "-01", "+1", ".5", "5.", "1e", "1e+", "1e5.0", "1.2.3", "0x1", "--1", "1-"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
