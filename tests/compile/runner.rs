//! Answers questions about the endpoints of this crate, a line of JSON each: `[id, "request" or "response", payload]`.
//!
//! This program is part of a crate of generated code: see `tests/compile/accepted.rs`.

use std::io::{BufRead, stdin};

use serde_json::{Value, json};

fn main() {
    for line in stdin().lock().lines() {
        let question: (String, String, Value) = serde_json::from_str(&line.expect("a line")).expect("a question");
        println!("{}", answer(&question.0, &question.1, &question.2));
    }
}

/// What was decoded and encoded again, or the faults as `/pointer kind`.
fn answer(id: &str, way: &str, payload: &Value) -> Value {
    let Some(endpoint) = fal_accepted::catalog::find(id) else { return json!({ "faults": ["no such endpoint"] }) };
    if way == "response" {
        return match endpoint.check_response(payload) {
            Ok(value) => json!({ "taken": value }),
            Err(error) => json!({ "faults": [error.to_string()] }),
        };
    }
    match endpoint.check_request(payload) {
        Ok(value) => json!({ "taken": value }),
        Err(faults) => {
            let faults = faults.iter().map(|fault| format!("{} {}", fault.pointer(), fault.r#type));
            json!({ "faults": faults.collect::<Vec<_>>() })
        }
    }
}
