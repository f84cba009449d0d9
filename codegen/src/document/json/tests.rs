use super::*;
use crate::literal::Literal;

fn read(text: &str) -> Result<Node, ParseError> {
    parse(&Arc::from("a.json"), text, 0)
}

fn rejected(text: &str) -> ParseError {
    read(text).expect_err(text)
}

#[test]
fn values_have_spans() {
    let text = r#"{"键": [1.50, true, null, "é\n"]}"#;
    let root = read(text).unwrap();
    let Some(Value::Array(items)) = root.get("键").map(|node| node.value.clone()) else { panic!("an array") };
    let texts: Vec<&str> = items.iter().map(|item| &text[item.span.range.clone()]).collect();
    assert_eq!(texts, ["1.50", "true", "null", r#""é\n""#]);
    assert_eq!(root.to_literal().to_string(), r#"{"键": [1.50, true, null, "é\n"]}"#);
}

#[test]
fn spans_are_offset_by_the_base() {
    assert_eq!(parse(&Arc::from("a"), "[1]", 100).unwrap().span.range, 100..103);
    assert_eq!(parse(&Arc::from("a"), "[1", 100).unwrap_err().range.start, 102);
}

#[test]
fn numbers_keep_their_digits() {
    for digits in ["18446744073709551615", "0.10", "1E+2", "-0", "1e-06"] {
        assert_eq!(read(digits).unwrap().to_literal().to_string(), digits);
    }
    assert_eq!(rejected("1e99999999999999999999").message, "number out of range");
}

#[test]
fn escapes_are_resolved() {
    let node = read(r#""\u4e2d\ud83d\ude00\/\t\u0000""#).unwrap();
    assert_eq!(node.to_literal(), Literal::String("中😀/\t\0".to_owned()));
}

#[test]
fn duplicate_keys_are_rejected() {
    let error = rejected("{\n\"a\": 1,\n\"b\": 2,\n\"\\u0061\": 3}");
    assert_eq!(error.message, "duplicate key `a`; first defined at line 2");
    assert_eq!(error.range, 18..26);
}

#[test]
fn deep_nesting_is_rejected() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    for text in [nested(MAX_DEPTH + 1), nested(100_000), "[".repeat(100_000), r#"{"a":"#.repeat(100_000)] {
        assert!(rejected(&text).message.contains("levels deep"), "{}", text.len());
    }
}

#[test]
fn truncated_documents_are_rejected() {
    let text = r#"{"a": [1, -2.5e3, "x\u00e9\\"], "b": {"c": null, "d": false}, "默认": "值"}"#;
    for (end, _) in text.char_indices() {
        let error = rejected(&text[..end]);
        assert!(error.range.start <= error.range.end && error.range.end <= end, "{end}: {error:?}");
        let truncated = error.message.contains("ends inside") || error.message.contains("is empty");
        assert!(truncated, "{:?}: {error:?}", &text[..end]);
    }
}

fn message(text: &str) -> String {
    rejected(text).message
}

#[test]
fn extensions_of_json_are_rejected() {
    assert_eq!(message("{\"a\": 1} // no"), "JSON does not allow comments");
    assert_eq!(message("[1, 2,]"), "trailing comma");
    assert_eq!(message("{'a': 1}"), "JSON strings and property names need double quotes");
    assert_eq!(message("{a: 1}"), "JSON property names need double quotes");
    for number in ["[+1]", "[0x1]", "[1.]", "[.5]", "[-Infinity]", "[NaN]", "[01]", "[1e5x]"] {
        assert_eq!(message(number), "invalid JSON number");
    }
}

#[test]
fn errors_name_the_expected_token() {
    assert_eq!(message(r#"{"a": 1 "b": 2}"#), "expected a comma or `}`");
    assert_eq!(message("[1 2]"), "expected a comma or `]`");
    assert_eq!(message(r#"{"a" 1}"#), "expected `:` and the value of the property");
    assert_eq!(message(r#"{"a": }"#), "expected a value");
    assert_eq!(message("[1}"), "expected a comma or `]`");
    assert_eq!(message("{}{}"), "expected the end of the document");
    assert_eq!(message("{,}"), "expected a property name in double quotes");
    assert_eq!(message("[1] 2"), "expected the end of the document");
    assert_eq!(message("[nil]"), "expected a value");
}

#[test]
fn invalid_characters_are_rejected() {
    assert_eq!(message("[\"a\n\"]"), "unterminated string");
    assert_eq!(message("[\"a\tb\"]"), "unescaped control character U+0009 in a string");
    assert_eq!(message("[1,\u{a0}2]"), "U+00A0 is not JSON whitespace");
    assert_eq!(message(r#""\x""#), "invalid escape sequence");
    assert!(message(r#""\ud800x""#).starts_with("unpaired surrogate"));
    assert!(message(r#"["\udc00"]"#).starts_with("unpaired surrogate"));
}

#[test]
fn truncated_documents_report_the_open_bracket() {
    assert_eq!(message("{\n\"a\": [\n1,"), "the document ends inside an array that was opened at line 2");
    assert_eq!(message("{\n\"a\": \"b"), "the document ends inside an object that was opened at line 1");
    assert_eq!(message("\"b"), "the document ends inside a string");
    assert_eq!(message(""), "the document is empty");
}
