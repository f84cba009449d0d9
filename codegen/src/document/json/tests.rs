use super::*;
use crate::literal::Literal;

fn read(text: &str) -> Result<Node, ParseError> {
    parse(&Arc::from("a.json"), text, 0)
}

fn refused(text: &str) -> ParseError {
    read(text).expect_err(text)
}

#[test]
fn every_value_has_its_place() {
    let text = r#"{"键": [1.50, true, null, "é\n"]}"#;
    let root = read(text).unwrap();
    let Some(Value::Array(items)) = root.get("键").map(|node| node.value.clone()) else { panic!("a list") };
    let texts: Vec<&str> = items.iter().map(|item| &text[item.place.span.clone()]).collect();
    assert_eq!(texts, ["1.50", "true", "null", r#""é\n""#]);
    assert_eq!(root.to_literal().to_string(), r#"{"键": [1.50, true, null, "é\n"]}"#);
}

#[test]
fn the_base_moves_every_place() {
    assert_eq!(parse(&Arc::from("a"), "[1]", 100).unwrap().place.span, 100..103);
    assert_eq!(parse(&Arc::from("a"), "[1", 100).unwrap_err().span.start, 102);
}

#[test]
fn numbers_keep_their_digits() {
    for digits in ["18446744073709551615", "0.10", "1E+2", "-0", "1e-06"] {
        assert_eq!(read(digits).unwrap().to_literal().to_string(), digits);
    }
    assert_eq!(refused("1e99999999999999999999").message, "no number is this large or this small");
}

#[test]
fn escapes_are_undone() {
    let node = read(r#""\u4e2d\ud83d\ude00\/\t\u0000""#).unwrap();
    assert_eq!(node.to_literal(), Literal::String("中😀/\t\0".to_owned()));
}

#[test]
fn a_name_stands_once() {
    let error = refused("{\n\"a\": 1,\n\"b\": 2,\n\"\\u0061\": 3}");
    assert_eq!(error.message, "the name `a` stands twice in this object, first at line 2");
    assert_eq!(error.span, 18..26);
}

#[test]
fn depth_is_bounded_and_the_stack_is_safe() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(DEEPEST)).is_ok());
    for text in [nested(DEEPEST + 1), nested(100_000), "[".repeat(100_000), r#"{"a":"#.repeat(100_000)] {
        assert!(refused(&text).message.contains("levels deep"), "{}", text.len());
    }
}

#[test]
fn no_prefix_of_a_document_is_read_as_one() {
    let text = r#"{"a": [1, -2.5e3, "x\u00e9\\"], "b": {"c": null, "d": false}, "默认": "值"}"#;
    for (end, _) in text.char_indices() {
        let error = refused(&text[..end]);
        assert!(error.span.start <= error.span.end && error.span.end <= end, "{end}: {error:?}");
        let cut = error.message.contains("ends inside") || error.message.contains("is empty");
        assert!(cut, "{:?}: {error:?}", &text[..end]);
    }
}

fn message(text: &str) -> String {
    refused(text).message
}

#[test]
fn what_is_not_json_is_named() {
    assert_eq!(message("{\"a\": 1} // no"), "JSON has no comments");
    assert_eq!(message("[1, 2,]"), "nothing follows this comma");
    assert_eq!(message("{'a': 1}"), "JSON puts strings and names in double quotes");
    assert_eq!(message("{a: 1}"), "the name of a member stands in double quotes");
    for number in ["[+1]", "[0x1]", "[1.]", "[.5]", "[-Infinity]", "[NaN]", "[01]", "[1e5x]"] {
        assert_eq!(message(number), "this is not a number as JSON writes it");
    }
}

#[test]
fn what_was_expected_depends_on_where() {
    assert_eq!(message(r#"{"a": 1 "b": 2}"#), "expected a comma or `}` here");
    assert_eq!(message("[1 2]"), "expected a comma or `]` here");
    assert_eq!(message(r#"{"a" 1}"#), "expected `:` and the value of the member here");
    assert_eq!(message(r#"{"a": }"#), "expected a value here");
    assert_eq!(message("[1}"), "expected a comma or `]` here");
    assert_eq!(message("{}{}"), "expected the end of the document here");
    assert_eq!(message("{,}"), "expected the name of a member in double quotes here");
    assert_eq!(message("[1] 2"), "expected the end of the document here");
    assert_eq!(message("[nil]"), "expected a value here");
}

#[test]
fn characters_that_json_forbids_are_found() {
    assert_eq!(message("[\"a\n\"]"), "this string does not end on its line");
    assert_eq!(message("[\"a\tb\"]"), "a raw control character (U+0009) stands in this string");
    assert_eq!(message("[1,\u{a0}2]"), "the blank U+00A0 is none in JSON");
    assert_eq!(message(r#""\x""#), "JSON has no such escape");
    assert!(message(r#""\ud800x""#).starts_with("this escape is half of a character"));
    assert!(message(r#"["\udc00"]"#).starts_with("this escape is half of a character"));
}

#[test]
fn a_cut_file_says_where_it_was_opened() {
    assert_eq!(message("{\n\"a\": [\n1,"), "the document ends inside a list that was opened at line 2");
    assert_eq!(message("{\n\"a\": \"b"), "the document ends inside an object that was opened at line 1");
    assert_eq!(message("\"b"), "the document ends inside a string");
    assert_eq!(message(""), "the document is empty");
}
