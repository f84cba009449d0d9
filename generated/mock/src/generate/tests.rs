//! Values of schemas that no endpoint has. `tests/mock` of the workspace validates the results of every endpoint.

use serde_json::json;

use super::result;
use crate::{check::check, endpoint::Endpoint, storage::Storage};

#[test]
fn a_schema_that_contains_itself_ends() {
    // The request is what it returns too, so that the result can be held against it.
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
    let made = result(&endpoint, &json!({}), 1, &Storage::new("http://127.0.0.1:1"));
    assert_eq!(check(&endpoint, &made), []);
}
