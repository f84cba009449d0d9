//! One test for each type of violation, on schemas with one property.

use serde_json::{Value, json};

use super::{Violation, check};
use crate::endpoint::Endpoint;

/// Returns the violations of a value as the required property `it` of a request.
fn violations(property: &Value, value: &Value) -> Vec<Violation> {
    violations_with_types(property, &json!({}), &json!({ "it": value }))
}

fn violations_with_types(property: &Value, types: &Value, payload: &Value) -> Vec<Violation> {
    let request = json!({ "type": "object", "properties": { "it": property }, "required": ["it"] });
    let endpoint = json!({
        "id": "acme/it", "transport": { "kind": "queue" }, "request": request, "response": {}, "$defs": types,
    });
    check(&Endpoint::parse(&endpoint.to_string()).unwrap(), payload)
}

/// Formats violations as `/path/to/it type`.
fn summary(violations: &[Violation]) -> Vec<String> {
    let step = |step: &Value| format!("/{}", step.as_str().map_or_else(|| step.to_string(), str::to_owned));
    let path = |violation: &Violation| violation.loc.iter().skip(1).map(step).collect::<String>();
    violations.iter().map(|violation| format!("{} {}", path(violation), violation.r#type)).collect()
}

/// Asserts that each value has the expected types of violations; an empty string expects none.
fn expect(property: &Value, cases: &[(Value, &str)]) {
    for (value, kind) in cases {
        let expected: Vec<String> = kind.split_whitespace().map(|kind| format!("/it {kind}")).collect();
        assert_eq!(summary(&violations(property, value)), expected, "{value} as {property}");
    }
}

#[test]
fn a_violation_has_the_format_of_a_422_response() {
    let violation = &violations(&json!({ "type": "integer", "maximum": 4 }), &json!(12))[0];
    let expected = json!({
        "loc": ["body", "it"], "msg": "Input should be less than or equal to 4", "type": "less_than_equal",
        "ctx": { "le": 4 }, "input": 12,
    });
    assert_eq!(serde_json::to_value(violation).unwrap(), expected);
}

#[test]
fn a_missing_property_has_the_object_as_its_input() {
    let found = violations_with_types(&json!({ "type": "string" }), &json!({}), &json!({ "other": 1 }));
    assert_eq!(summary(&found), ["/it missing"]);
    assert_eq!(found[0].input, json!({ "other": 1 }));
    assert!(found[0].ctx.is_empty());
}

#[test]
fn a_wrong_json_type_is_reported_with_the_expected_one() {
    let kinds = [
        ("string", "string_type", json!("a")),
        ("integer", "int_type", json!(1)),
        ("number", "float_type", json!(1.5)),
        ("boolean", "bool_type", json!(true)),
        ("array", "list_type", json!([])),
        ("object", "dict_type", json!({})),
    ];
    for (kind, violation, good) in kinds {
        expect(&json!({ "type": kind }), &[(json!(null), violation), (good, "")]);
    }
    expect(&json!({ "type": "integer" }), &[(json!(1.5), "int_type"), (json!("1"), "int_type")]);
    expect(&json!({ "type": "number" }), &[(json!(1), ""), (json!("1"), "float_type")]);
    expect(&json!({ "type": "object" }), &[(json!([]), "dict_type")]);
    expect(&json!({}), &[(json!(null), ""), (json!([1, "a"]), "")]);
}

#[test]
fn a_payload_that_is_not_an_object_has_one_violation() {
    let found = violations_with_types(&json!({ "type": "string" }), &json!({}), &json!([1]));
    assert_eq!(summary(&found), [" dict_type"]);
    assert_eq!(found[0].loc, ["body"]);
}

#[test]
fn all_violations_are_reported_and_unknown_properties_are_accepted() {
    let two = json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "boolean" } },
        "required": ["a", "b"], "x-fal-order-properties": ["b", "a"] });
    let found = violations(&json!({ "type": "array", "items": two }), &json!([{ "a": 1, "new": 2 }]));
    assert_eq!(summary(&found), ["/it/0/b missing", "/it/0/a string_type"]);
}

#[test]
fn bounds_are_inclusive_unless_they_are_exclusive() {
    for kind in ["integer", "number"] {
        let closed = json!({ "type": kind, "minimum": 1, "maximum": 4 });
        let sibling = [(json!(0), "greater_than_equal"), (json!(1), ""), (json!(4), ""), (json!(5), "less_than_equal")];
        expect(&closed, &sibling);
        let open = json!({ "type": kind, "exclusiveMinimum": 1, "exclusiveMaximum": 4 });
        expect(&open, &[(json!(1), "greater_than"), (json!(2), ""), (json!(3), ""), (json!(4), "less_than")]);
    }
    let fraction = json!({ "type": "number", "minimum": 0.5 });
    expect(&fraction, &[(json!(0.5), ""), (json!(0.499_999_9), "greater_than_equal"), (json!(1), "")]);
}

