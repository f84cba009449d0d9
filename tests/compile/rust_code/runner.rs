//! Encodes the request of every program and compares it with the payload that the program was made of.
//!
//! This program is part of a crate of generated code: see `tests/compile/rust_code/mod.rs`.

#![allow(deprecated, dead_code, unused_must_use, reason = "the specifications' own; the programs are only compiled")]

use std::error::Error;

use serde_json::Value;

// <modules>

type Row = (&'static str, &'static str, fn() -> Result<Value, Box<dyn Error>>, fn(&str, &Value) -> bool);

const ROWS: &[Row] = &[
// <rows>
];

/// The same numbers in the same form: a whole float is sent as a whole number.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => Value::from(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}

fn complaint(&(id, payload, encoded, refuses): &Row) -> Option<String> {
    let payload: Value = serde_json::from_str(payload).expect("a payload");
    match encoded() {
        Ok(value) if plain(value.clone()) == plain(payload.clone()) => None,
        // The endpoint takes nothing.
        Ok(Value::Null) => None,
        Ok(value) => Some(format!("{id}: {payload}\n  is encoded as {value}")),
        Err(_) if refuses(id, &payload) => None,
        Err(error) => Some(format!("{id}: {payload}\n  is refused: {error}")),
    }
}

fn main() {
    let complaints: Vec<String> = ROWS.iter().filter_map(complaint).collect();
    println!("{}", complaints.join("\n"));
    std::process::exit(i32::from(!complaints.is_empty()));
}
