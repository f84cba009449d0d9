//! Expressions for values of every type, including values that the type rejects.

use serde_json::{Value, json};

use super::{rust_code, rust_request};
use crate::endpoint::Endpoint;

/// Returns an endpoint whose request has these optional properties.
fn endpoint(properties: &Value, types: &Value) -> Endpoint {
    let mut properties = properties.clone();
    let names: Vec<String> = properties.as_object().unwrap().keys().cloned().collect();
    for name in &names {
        let rust = properties[name].as_object_mut().unwrap().entry("x-rust").or_insert_with(|| json!({}));
        rust["field"] = json!(name);
        rust["setter"] = json!(name);
        rust["null"] = json!(format!("{name}_null"));
    }
    let mut types = types.clone();
    types["Request"] = json!({
        "type": "object",
        "properties": properties,
        "required": [],
        "x-fal-order-properties": names,
        "x-rust": {"kind": "struct"},
    });
    let integer = json!({
        "id": "acme/echo",
        "module": "fal_sdk::acme::echo",
        "transport": {"kind": "queue"},
        "request": {"$ref": "#/$defs/Request"},
        "response": {},
        "$defs": types,
    });
    Endpoint::parse(&integer.to_string()).unwrap()
}

/// Returns the setter call for the property `value` with this schema.
fn call(property: &Value, types: &Value, value: &Value) -> String {
    let expr = rust_request(&endpoint(&json!({ "value": property }), types), &json!({ "value": value }));
    expr.strip_prefix("echo::Request::new()").unwrap().trim().to_owned()
}

#[test]
fn numbers_within_their_limits_are_checked_literals() {
    let types = json!({"Steps": {"type": "integer", "minimum": 1, "maximum": 50, "x-rust": {"kind": "constrained"}}});
    let steps = json!({"$ref": "#/$defs/Steps"});
    assert_eq!(call(&steps, &types, &json!(50)), ".value(checked!(50))");
    assert_eq!(call(&steps, &types, &json!(51)), ".value(echo::Steps::try_from(51_i64)?)");
    assert_eq!(call(&steps, &types, &json!("many")), ".extra(\"value\", \"many\")");
    assert_eq!(call(&steps, &types, &json!(1.5)), ".extra(\"value\", 1.5)");
}

