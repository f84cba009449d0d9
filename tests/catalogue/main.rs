//! The catalogue of `fal-sdk`: what is known of each real endpoint, and payloads held against its types.

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

/// A request of the required fields and one more.
fn with(name: &str, value: Value) -> Value {
    let mut payload = json!({"prompt": "a donut", "image_url": "https://example.com/a.png"});
    payload[name] = value;
    payload
}

/// Faults as `/pointer kind`.
fn told(faults: &[Violation]) -> Vec<String> {
    faults.iter().map(|fault| format!("{} {}", fault.pointer(), fault.r#type)).collect()
}

/// The faults of a request with this field besides the required ones.
fn faults(name: &str, value: Value) -> Vec<String> {
    kontext().check_request(&with(name, value)).err().map(|faults| told(&faults)).unwrap_or_default()
}
