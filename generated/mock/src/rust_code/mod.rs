//! Writes Rust code that calls an endpoint with a payload: a complete program, or the request expression alone.
//!
//! `value` and `named` turn each value into an expression by its schema, `limits` decides which values `checked!` accepts,
//! `json` writes untyped values, and `expression` breaks lines. The payload need not be valid: the program reports
//! violations at run time, and values without a typed form are sent with `extra`.

mod expression;
mod json;
mod limits;
mod named;
#[cfg(test)]
mod tests;
mod value;

use serde_json::Value;

use self::{
    expression::Expression,
    value::{ValuePosition, Writer},
};
use crate::{endpoint::Endpoint, schema::Schema};

/// The crate of the client.
const SDK: &str = "fal_sdk";

/// Returns a complete program that sends the payload to the endpoint.
///
/// ```
/// let echo = fal_mock::Endpoint::parse(r##"{
///     "id": "acme/echo",
///     "module": "fal_sdk::acme::echo",
///     "transport": {"kind": "queue"},
///     "request": {"$ref": "#/$defs/Request"},
///     "response": {},
///     "$defs": {"Request": {
///         "type": "object",
///         "properties": {"text": {"type": "string", "x-rust": {"field": "text", "setter": "text"}}},
///         "x-fal-order-properties": ["text"],
///         "x-rust": {"kind": "struct"}
///     }}
/// }"##)?;
/// let code = fal_mock::rust_code(&echo, &serde_json::json!({"text": "a donut"}));
/// assert!(code.contains(r#"let request = echo::Request::new().text("a donut");"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn rust_code(endpoint: &Endpoint, payload: &Value) -> String {
    let (library, path) = endpoint.module.split_once("::").unwrap_or((SDK, &endpoint.module));
    let name = last(path);
    let request = endpoint.request().map(|schema| request(endpoint, schema, payload));
    let mut lines = imports(library, path, request.as_ref());
    lines.extend(["", "#[tokio::main]"].map(str::to_owned));
    lines.push("async fn main() -> Result<(), Box<dyn std::error::Error>> {".to_owned());
    lines.push("    let client = Client::from_env()?; // FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET".to_owned());
    let argument = request.as_ref().map_or("", |_| ", request");
    lines.extend(request.map(|request| format!("    let request = {};", request.format(4, "let request = ;".len()))));
    // A local variable of the same name shadows the function.
    let is_shadowed = ["client", "request"].contains(&name);
    let function = if is_shadowed { endpoint.module.as_str() } else { name };
    lines.push(format!("    let response = {function}(&client{argument}).await?;"));
    lines.extend(print_lines(endpoint.response()));
    lines.extend(["    Ok(())", "}", ""].map(str::to_owned));
    lines.join("\n")
}

/// Returns the request of that program as an expression, or `()` if the endpoint takes no input. It may use `?` and the
/// names that the program imports.
pub fn rust_request(endpoint: &Endpoint, payload: &Value) -> String {
    let expr = endpoint.request().map(|schema| request(endpoint, schema, payload));
    expr.map_or_else(|| "()".to_owned(), |expr| expr.format(4, 0))
}

fn request(endpoint: &Endpoint, schema: Schema<'_>, payload: &Value) -> Expression {
    let writer = Writer { module: last(&endpoint.module) };
    let is_string = schema.type_name().is_none() && schema.string("type") == Some("string");
    if let Some(text) = payload.as_str().filter(|_| is_string) {
        // The function takes `impl Into<Request>`, from which no type can be inferred.
        let open = format!("{}::Request::from(", writer.module);
        return Expression::call(open, vec![Expression::Text(json::string(text))], ")");
    }
    let expr = writer.value(schema, payload, ValuePosition::Exact);
    expr.map_or_else(|| untyped_request(writer.module, payload), |expr| expr.expression)
}

/// Returns an expression for a payload without a typed form, such as one that lacks a required property.
fn untyped_request(module: &str, payload: &Value) -> Expression {
    let open = format!("serde_json::from_value::<{module}::Request>(");
    Expression::call(open, vec![json::exact(payload)], ")?")
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

fn imports(library: &str, path: &str, request: Option<&Expression>) -> Vec<String> {
    let uses = |open: &str| request.is_some_and(|request| request.uses(open));
    let checked = if uses("checked!(") { ", checked" } else { "" };
    let mut lines = Vec::new();
    if uses(value::MAP) {
        lines.extend(["use std::collections::BTreeMap;".to_owned(), String::new()]);
    }
    match (library, checked) {
        (SDK, _) => lines.push(format!("use {SDK}::{{Client{checked}, {path}}};")),
        (_, "") => lines.extend([format!("use {SDK}::Client;"), format!("use {library}::{path};")]),
        _ => lines.extend([format!("use {SDK}::{{Client{checked}}};"), format!("use {library}::{path};")]),
    }
    lines
}

/// Returns the lines that print the response: its files, else its text, else all of it.
fn print_lines(response: Schema<'_>) -> Vec<String> {
    if contains_files(response, 0) {
        let lines = ["    for file in fal_sdk::media(&response) {", "        println!(\"{}\", file.url);", "    }"];
        return lines.map(str::to_owned).into();
    }
    let properties = response.properties();
    let text =
        properties.iter().find(|(name, property)| response.requires(name) && property.string("type") == Some("string"));
    let field = text.and_then(|(_, property)| property.rust_hint("field")?.as_str());
    // Enums are not strings in Rust.
    let plain = text.is_some_and(|(_, property)| property.rust_hint("variants").is_none());
    vec![match field.filter(|_| plain) {
        Some(field) => format!("    println!(\"{{}}\", response.{field});"),
        None => "    println!(\"{response:#?}\");".to_owned(),
    }]
}

/// Maximum depth of the search for files; schemas may be recursive.
const MAX_DEPTH: usize = 6;

/// Whether a schema contains an object with a `url`.
fn contains_files(schema: Schema<'_>, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let properties = schema.properties();
    let inside = ["items", "additionalProperties"].into_iter().filter_map(|keyword| schema.subschema(keyword));
    properties.iter().any(|(name, _)| *name == "url")
        || properties.iter().any(|(_, property)| contains_files(*property, depth + 1))
        || inside.chain(schema.variants()).any(|inner| contains_files(inner, depth + 1))
}
