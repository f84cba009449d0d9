//! An independent JSON Schema validator.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// Compiles a schema with two agreed readings: a value may fit several variants of `oneOf`, and an object may have
/// properties that a closed object does not name.
pub fn validator(schema: &Value, components: &Map<String, Value>) -> Validator {
    try_validator(schema, components).unwrap_or_else(|| panic!("{schema} is not a schema"))
}

/// Compiles a schema; `None` if it is not a JSON Schema.
pub fn try_validator(schema: &Value, components: &Map<String, Value>) -> Option<Validator> {
    let mut root = schema.clone();
    if root.get("$ref").is_some() {
        root = json!({ "allOf": [root] });
    }
    root["components"] = json!({ "schemas": components });
    let root = relaxed(root);
    jsonschema::draft202012::new(&root).ok()
}

fn relaxed(schema: Value) -> Value {
    match schema {
        Value::Object(keywords) => {
            let is_kept = |(keyword, value): &(String, Value)| {
                !(keyword == "additionalProperties" && *value == Value::Bool(false))
            };
            let rename = |(keyword, value): (String, Value)| match keyword.as_str() {
                "const" | "enum" | "default" => (keyword, value),
                "oneOf" => ("anyOf".to_owned(), relaxed(value)),
                _ => (keyword, relaxed(value)),
            };
            Value::Object(keywords.into_iter().filter(is_kept).map(rename).collect())
        }
        Value::Array(items) => items.into_iter().map(relaxed).collect(),
        other => other,
    }
}
