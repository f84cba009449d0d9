//! Untyped values with `serde_json::json!`, and literals.

use serde_json::{Number, Value};

use super::expression::Expression;

/// Maximum number of values in `json!`; larger values exceed the macro's recursion limit and are parsed instead.
const MAX_JSON_VALUES: usize = 40;

/// Returns an expression of type `serde_json::Value`.
pub(super) fn exact(json: &Value) -> Expression {
    match json {
        Value::Null => Expression::from_text("serde_json::Value::Null"),
        _ if count(json) > MAX_JSON_VALUES => {
            let text = Expression::Text(string(&json.to_string()));
            Expression::call("serde_json::from_str::<serde_json::Value>(", vec![text], ")?")
        }
        _ => wrapped("serde_json::json!(", json),
    }
}

/// Returns an expression for a parameter of type `impl Into<serde_json::Value>`.
pub(super) fn argument(json: &Value) -> Expression {
    match json {
        Value::Bool(_) | Value::Number(_) | Value::String(_) => inner(json),
        _ => exact(json),
    }
}

fn wrapped(open: &str, json: &Value) -> Expression {
    match inner(json) {
        Expression::Call(own, arguments, close) => {
            Expression::Call(format!("{open}{own}"), arguments, if close == "]" { "])" } else { "})" })
        }
        scalar => Expression::call(open, vec![scalar], ")"),
    }
}

/// Returns the content of `json!`.
fn inner(json: &Value) -> Expression {
    match json {
        Value::Null => Expression::from_text("null"),
        Value::Bool(value) => Expression::from_text(value.to_string()),
        Value::Number(value) => Expression::Text(number(value)),
        Value::String(value) => Expression::Text(string(value)),
        Value::Array(items) => Expression::call("[", items.iter().map(inner).collect(), "]"),
        Value::Object(properties) => {
            Expression::call("{", properties.iter().map(|(name, value)| property(name, value)).collect(), "}")
        }
    }
}

fn property(name: &str, value: &Value) -> Expression {
    let name = format!("{}: ", string(name));
    match inner(value) {
        Expression::Call(open, arguments, close) => Expression::Call(name + &open, arguments, close),
        scalar => Expression::call(name, vec![scalar], ""),
    }
}

fn count(json: &Value) -> usize {
    match json {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(properties) => 1 + properties.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// Returns a string literal.
pub(super) fn string(text: &str) -> String {
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
