//! Builds payloads from a schema: valid ones with some or all properties, and mostly invalid ones.

use fal_tests::requests::{Requests, sample};
use serde_json::{Map, Value, json};

/// Which properties and values a payload has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PayloadKind {
    /// The required properties and some of the optional ones.
    Partial,
    /// Every property.
    Full,
    /// Every property, with numbers and strings that are mostly invalid, and one unknown property.
    Invalid,
}

/// Builds a payload for the endpoint that a schema describes. An endpoint without a request gets an empty object.
pub fn payload(schema: &Value, kind: PayloadKind) -> Value {
    let strategy = Requests::read(schema).unwrap().and_then(|requests| match kind {
        PayloadKind::Partial => requests.valid(),
        PayloadKind::Full | PayloadKind::Invalid => requests.full(),
    });
    let payload = strategy.and_then(|strategy| sample(&strategy, 1).pop()).unwrap_or_else(|| json!({}));
    if kind == PayloadKind::Invalid { invalidate(payload) } else { payload }
}

/// Replaces numbers and strings, doubles arrays, and adds an unknown property.
fn invalidate(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap_or_default() * -1000.0 - 1.5),
        Value::String(text) => json!(format!("{text} no such value")),
        Value::Array(items) => items.iter().chain(&items).cloned().map(invalidate).collect(),
        Value::Object(properties) => {
            let mut properties: Map<String, Value> =
                properties.into_iter().map(|(name, value)| (name, invalidate(value))).collect();
            properties.insert("unknown property".to_owned(), json!({"a": [null, 1.5]}));
            Value::Object(properties)
        }
        Value::Bool(_) | Value::Null => value,
    }
}
