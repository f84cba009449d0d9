//! The Rust that makes a call with a payload.

use serde_json::Value;

use crate::endpoint::Endpoint;

/// A whole program that sends the payload to the endpoint.
pub fn rust_code(endpoint: &Endpoint, payload: &Value) -> String {
    let _ = (endpoint, payload);
    String::new()
}
