//! Encodes the request of every program and compares it with the payload that the program was written for.
//!
//! `tests/compile/rust_code/mod.rs` fills in the modules and rows, and compiles this program.

#![allow(deprecated, dead_code, unused_must_use, reason = "the specifications' own; `main` of the programs is never called")]

use std::error::Error;

use serde_json::Value;

// <modules>

type Row = (&'static str, &'static str, fn() -> Result<Value, Box<dyn Error>>, fn(&str, &Value) -> bool);

const ROWS: &[Row] = &[
// <rows>
];

/// Writes integral floats as integers, as the client does.
fn normalize(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => Value::from(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(normalize).collect(),
        Value::Object(properties) => properties.into_iter().map(|(name, value)| (name, normalize(value))).collect(),
        other => other,
    }
}

fn mismatch(&(id, payload, encoded, is_rejected): &Row) -> Option<String> {
    let payload: Value = serde_json::from_str(payload).expect("a payload");
    match encoded() {
        Ok(value) if normalize(value.clone()) == normalize(payload.clone()) => None,
        // The endpoint has no request.
        Ok(Value::Null) => None,
        Ok(value) => Some(format!("{id}: {payload}\n  is encoded as {value}")),
        Err(_) if is_rejected(id, &payload) => None,
        Err(error) => Some(format!("{id}: {payload}\n  is rejected: {error}")),
    }
}

fn main() {
    let mismatches: Vec<String> = ROWS.iter().filter_map(mismatch).collect();
    println!("{}", mismatches.join("\n"));
    std::process::exit(i32::from(!mismatches.is_empty()));
}