#[test]
fn multiples_tolerate_rounding_errors_of_floats() {
    let tenth = json!({ "type": "number", "multipleOf": 0.0001 });
    expect(&tenth, &[(json!(0.8), ""), (json!(-0.8), ""), (json!(0.80005), "multiple_of"), (json!(0), "")]);
    expect(&json!({ "type": "integer", "multipleOf": 8 }), &[(json!(-16), ""), (json!(12), "multiple_of")]);
    expect(&json!({ "type": "number", "multipleOf": 1 }), &[(json!(1e300), "")]);
    expect(&json!({ "type": "integer", "multipleOf": 0 }), &[(json!(5), "")]);
}

#[test]
fn integers_are_in_the_range_of_their_type() {
    let wide = |width: &str| json!({ "type": "integer", "x-rust": { "kind": "integer", "width": width } });
    let (most, more) = (json!(i64::MAX), json!(i64::MAX.unsigned_abs() + 1));
    expect(&wide("i64"), &[(most, ""), (more.clone(), "int_type"), (json!(-1), "")]);
    expect(&wide("u64"), &[(more.clone(), ""), (json!(u64::MAX), ""), (json!(-1), "int_type")]);
    expect(&wide("i128"), &[(more, ""), (json!(i64::MIN), ""), (json!(4.0), ""), (json!(4.5), "int_type")]);
}

#[test]
fn limits_beyond_the_range_of_the_type_are_enforced() {
    let width = json!({ "kind": "constrained", "width": "i64" });
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
fn a_pattern_may_match_anywhere() {
    let text = json!({ "type": "string", "pattern": "[0-9]x" });
    expect(&text, &[(json!("a1xb"), ""), (json!("1y"), "string_pattern_mismatch")]);
    expect(&json!({ "type": "string", "pattern": "(" }), &[(json!("anything"), "")]);
}

#[test]
fn closed_enums_are_exact_and_open_enums_accept_any_value_of_their_type() {
    let texts = json!({ "type": "string", "enum": ["png", "jpeg"] });
    expect(&texts, &[(json!("png"), ""), (json!("PNG"), "one_of"), (json!(1), "string_type")]);
    let numbers = json!({ "type": "integer", "enum": [1, 4] });
    expect(
        &numbers,
        &[(json!(4), ""), (json!(2), "one_of"), (json!(4.0), ""), (json!(4.5), "int_type"), (json!("4"), "int_type")],
    );
    let open = json!({ "type": "string", "x-known": ["png"] });
    expect(&open, &[(json!("new"), ""), (json!(1), "string_type")]);
    let violation = &violations(&texts, &json!("gif"))[0];
    assert_eq!(violation.msg, "Input should be one of \"png\", \"jpeg\"");
    assert_eq!(violation.ctx["expected"], json!(["png", "jpeg"]));
}

#[test]
fn numeric_strings_are_in_plain_decimal_notation() {
    let integer = json!({ "type": "string", "x-numeric": { "whole": true, "minimum": 1, "maximum": 6 } });
    expect(&integer, &[(json!("1"), ""), (json!("7"), "less_than_equal"), (json!(1), "string_type")]);
    for text in ["", "1.0", " 1", "01", "+1", "1e0", "one", "--1"] {
        expect(&integer, &[(json!(text), "int_parsing")]);
    }
    let any = json!({ "type": "string", "x-numeric": { "whole": false } });
    expect(&any, &[(json!("-1.50"), ""), (json!("0.5"), ""), (json!(".5"), "float_parsing")]);
    expect(&any, &[(json!("5."), "float_parsing"), (json!("9".repeat(400)), "finite_number")]);
}

#[test]
fn arrays_satisfy_their_item_counts_and_unique_items() {
    let list = json!({ "type": "array", "items": { "type": "integer" }, "minItems": 1, "maxItems": 2 });
    expect(&list, &[(json!([]), "sequence_too_short"), (json!([1, 1]), ""), (json!([1, 2, 3]), "sequence_too_long")]);
    assert_eq!(summary(&violations(&list, &json!([1, 2, "3"]))), ["/it sequence_too_long", "/it/2 int_type"]);
    let unique = json!({ "type": "array", "items": {}, "uniqueItems": true });
    expect(&unique, &[(json!([1, "1", null]), ""), (json!([1, 1.0]), "unique_items")]);
    expect(&unique, &[(json!([{ "a": 1, "b": 2 }, { "b": 2, "a": 1.0 }]), "unique_items")]);
}

#[test]
fn tuples_have_types_of_violations_of_their_own() {
    let tuple = json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }] });
    expect(&tuple, &[(json!(["a", 1]), ""), (json!(["a"]), "tuple_length"), (json!({}), "tuple_type")]);
    assert_eq!(summary(&violations(&tuple, &json!([1, 1]))), ["/it/0 string_type"]);
}

