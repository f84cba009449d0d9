//! One test for each kind of fault, on schemas of one member.

use serde_json::{Value, json};

use super::{Violation, check};
use crate::endpoint::Endpoint;

/// The faults of a value as the member `it`, which must be there, of a request.
fn faults(member: &Value, value: &Value) -> Vec<Violation> {
    faults_among(member, &json!({}), &json!({ "it": value }))
}

fn faults_among(member: &Value, types: &Value, payload: &Value) -> Vec<Violation> {
    let request = json!({ "type": "object", "properties": { "it": member }, "required": ["it"] });
    let endpoint = json!({
        "id": "acme/it", "transport": { "kind": "queue" }, "request": request, "response": {}, "$defs": types,
    });
    check(&Endpoint::parse(&endpoint.to_string()).unwrap(), payload)
}

/// Faults as `/way/to/it kind`.
fn told(faults: &[Violation]) -> Vec<String> {
    let step = |step: &Value| format!("/{}", step.as_str().map_or_else(|| step.to_string(), str::to_owned));
    let way = |fault: &Violation| fault.loc.iter().skip(1).map(step).collect::<String>();
    faults.iter().map(|fault| format!("{} {}", way(fault), fault.r#type)).collect()
}

/// Each value is refused with this fault of its own, or taken where there is none.
fn expect(member: &Value, cases: &[(Value, &str)]) {
    for (value, kind) in cases {
        let expected: Vec<String> = kind.split_whitespace().map(|kind| format!("/it {kind}")).collect();
        assert_eq!(told(&faults(member, value)), expected, "{value} as {member}");
    }
}

#[test]
fn a_fault_is_told_in_the_words_of_a_422() {
    let fault = &faults(&json!({ "type": "integer", "maximum": 4 }), &json!(12))[0];
    let expected = json!({
        "loc": ["body", "it"], "msg": "Input should be less than or equal to 4", "type": "less_than_equal",
        "ctx": { "le": 4 }, "input": 12,
    });
    assert_eq!(serde_json::to_value(fault).unwrap(), expected);
}

#[test]
fn a_missing_member_is_told_with_the_object_around_it() {
    let found = faults_among(&json!({ "type": "string" }), &json!({}), &json!({ "other": 1 }));
    assert_eq!(told(&found), ["/it missing"]);
    assert_eq!(found[0].input, json!({ "other": 1 }));
    assert!(found[0].ctx.is_empty());
}

#[test]
fn another_json_type_is_told_by_the_one_that_is_wanted() {
    let kinds = [
        ("string", "string_type", json!("a")),
        ("integer", "int_type", json!(1)),
        ("number", "float_type", json!(1.5)),
        ("boolean", "bool_type", json!(true)),
        ("array", "list_type", json!([])),
        ("object", "dict_type", json!({})),
    ];
    for (kind, fault, good) in kinds {
        expect(&json!({ "type": kind }), &[(json!(null), fault), (good, "")]);
    }
    expect(&json!({ "type": "integer" }), &[(json!(1.0), "int_type"), (json!("1"), "int_type")]);
    expect(&json!({ "type": "number" }), &[(json!(1), ""), (json!("1"), "float_type")]);
    expect(&json!({ "type": "object" }), &[(json!([]), "dict_type")]);
    expect(&json!({}), &[(json!(null), ""), (json!([1, "a"]), "")]);
}

#[test]
fn a_payload_that_is_no_object_has_one_fault() {
    let found = faults_among(&json!({ "type": "string" }), &json!({}), &json!([1]));
    assert_eq!(told(&found), [" dict_type"]);
    assert_eq!(found[0].loc, ["body"]);
}

#[test]
fn every_fault_is_told_at_once_and_unknown_members_pass() {
    let two = json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "boolean" } },
        "required": ["a", "b"], "x-fal-order-properties": ["b", "a"] });
    let found = faults(&json!({ "type": "array", "items": two }), &json!([{ "a": 1, "new": 2 }]));
    assert_eq!(told(&found), ["/it/0/b missing", "/it/0/a string_type"]);
}

#[test]
fn ends_of_ranges_are_inside_unless_they_are_exclusive() {
    for kind in ["integer", "number"] {
        let closed = json!({ "type": kind, "minimum": 1, "maximum": 4 });
        let beside = [(json!(0), "greater_than_equal"), (json!(1), ""), (json!(4), ""), (json!(5), "less_than_equal")];
        expect(&closed, &beside);
        let open = json!({ "type": kind, "exclusiveMinimum": 1, "exclusiveMaximum": 4 });
        expect(&open, &[(json!(1), "greater_than"), (json!(2), ""), (json!(3), ""), (json!(4), "less_than")]);
    }
    let fraction = json!({ "type": "number", "minimum": 0.5 });
    expect(&fraction, &[(json!(0.5), ""), (json!(0.499_999_9), "greater_than_equal"), (json!(1), "")]);
}

