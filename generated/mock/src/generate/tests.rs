//! Values of schemas that no endpoint has. `tests/mock` of the workspace validates the results of every endpoint.

use serde_json::json;

use super::{example_request, result};
use crate::{check::check, endpoint::Endpoint, storage::FileStorage};

#[test]
fn a_recursive_schema_terminates() {
    // Request and response have the same schema, so that the result can be validated as a request.
    let endpoint = Endpoint::parse(
        r##"{"id": "acme/tree", "transport": {"kind": "queue"}, "request": {"$ref": "#/$defs/Node"},
        "response": {"$ref": "#/$defs/Node"}, "$defs": {"Node": {
            "type": "object", "required": ["children", "next"], "x-fal-order-properties": ["children", "next", "more"],
            "properties": {
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                "more": {"$ref": "#/$defs/Node"}
            }}}}"##,
    )
    .unwrap();
    let made = result(&endpoint, &json!({}), 1, &FileStorage::new("http://127.0.0.1:1"));
    assert_eq!(check(&endpoint, &made), []);
}

#[test]
fn an_example_request_has_a_value_for_every_required_property() {
    let endpoint = Endpoint::parse(
        r#"{"id": "acme/all", "transport": {"kind": "queue"}, "response": {}, "request": {
            "type": "object", "required": ["text", "count", "ratio", "flag", "size", "items", "box", "file", "union"],
            "properties": {
                "text": {"type": "string", "minLength": 12, "maxLength": 14},
                "count": {"type": "integer", "exclusiveMinimum": 100, "multipleOf": 8, "default": 1.5},
                "ratio": {"type": "number", "maximum": -1},
                "flag": {"type": "boolean"},
                "size": {"type": "string", "enum": ["hd"]},
                "items": {"type": "array", "minItems": 3, "items": {"type": "integer"}},
                "box": {"type": "object", "required": ["w"], "properties": {"w": {"type": "number"}}},
                "file": {"type": "string", "format": "uri", "x-rust": {"kind": "file"}},
                "union": {"anyOf": [{"type": "null"}, {"type": "array", "prefixItems": [{"type": "string"}]}]},
                "optional": {"type": "integer"}
            }}}"#,
    )
    .unwrap();
    let request = example_request(&endpoint);
    assert_eq!(check(&endpoint, &request), []);
    assert!(request.get("optional").is_none(), "{request}");
}

#[test]
fn a_schema_that_requires_itself_terminates() {
    let endpoint = Endpoint::parse(
        r##"{"id": "acme/endless", "transport": {"kind": "queue"}, "response": {}, "request": {"$ref": "#/$defs/Box"},
        "$defs": {"Box": {"type": "object", "required": ["box"], "properties": {"box": {"$ref": "#/$defs/Box"}}}}}"##,
    )
    .unwrap();
    assert!(!check(&endpoint, &example_request(&endpoint)).is_empty());
}
