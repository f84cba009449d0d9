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
fn quoted_words_are_texts_and_plain_ones_what_they_look_like() {
    assert_eq!(json("['5', 5, \"n\", n, true, ~, 1.50]"), r#"["5", 5, "n", "n", true, null, 1.50]"#);
    assert_eq!(json("- !!str 5\n- !!int 5\n- |-\n 7\n"), r#"["5", 5, "7"]"#);
}

#[test]
fn plain_numbers_and_booleans_are_names_by_their_text() {
    assert_eq!(json("200: ok\n1.0: x\ntrue: y"), r#"{"200": "ok", "1.0": "x", "true": "y"}"#);
}

#[test]
fn places_point_at_the_bytes_of_the_value() {
    let text = "默认: 值\r\nlist:\r\n  - a\r\n  - 'b c'\r\ntext: >-\r\n  one\r\n  two\r\n\r\nend: {x: [1]}\r\n";
    let root = read(text).unwrap();
    let at = |pointer: &[&str]| {
        let node = pointer.iter().try_fold(&root, |node, key| node.get(key)).unwrap();
        &text[node.place.span.clone()]
    };
    assert_eq!((at(&["默认"]), at(&["end"]), at(&["end", "x"])), ("值", "{x: [1]}", "[1]"));
    assert_eq!((at(&["list"]), at(&["text"])), ("- a\r\n  - 'b c'", "one\r\n  two"));
    let Value::Object(members) = &root.value else { panic!("an object") };
    assert_eq!(&text[members[1].key_place.span.clone()], "list");
    assert_eq!(&text[root.place.span.clone()], text.trim_end());
}

#[test]
fn an_alias_is_what_its_anchor_names_with_its_places() {
    let text = "a: &x {b: 1}\nc: *x\n";
    assert_eq!(json(text), r#"{"a": {"b": 1}, "c": {"b": 1}}"#);
    let root = read(text).unwrap();
    assert_eq!(root.get("a").unwrap().place, root.get("c").unwrap().place);
}

#[test]
fn aliases_cannot_grow_without_end() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = level - 1;
        let line = format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}, *a{before}]\n");
        text.push_str(&line);
    }
    assert!(message(&text).starts_with("anchors are copied"));
    assert_eq!(message("a: &x [*x]"), "this alias stands inside of what it stands for");
    assert!(message("a: *x").contains("unknown anchor"));
}

#[test]
fn what_json_cannot_say_is_refused_with_its_place() {
    assert_eq!(message("a: 1\nb: 2\na: 3"), "the name `a` stands twice in this object, first at line 1");
    assert_eq!(read("a: 1\nb: 2\na: 3").unwrap_err().span, 10..11);
    assert_eq!(message("a: 1\n---\nb: 2"), "a second document begins here");
    assert_eq!(message("[a]: 1"), "the name of a member is a text");
    assert_eq!(message("? {a: b}\n: 1"), "the name of a member is a text");
    assert_eq!(message("~: 1"), "the name of a member is a text");
    assert_eq!(message("a: &b {c: 1}\nd:\n  <<: *b\n"), "YAML 1.2 has no merge keys");
    assert_eq!(message("a: !mine b"), "this tag does not fit a value of JSON");
    assert_eq!(message("a: !mine [b]"), "this tag does not fit a value of JSON");
    assert_eq!(message(""), "the document is empty");
    assert!(message("a: b: c").starts_with("this is not YAML"));
}

#[test]
fn depth_is_bounded_and_the_stack_is_safe() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(&nested(DEEPEST)).is_ok());
    for text in [nested(DEEPEST + 1), "- ".repeat(100_000), "[".repeat(100_000), "? ".repeat(100_000)] {
        assert!(read(&text).is_err());
    }
}

#[test]
fn every_prefix_is_a_document_or_a_located_error() {
    let text = "a: &x\n  - 'it''s'\n  - \"\\u4e2d\\n\"\n  - |+\n    块\n\n  - >-\n    f\n    g\nb: {c: *x, 'd': [~, -1.5]}\n# end\n...\n";
    for (end, _) in text.char_indices() {
        if let Err(error) = read(&text[..end]) {
            assert!(error.span.start <= error.span.end && error.span.end <= end, "{end}: {error:?}");
        }
    }
}