#[test]
fn strings_are_escaped_and_patterns_are_checked_at_run_time() {
    let types = json!({
        "Short": {"type": "string", "maxLength": 5, "x-rust": {"kind": "constrained"}},
        "Coded": {"type": "string", "pattern": "^a", "x-rust": {"kind": "constrained"}},
    });
    let text = json!({"type": "string"});
    assert_eq!(call(&text, &types, &json!("a \"donut\"\n甜")), r#".value("a \"donut\"\n甜")"#);
    assert_eq!(call(&json!({"$ref": "#/$defs/Short"}), &types, &json!("donut")), ".value(checked!(\"donut\"))");
    let long = call(&json!({"$ref": "#/$defs/Short"}), &types, &json!("donuts"));
    assert_eq!(long, ".value(echo::Short::try_from(\"donuts\")?)");
    let coded = call(&json!({"$ref": "#/$defs/Coded"}), &types, &json!("abc"));
    assert_eq!(coded, ".value(echo::Coded::try_from(\"abc\")?)");
}

#[test]
fn a_numeric_string_is_a_number_literal_if_it_round_trips() {
    let numeric = json!({"whole": false, "minimum": 0, "maximum": 6});
    let types = json!({"Tolerance": {"type": "string", "x-numeric": numeric, "x-rust": {"kind": "constrained"}}});
    let tolerance = json!({"$ref": "#/$defs/Tolerance"});
    assert_eq!(call(&tolerance, &types, &json!("2")), ".value(checked!(2))");
    assert_eq!(call(&tolerance, &types, &json!("2.50")), ".value(echo::Tolerance::try_from(\"2.50\")?)");
    assert_eq!(call(&tolerance, &types, &json!("7")), ".value(echo::Tolerance::try_from(\"7\")?)");
}

#[test]
fn an_enum_value_is_a_variant() {
    let enum_type =
        |list: &str| json!({"Kind": {"type": "string", list: ["a b"], "x-rust": {"kind": "enum", "variants": ["AB"]}}});
    let kind = json!({"$ref": "#/$defs/Kind"});
    assert_eq!(call(&kind, &enum_type("enum"), &json!("a b")), ".value(echo::Kind::AB)");
    assert_eq!(call(&kind, &enum_type("enum"), &json!("c")), ".value(echo::Kind::try_from(\"c\")?)");
    assert_eq!(call(&kind, &enum_type("x-known"), &json!("c")), ".value(echo::Kind::from(\"c\"))");
}

#[test]
fn null_has_a_setter_if_it_differs_from_absence() {
    let property = |meaning: &str| json!({"anyOf": [{"type": "string"}, {"type": "null"}], "x-null": meaning});
    assert_eq!(call(&property("distinct"), &json!({}), &json!("a")), ".value(\"a\")");
    assert_eq!(call(&property("distinct"), &json!({}), &Value::Null), ".value_null()");
    let nothing = json!({"type": "string"});
    assert_eq!(call(&nothing, &json!({}), &Value::Null), ".extra(\"value\", serde_json::Value::Null)");
}

#[test]
fn arrays_maps_and_tuples_nest() {
    let list = |items: Value| json!({"type": "array", "items": items});
    let text = json!({"type": "string"});
    assert_eq!(call(&list(text.clone()), &json!({}), &json!(["a", "b"])), ".value([\"a\", \"b\"])");
    assert_eq!(call(&list(text.clone()), &json!({}), &json!([])), ".value(Vec::<String>::new())");
    let nested = call(&list(list(text.clone())), &json!({}), &json!([["a"], []]));
    assert_eq!(nested, ".value(vec![vec![\"a\".into()], vec![]])");
    let map = json!({"type": "object", "additionalProperties": {"type": "number"}});
    assert_eq!(call(&map, &json!({}), &json!({"a": 1})), ".value(BTreeMap::from([(\"a\".into(), 1.0)]))");
    let limited =
        json!({"type": "object", "additionalProperties": {"type": "number"}, "x-rust": {"kind": "constrained"}});
    let types = json!({"Weights": limited});
    let expr = call(&json!({"$ref": "#/$defs/Weights"}), &types, &json!({"a": 1}));
    assert_eq!(expr, ".value(echo::Weights::try_from(BTreeMap::from([(\"a\".into(), 1.0)]))?)");
    let tuple = json!({"type": "array", "prefixItems": [{"type": "boolean"}]});
    assert_eq!(call(&tuple, &json!({}), &json!([true])), ".value((true,))");
}

#[test]
fn untyped_values_use_json_with_suffixed_large_numbers() {
    let expr = call(&json!({}), &json!({}), &json!({"a": [null, 5_000_000_000_i64], "b": u64::MAX}));
    let expected = r#".value(serde_json::json!({"a": [null, 5000000000_i64], "b": 18446744073709551615_u64}))"#;
    assert_eq!(expr.split_whitespace().collect::<String>(), expected.split_whitespace().collect::<String>());
    let many = Value::Array(vec![json!(1); 100]);
    assert!(call(&json!({}), &json!({}), &many).contains("serde_json::from_str::<serde_json::Value>(\"[1,1"));
}

#[test]
fn a_union_uses_the_matching_variant() {
    let types = json!({
        "Size": {"anyOf": [{"$ref": "#/$defs/Preset"}, {"type": "integer"}], "x-rust": {"variants": ["Preset", "Edge"]}},
        "Preset": {"type": "string", "enum": ["hd"], "x-rust": {"variants": ["Hd"]}},
    });
    let size = json!({"$ref": "#/$defs/Size"});
    assert_eq!(call(&size, &types, &json!("hd")), ".value(echo::Preset::Hd)");
    assert_eq!(call(&size, &types, &json!(512)), ".value(echo::Size::Edge(512))");
    assert_eq!(call(&size, &types, &json!(true)), ".extra(\"value\", true)");
}

#[test]
fn a_payload_without_a_required_property_is_parsed_from_json() {
    let text = endpoint(&json!({"text": {"type": "string"}}), &json!({})).text;
    let endpoint = Endpoint::parse(&text.replace("\"required\":[]", "\"required\":[\"text\"]")).unwrap();
    assert_eq!(rust_request(&endpoint, &json!({"text": "a"})), "echo::Request::new(\"a\")");
    let expr = rust_request(&endpoint, &json!({}));
    assert_eq!(expr, "serde_json::from_value::<echo::Request>(serde_json::json!({}))?");
}

#[test]
fn the_program_imports_what_it_uses() {
    let types = json!({"Steps": {"type": "integer", "maximum": 50, "x-rust": {"kind": "constrained"}}});
    let endpoint = endpoint(&json!({"steps": {"$ref": "#/$defs/Steps"}}), &types);
    let code = rust_code(&endpoint, &json!({"steps": 5, "new": [1]}));
    assert!(code.starts_with("use fal_sdk::{Client, checked, acme::echo};\n"), "{code}");
    assert!(code.contains(".extra(\"new\", serde_json::json!([1]))"), "{code}");
    assert!(rust_code(&endpoint, &json!({"steps": 51})).starts_with("use fal_sdk::{Client, acme::echo};\n"));
}
