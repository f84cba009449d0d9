//! The result of a job: made from the examples of the endpoint's document, or from its schema.

use serde_json::Value;

use crate::{endpoint::Endpoint, storage::Storage};

/// The result that a payload gets: the same seed and payload give the same result.
pub(crate) fn result(endpoint: &Endpoint, payload: &Value, seed: u64, storage: &Storage) -> Value {
    let _ = (endpoint, payload, seed, storage);
    Value::Null
}