#[test]
fn steps_tolerate_what_floats_lose() {
    let tenth = json!({ "type": "number", "multipleOf": 0.0001 });
    expect(&tenth, &[(json!(0.8), ""), (json!(-0.8), ""), (json!(0.80005), "multiple_of"), (json!(0), "")]);
    expect(&json!({ "type": "integer", "multipleOf": 8 }), &[(json!(-16), ""), (json!(12), "multiple_of")]);
    expect(&json!({ "type": "number", "multipleOf": 1 }), &[(json!(1e300), "")]);
    expect(&json!({ "type": "integer", "multipleOf": 0 }), &[(json!(5), "")]);
}

#[test]
fn whole_numbers_have_the_width_of_their_type() {
    let wide = |width: &str| json!({ "type": "integer", "x-rust": { "kind": "integer", "width": width } });
    let (most, more) = (json!(i64::MAX), json!(i64::MAX.unsigned_abs() + 1));
    expect(&wide("i64"), &[(most, ""), (more.clone(), "int_type"), (json!(-1), "")]);
    expect(&wide("u64"), &[(more.clone(), ""), (json!(u64::MAX), ""), (json!(-1), "int_type")]);
    expect(&wide("i128"), &[(more, ""), (json!(i64::MIN), ""), (json!(4.0), ""), (json!(4.5), "int_type")]);
}

#[test]
fn limits_beyond_the_width_are_limits() {
    let width = json!({ "kind": "checked", "width": "i64" });
    let far = json!({ "type": "integer", "minimum": -1e300, "maximum": 1e300, "x-rust": width });
    expect(&far, &[(json!(i64::MAX), ""), (json!(i64::MIN), ""), (json!(u64::MAX), "int_type")]);
    let near = json!({ "type": "integer", "maximum": u64::MAX, "x-rust": width });
    expect(&near, &[(json!(i64::MAX), ""), (json!(u64::MAX), "int_type")]);
    let none = json!({ "type": "integer", "minimum": 1e300, "x-rust": width });
    expect(&none, &[(json!(u64::MAX), "greater_than_equal")]);
    let half = json!({ "type": "integer", "minimum": 0.5, "exclusiveMaximum": 2.5, "x-rust": width });
    expect(&half, &[(json!(0), "greater_than_equal"), (json!(1), ""), (json!(2), ""), (json!(3), "less_than")]);
}

#[test]
fn lengths_count_characters() {
    let text = json!({ "type": "string", "minLength": 2, "maxLength": 3 });
    expect(&text, &[(json!("界"), "string_too_short"), (json!("界界"), "")]);
    expect(&text, &[(json!("界界界"), ""), (json!("界界界界"), "string_too_long")]);
}

#[test]
fn a_pattern_matches_somewhere() {
    let text = json!({ "type": "string", "pattern": "[0-9]x" });
    expect(&text, &[(json!("a1xb"), ""), (json!("1y"), "string_pattern_mismatch")]);
    expect(&json!({ "type": "string", "pattern": "(" }), &[(json!("anything"), "")]);
}

#[test]
fn listed_values_are_exact_and_open_lists_take_any_of_their_kind() {
    let texts = json!({ "type": "string", "enum": ["png", "jpeg"] });
    expect(&texts, &[(json!("png"), ""), (json!("PNG"), "one_of"), (json!(1), "string_type")]);
    let numbers = json!({ "type": "integer", "enum": [1, 4] });
    expect(&numbers, &[(json!(4), ""), (json!(2), "one_of"), (json!(4.0), "int_type"), (json!("4"), "int_type")]);
    let open = json!({ "type": "string", "x-known": ["png"] });
    expect(&open, &[(json!("new"), ""), (json!(1), "string_type")]);
    let fault = &faults(&texts, &json!("gif"))[0];
    assert_eq!(fault.msg, "Input should be one of \"png\", \"jpeg\"");
    assert_eq!(fault.ctx["expected"], json!(["png", "jpeg"]));
}

#[test]
fn numbers_as_text_are_written_plainly() {
    let whole = json!({ "type": "string", "x-numeric": { "whole": true, "minimum": 1, "maximum": 6 } });
    expect(&whole, &[(json!("1"), ""), (json!("7"), "less_than_equal"), (json!(1), "string_type")]);
    for text in ["", "1.0", " 1", "01", "+1", "1e0", "one", "--1"] {
        expect(&whole, &[(json!(text), "int_parsing")]);
    }
    let any = json!({ "type": "string", "x-numeric": { "whole": false } });
    expect(&any, &[(json!("-1.50"), ""), (json!("0.5"), ""), (json!(".5"), "float_parsing")]);
    expect(&any, &[(json!("5."), "float_parsing"), (json!("9".repeat(400)), "finite_number")]);
}

