//! The catalogue of `fal-sdk`: the metadata of each real endpoint, and payloads checked against its types.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod every_endpoint;
mod kontext;
mod properties;
mod types;

use fal_sdk::{Violation, catalog::Endpoint};
use serde_json::{Value, json};

fn kontext() -> &'static Endpoint {
    fal_sdk::catalog::find("fal-ai/flux-pro/kontext").unwrap()
}

/// A request with the required fields and one more.
fn with(name: &str, value: Value) -> Value {
    let mut payload = json!({"prompt": "a donut", "image_url": "https://example.com/a.png"});
    payload[name] = value;
    payload
}

/// Formats violations as `/pointer type`.
fn format_violations(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(|violation| format!("{} {}", violation.pointer(), violation.r#type)).collect()
}

/// The violations of a request with the required fields and one more.
fn violations(name: &str, value: Value) -> Vec<String> {
    kontext()
        .check_request(&with(name, value))
        .err()
        .map(|violations| format_violations(&violations))
        .unwrap_or_default()
}
