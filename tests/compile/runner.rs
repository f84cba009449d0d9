//! Decodes payloads with the types of generated crates. Reads one JSON array per line,
//! `[library, id, "request" or "response", payload]`, and writes one verdict per line.
//!
//! `tests/compile/fixtures.rs` compiles this program and links it with the crates.

use std::io::{BufRead, stdin};

use fal_sdk::catalog::Endpoint;
use serde_json::{Value, json};

fn main() {
    for line in stdin().lock().lines() {
        let (library, id, direction, payload): (String, String, String, Value) =
            serde_json::from_str(&line.expect("a line")).expect("a payload check");
        println!("{}", verdict(find(&library, &id).expect("an endpoint"), &direction, &payload));
    }
}

fn find(library: &str, id: &str) -> Option<&'static Endpoint> {
    match library {
        "fal_accepted" => fal_accepted::catalog::find(id),
        "fal_diff_old" => fal_diff_old::catalog::find(id),
        "fal_diff_new" => fal_diff_new::catalog::find(id),
        _ => None,
    }
}

/// The payload, decoded and encoded again, or the violations as `/pointer type`.
fn verdict(endpoint: &Endpoint, direction: &str, payload: &Value) -> Value {
    if direction == "response" {
        return match endpoint.check_response(payload) {
            Ok(value) => json!({ "accepted": value }),
            Err(error) => json!({ "rejected": [error.to_string()] }),
        };
    }
    match endpoint.check_request(payload) {
        Ok(value) => json!({ "accepted": value }),
        Err(violations) => {
            let violations = violations.iter().map(|violation| format!("{} {}", violation.pointer(), violation.r#type));
            json!({ "rejected": violations.collect::<Vec<_>>() })
        }
    }
}