#[test]
fn map_values_satisfy_their_schema() {
    let map = json!({ "type": "object", "additionalProperties": { "type": "boolean" } });
    assert_eq!(summary(&violations(&map, &json!({ "a": true, "b/c": 1 }))), ["/it/b/c bool_type"]);
    expect(&map, &[(json!([]), "dict_type"), (json!({}), "")]);
    let limited = json!({ "type": "object", "additionalProperties": {}, "minProperties": 1, "maxProperties": 2 });
    expect(&limited, &[(json!({}), "too_short"), (json!({ "a": 1, "b": 2 }), "")]);
    expect(&limited, &[(json!({ "a": 1, "b": 2, "c": 3 }), "too_long")]);
}

#[test]
fn null_is_accepted_only_if_nullable() {
    let nullable = json!({ "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "null" }] });
    expect(
        &nullable,
        &[(json!(null), ""), (json!("a"), ""), (json!(""), "string_too_short"), (json!(1), "string_type")],
    );
}

#[test]
fn a_union_accepts_the_values_of_each_variant() {
    let size = json!({ "type": "object", "properties": { "w": { "type": "integer" }, "h": { "type": "integer" } },
        "required": ["w", "h"] });
    let union = json!({ "anyOf": [size, { "type": "string", "enum": ["square"] }] });
    expect(&union, &[(json!("square"), ""), (json!({ "w": 1, "h": 1 }), ""), (json!("round"), "one_of")]);
    assert_eq!(summary(&violations(&union, &json!({ "w": 1 }))), ["/it/h missing"]);
    // Both are of another type, so the first is as near as the second.
    expect(&union, &[(json!(5), "dict_type")]);
}

#[test]
fn the_closest_variant_has_the_fewest_violations() {
    let variant = |names: [&str; 2]| {
        let members: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
        json!({ "type": "object", "properties": members, "required": names })
    };
    let union = json!({ "anyOf": [variant(["a", "b"]), variant(["b", "c"])] });
    assert_eq!(summary(&violations(&union, &json!({ "c": "" }))), ["/it/b missing"]);
    assert_eq!(summary(&violations(&union, &json!({}))), ["/it/a missing", "/it/b missing"]);
}

#[test]
fn a_discriminator_selects_the_variant() {
    let variant = |tag: &str| {
        json!({ "type": "object", "properties": { "kind": { "type": "string" }, "size": { "type": "integer" } },
            "required": ["size"], "x-discriminator": { "property": "kind", "values": [tag] } })
    };
    let union = json!({ "anyOf": [variant("boat"), variant("car")] });
    expect(&union, &[(json!({ "kind": "car", "size": 1 }), ""), (json!(1), "dict_type")]);
    let tagged = |value: Value| summary(&violations(&union, &value));
    assert_eq!(tagged(json!({ "kind": "plane", "size": 1 })), ["/it/kind one_of"]);
    assert_eq!(tagged(json!({ "size": 1 })), ["/it/kind missing"]);
    assert_eq!(tagged(json!({ "kind": 1, "size": 1 })), ["/it/kind one_of"]);
}

#[test]
fn types_may_be_recursive() {
    let types = json!({ "Tree": { "type": "object", "properties": {
        "size": { "type": "integer", "minimum": 1 },
        "parts": { "type": "array", "items": { "$ref": "#/$defs/Tree", "x-rust": { "kind": "box" } } },
    } } });
    let payload = json!({ "it": { "size": 1, "parts": [{ "size": 2 }, { "parts": [{ "size": 0 }] }] } });
    let found = violations_with_types(&json!({ "$ref": "#/$defs/Tree" }), &types, &payload);
    assert_eq!(summary(&found), ["/it/parts/1/parts/0/size greater_than_equal"]);
}

#[test]
fn an_endpoint_without_input_accepts_every_payload() {
    let text = json!({ "id": "acme/ping", "transport": { "kind": "queue" }, "response": {} }).to_string();
    assert!(check(&Endpoint::parse(&text).unwrap(), &json!({ "any": 1 })).is_empty());
}
