use super::*;

fn read(text: &str) -> Result<Node, ParseError> {
    parse(&Arc::from("a.yaml"), text, 0)
}

fn json(text: &str) -> String {
    read(text).unwrap_or_else(|error| panic!("{text}: {error:?}")).to_literal().to_string()
}

fn message(text: &str) -> String {
    read(text).expect_err(text).message
}

#[test]
fn quoted_scalars_are_strings_and_plain_ones_are_resolved() {
    assert_eq!(json("['5', 5, \"n\", n, true, ~, 1.50]"), r#"["5", 5, "n", "n", true, null, 1.50]"#);
    assert_eq!(json("- !!str 5\n- !!int 5\n- |-\n 7\n"), r#"["5", 5, "7"]"#);
}

#[test]
fn plain_numbers_and_booleans_are_valid_keys() {
    assert_eq!(json("200: ok\n1.0: x\ntrue: y"), r#"{"200": "ok", "1.0": "x", "true": "y"}"#);
}

#[test]
fn spans_cover_the_value() {
    let text = "默认: 值\r\nlist:\r\n  - a\r\n  - 'b c'\r\ntext: >-\r\n  one\r\n  two\r\n\r\nend: {x: [1]}\r\n";
    let root = read(text).unwrap();
    let at = |pointer: &[&str]| {
        let node = pointer.iter().try_fold(&root, |node, key| node.get(key)).unwrap();
        &text[node.span.range.clone()]
    };
    assert_eq!((at(&["默认"]), at(&["end"]), at(&["end", "x"])), ("值", "{x: [1]}", "[1]"));
    assert_eq!((at(&["list"]), at(&["text"])), ("- a\r\n  - 'b c'", "one\r\n  two"));
    let Value::Object(entries) = &root.value else { panic!("an object") };
    assert_eq!(&text[entries[1].key_span.range.clone()], "list");
    assert_eq!(&text[root.span.range.clone()], text.trim_end());
}

#[test]
fn aliases_have_the_value_and_span_of_their_anchor() {
    let text = "a: &x {b: 1}\nc: *x\n";
    assert_eq!(json(text), r#"{"a": {"b": 1}, "c": {"b": 1}}"#);
    let root = read(text).unwrap();
    assert_eq!(root.get("a").unwrap().span, root.get("c").unwrap().span);
}

#[test]
fn exponential_aliases_are_rejected() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = level - 1;
        let line = format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}, *a{before}]\n");
        text.push_str(&line);
    }
    assert!(message(&text).starts_with("aliases expand"));
    assert_eq!(message("a: &x [*x]"), "the alias refers to a value that contains it");
    assert!(message("a: *x").contains("unknown anchor"));
}

#[test]
fn values_without_json_equivalent_are_rejected() {
    assert_eq!(message("a: 1\nb: 2\na: 3"), "duplicate key `a`; first defined at line 1");
    assert_eq!(read("a: 1\nb: 2\na: 3").unwrap_err().range, 10..11);
    assert_eq!(message("a: 1\n---\nb: 2"), "the file contains a second YAML document");
    assert_eq!(message("[a]: 1"), "a key must be a string");
    assert_eq!(message("? {a: b}\n: 1"), "a key must be a string");
    assert_eq!(message("~: 1"), "a key must be a string");
    assert_eq!(message("<<: 1\n"), "a merge key (`<<`) takes an object, or an array of objects");
    assert_eq!(message("a: !mine b"), "unsupported YAML tag");
    assert_eq!(message("a: !mine [b]"), "unsupported YAML tag");
    assert_eq!(message(""), "the document is empty");
    assert!(message("a: b: c").starts_with("invalid YAML"));
}

#[test]
fn deep_nesting_is_rejected() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    for text in [nested(MAX_DEPTH + 1), "- ".repeat(100_000), "[".repeat(100_000), "? ".repeat(100_000)] {
        assert!(read(&text).is_err());
    }
}

#[test]
fn every_prefix_parses_or_has_a_located_error() {
    let text = "a: &x\n  - 'it''s'\n  - \"\\u4e2d\\n\"\n  - |+\n    块\n\n  - >-\n    f\n    g\nb: {c: *x, 'd': [~, -1.5]}\n# end\n...\n";
    for (end, _) in text.char_indices() {
        if let Err(error) = read(&text[..end]) {
            assert!(error.range.start <= error.range.end && error.range.end <= end, "{end}: {error:?}");
        }
    }
}

#[test]
fn merge_keys_add_what_an_object_does_not_have() {
    let anchor = "a: &a {x: 1, y: 2}\n";
    for (text, merged) in [
        ("b: {<<: *a, y: 3}", r#"{"x": 1, "y": 3}"#),
        ("b: {y: 3, <<: *a}", r#"{"y": 3, "x": 1}"#),
        ("b: {!!merge <<: *a}", r#"{"x": 1, "y": 2}"#),
        ("b: {<<: [{y: 5}, *a], z: 6}", r#"{"y": 5, "x": 1, "z": 6}"#),
        ("b: {'<<': 1}", r#"{"<<": 1}"#),
    ] {
        assert_eq!(json(&format!("{anchor}{text}\n")), format!(r#"{{"a": {{"x": 1, "y": 2}}, "b": {merged}}}"#));
    }
}

#[test]
fn separators_without_a_document_are_ignored() {
    for text in ["a: 1\n---\n", "---\na: 1\n...\n", "---\n---\na: 1\n", "a: 1\n---\n# end\n---\n"] {
        assert_eq!(json(text), r#"{"a": 1}"#, "{text}");
    }
    assert_eq!(message("a: 1\n---\nb: 2\n"), "the file contains a second YAML document");
}
