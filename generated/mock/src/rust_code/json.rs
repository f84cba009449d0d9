//! Untyped values with `serde_json::json!`, and literals.

use serde_json::{Number, Value};

use super::piece::Piece;

/// Maximum number of values in `json!`; larger values exceed the macro's recursion limit and are parsed instead.
const MANY: usize = 40;

/// Returns an expression of type `serde_json::Value`.
pub(super) fn exact(json: &Value) -> Piece {
    match json {
        Value::Null => Piece::text_of("serde_json::Value::Null"),
        _ if count(json) > MANY => {
            let text = Piece::Text(text(&json.to_string()));
            Piece::call("serde_json::from_str::<serde_json::Value>(", vec![text], ")?")
        }
        _ => wrapped("serde_json::json!(", json),
    }
}

/// Returns an expression for a parameter of type `impl Into<serde_json::Value>`.
pub(super) fn argument(json: &Value) -> Piece {
    match json {
        Value::Bool(_) | Value::Number(_) | Value::String(_) => inner(json),
        _ => exact(json),
    }
}

fn wrapped(open: &str, json: &Value) -> Piece {
    match inner(json) {
        Piece::Call(own, arguments, close) => {
            Piece::Call(format!("{open}{own}"), arguments, if close == "]" { "])" } else { "})" })
        }
        scalar => Piece::call(open, vec![scalar], ")"),
    }
}

/// Returns the content of `json!`.
fn inner(json: &Value) -> Piece {
    match json {
        Value::Null => Piece::text_of("null"),
        Value::Bool(value) => Piece::text_of(value.to_string()),
        Value::Number(value) => Piece::Text(number(value)),
        Value::String(value) => Piece::Text(text(value)),
        Value::Array(items) => Piece::call("[", items.iter().map(inner).collect(), "]"),
        Value::Object(members) => {
            Piece::call("{", members.iter().map(|(name, value)| member(name, value)).collect(), "}")
        }
    }
}

fn member(name: &str, value: &Value) -> Piece {
    let name = format!("{}: ", text(name));
    match inner(value) {
        Piece::Call(open, arguments, close) => Piece::Call(name + &open, arguments, close),
        scalar => Piece::call(name, vec![scalar], ""),
    }
}

fn count(json: &Value) -> usize {
    match json {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// Returns a string literal.
pub(super) fn text(text: &str) -> String {
    format!("{text:?}")
}

/// Returns a number literal, with a suffix if it does not fit into `i32`.
fn number(number: &Number) -> String {
    match (number.as_i64(), number.as_u64()) {
        (Some(value), _) if i32::try_from(value).is_ok() => value.to_string(),
        (Some(value), _) => format!("{value}_i64"),
        (_, Some(value)) => format!("{value}_u64"),
        _ => float(number.as_f64().unwrap_or_default()),
    }
}

/// Returns a float literal.
pub(super) fn float(value: f64) -> String {
    format!("{value:?}")
}
