//! Decodes payloads with the types of random schemas. Reads one JSON array per line, `[id, "request" or "response",
//! payload]`, and writes the payload encoded again, or the violations, as `{"accepted": …}` or `{"rejected": …}`.
//!
//! `tests/differential/program.rs` compiles this program and links it with the generated crate.

use std::io::{BufRead, Write, stdin, stdout};

use serde_json::{Value, json};

fn main() {
    let mut out = std::io::BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let (id, direction, payload): (String, String, Value) =
            serde_json::from_str(&line.expect("a line")).expect("a payload check");
        let endpoint = generated::catalog::find(&id).expect("an endpoint");
        let verdict = if direction == "response" {
            endpoint.check_response(&payload).map_err(|error| error.to_string())
        } else {
            endpoint.check_request(&payload).map_err(|violations| format!("{violations:?}"))
        };
        let line = match verdict {
            Ok(value) => json!({ "accepted": value }),
            Err(text) => json!({ "rejected": text }),
        };
        writeln!(out, "{line}").expect("a pipe");
    }
}
