//! The tokens of JSON that hold a value: strings, numbers, and the words `true`, `false` and `null`.

use super::{Scanner, Value};
use crate::document::ParseError;

impl Scanner<'_> {
    /// A string, which begins here, without its escapes.
    pub(super) fn string(&mut self) -> Result<String, ParseError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let plain = self.rest().find(['"', '\\', '\n', '\r']).unwrap_or(self.rest().len());
            text.push_str(self.plain(plain)?);
            match self.peek() {
                None => return Err(self.cut(true)),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => return Err(self.open_string(start)),
            }
        }
    }

    /// The next bytes of a string, none of which may be a control character.
    fn plain(&mut self, length: usize) -> Result<&str, ParseError> {
        let plain = self.rest().get(..length).unwrap_or_default();
        if let Some((at, control)) = plain.char_indices().find(|(_, character)| *character < ' ') {
            return Err(self.raw_control(self.at + at, control));
        }
        self.at += length;
        Ok(plain)
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        let start = self.at;
        self.at += 1;
        let sign = self.peek().ok_or_else(|| self.cut(true))?;
        let character = match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => return Err(self.no_escape(start)),
        };
        self.at += 1;
        Ok(character)
    }

    /// The character of `\u4e2d`, or of a surrogate pair as in `\ud83d\ude00`.
    fn unicode(&mut self, start: usize) -> Result<char, ParseError> {
        let first = self.unit(start)?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.half_character(start));
        }
        if !self.rest().starts_with("\\u") {
            let more = ["", "\\"].contains(&self.rest());
            return Err(if more { self.cut(true) } else { self.half_character(start) });
        }
        self.at += 1;
        let second = self.unit(start)?;
        let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400);
        low.and_then(|low| char::from_u32(0x1_0000 + (first - 0xd800) * 0x400 + low))
            .ok_or_else(|| self.half_character(start))
    }

    /// The four digits after `u`, which stands here.
    fn unit(&mut self, start: usize) -> Result<u32, ParseError> {
        let digits = self.rest().get(1..).unwrap_or_default();
        let length = digits.bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
        if length < 4 {
            return Err(if length == digits.len() { self.cut(true) } else { self.no_digits(start) });
        }
        self.at += 5;
        u32::from_str_radix(digits.get(..4).unwrap_or_default(), 16).map_err(|_| self.no_digits(start))
    }

    /// A number, or one of the three words.
    pub(super) fn word(&mut self) -> Result<Value, ParseError> {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.' | '_');
        let rest = self.rest();
        let word = rest.get(..rest.find(|sign| !is_part(sign)).unwrap_or(rest.len())).unwrap_or_default();
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ if is_number(word) => Value::Number(word.parse().map_err(|_| self.too_large(word))?),
            _ if word.len() == rest.len() && begins_value(word) => return Err(self.cut(false)),
            _ => return Err(self.no_value(word)),
        };
        self.at += word.len();
        Ok(value)
    }
}

/// Whether more text could make this a value: `tr`, `-`, `1e`.
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
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && digits(exponent) && (whole == "0" || !whole.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_grammar() {
        for number in ["0", "-0", "10", "1.50", "-1e5", "1E+05", "0.0e-0"] {
            assert!(is_number(number), "{number}");
        }
        for other in ["", "-", "00", "01", "-01", "+1", ".5", "5.", "1e", "1e+", "1e5.0", "1.2.3", "0x1", "--1", "1-"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
