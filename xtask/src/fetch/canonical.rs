//! Formats fetched documents, so that a later change of a document is a short diff.
//!
//! Indents by two spaces, with one line per property and item and a newline at the end. Property order and number
//! literals are kept; only characters that JSON requires are escaped.

use fal_codegen::document::{Node, Value};

/// Formats a document.
pub fn text(document: &Node) -> String {
    let mut text = String::new();
    write(document, 0, &mut text);
    text.push('\n');
    text
}

fn write(node: &Node, level: usize, text: &mut String) {
    match &node.value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(number.as_str()),
        Value::String(value) => quote(value, text),
        Value::Array(items) => lines(['[', ']'], items, level, text, write),
        Value::Object(members) => lines(['{', '}'], members, level, text, |member, level, text| {
            quote(&member.key, text);
            text.push_str(": ");
            write(&member.value, level, text);
        }),
    }
}

fn lines<T>(brackets: [char; 2], parts: &[T], level: usize, text: &mut String, write: impl Fn(&T, usize, &mut String)) {
    let [open, close] = brackets;
    text.push(open);
    for (index, part) in parts.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&"  ".repeat(level + 1));
        write(part, level + 1, text);
    }
    if !parts.is_empty() {
        text.push('\n');
        text.push_str(&"  ".repeat(level));
    }
    text.push(close);
}

fn quote(value: &str, text: &mut String) {
    text.push_str(&serde_json::Value::from(value).to_string());
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fal_codegen::document::json;

    use super::*;

    fn canonical(written: &str) -> String {
        text(&json::parse(&Arc::from("boat.json"), written, 0).unwrap())
    }

    #[test]
    fn property_order_and_number_literals_are_kept() {
        let kept = canonical(r#"{"z":[1.0,1e-06,18446744073709551615],"a":{},"m":[],"b":"\u8239\/\n\u0007"}"#);
        let expected = "{\n  \"z\": [\n    1.0,\n    1e-06,\n    18446744073709551615\n  ],\n  \"a\": {},\n  \
                        \"m\": [],\n  \"b\": \"船/\\n\\u0007\"\n}\n";
        assert_eq!(kept, expected);
    }

    #[test]
    fn formatting_is_idempotent() {
        let once = canonical(r#"[{"a":[[],{"b":null}]},true,"\"\\"]"#);
        assert_eq!(canonical(&once), once);
    }
}
