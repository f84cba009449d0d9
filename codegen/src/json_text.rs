//! JSON as text for files and reports.

use std::fmt::Write;

use serde_json::Value;

/// Returns a value as indented JSON that ends in a newline.
pub(crate) fn pretty(value: &Value) -> String {
    escape_bidi(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

/// Escapes the bidirectional control characters in JSON text, which would make it look different from what it is.
///
/// They can only be parts of strings, where an escape sequence means the same.
pub fn escape_bidi(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bidirectional_controls_are_escaped() {
        let value = serde_json::json!({ "a\u{202e}b": "默\u{2066}x\u{200f}" });
        let text = pretty(&value);
        assert_eq!(text, "{\n  \"a\\u202eb\": \"默\\u2066x\\u200f\"\n}\n");
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
    }
}