#[test]
fn lists_have_as_many_items_as_they_may_and_none_twice() {
    let list = json!({ "type": "array", "items": { "type": "integer" }, "minItems": 1, "maxItems": 2 });
    expect(&list, &[(json!([]), "sequence_too_short"), (json!([1, 1]), ""), (json!([1, 2, 3]), "sequence_too_long")]);
    assert_eq!(told(&faults(&list, &json!([1, 2, "3"]))), ["/it sequence_too_long", "/it/2 int_type"]);
    let unique = json!({ "type": "array", "items": {}, "uniqueItems": true });
    expect(&unique, &[(json!([1, "1", null]), ""), (json!([1, 1.0]), "unique_items")]);
    expect(&unique, &[(json!([{ "a": 1, "b": 2 }, { "b": 2, "a": 1.0 }]), "unique_items")]);
}

#[test]
fn tuples_are_told_apart_from_lists() {
    let tuple = json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] });
    expect(&tuple, &[(json!(["a", 1]), ""), (json!(["a"]), "tuple_length"), (json!({}), "tuple_type")]);
    assert_eq!(told(&faults(&tuple, &json!([1, 1]))), ["/it/0 string_type"]);
}

#[test]
fn maps_hold_one_kind_of_value() {
    let map = json!({ "type": "object", "additionalProperties": { "type": "boolean" } });
    assert_eq!(told(&faults(&map, &json!({ "a": true, "b/c": 1 }))), ["/it/b/c bool_type"]);
    expect(&map, &[(json!([]), "dict_type"), (json!({}), "")]);
}

#[test]
fn null_is_a_value_where_it_may_be() {
    let nullable = json!({ "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "null" }] });
    expect(
        &nullable,
        &[(json!(null), ""), (json!("a"), ""), (json!(""), "string_too_short"), (json!(1), "string_type")],
    );
}

#[test]
fn a_union_takes_what_one_of_its_alternatives_takes() {
    let size = json!({ "type": "object", "properties": { "w": { "type": "integer" }, "h": { "type": "integer" } },
        "required": ["w", "h"] });
    let union = json!({ "anyOf": [size, { "type": "string", "enum": ["square"] }] });
    expect(&union, &[(json!("square"), ""), (json!({ "w": 1, "h": 1 }), ""), (json!("round"), "one_of")]);
    assert_eq!(told(&faults(&union, &json!({ "w": 1 }))), ["/it/h missing"]);
    // Both are of another type, so the first is as near as the second.
    expect(&union, &[(json!(5), "dict_type")]);
}

#[test]
fn the_nearest_alternative_has_the_fewest_faults() {
    let arm = |names: [&str; 2]| {
        let members: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
        json!({ "type": "object", "properties": members, "required": names })
    };
    let union = json!({ "anyOf": [arm(["a", "b"]), arm(["b", "c"])] });
    assert_eq!(told(&faults(&union, &json!({ "c": "" }))), ["/it/b missing"]);
    assert_eq!(told(&faults(&union, &json!({}))), ["/it/a missing", "/it/b missing"]);
}

#[test]
fn a_tag_tells_which_alternative_is_meant() {
    let arm = |tag: &str| {
        json!({ "type": "object", "properties": { "kind": { "type": "string" }, "size": { "type": "integer" } },
            "required": ["size"], "x-tag": { "property": "kind", "values": [tag] } })
    };
    let union = json!({ "anyOf": [arm("boat"), arm("car")] });
    expect(&union, &[(json!({ "kind": "car", "size": 1 }), ""), (json!(1), "dict_type")]);
    let tagged = |value: Value| told(&faults(&union, &value));
    assert_eq!(tagged(json!({ "kind": "plane", "size": 1 })), ["/it/kind one_of"]);
    assert_eq!(tagged(json!({ "size": 1 })), ["/it/kind missing"]);
    assert_eq!(tagged(json!({ "kind": 1, "size": 1 })), ["/it/kind missing"]);
}

#[test]
fn types_may_hold_themselves() {
    let types = json!({ "Tree": { "type": "object", "properties": {
        "size": { "type": "integer", "minimum": 1 },
        "parts": { "type": "array", "items": { "$ref": "#/$defs/Tree", "x-rust": { "kind": "box" } } },
    } } });
    let payload = json!({ "it": { "size": 1, "parts": [{ "size": 2 }, { "parts": [{ "size": 0 }] }] } });
    let found = faults_among(&json!({ "$ref": "#/$defs/Tree" }), &types, &payload);
    assert_eq!(told(&found), ["/it/parts/1/parts/0/size greater_than_equal"]);
}

#[test]
fn an_endpoint_that_takes_nothing_refuses_nothing() {
    let text = json!({ "id": "acme/ping", "transport": { "kind": "queue" }, "response": {} }).to_string();
    assert!(check(&Endpoint::parse(&text).unwrap(), &json!({ "any": 1 })).is_empty());
}
