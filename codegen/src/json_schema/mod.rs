//! Endpoints in JSON Schema (2020-12): request, response, and the metadata that a program without the Rust types needs,
//! for example a form, the mock server, or the tool description of a language model.
//!
//! The text is a file next to the endpoint's module and is compiled in with the feature `catalog`. It is derived from the
//! checked model, so it contains the limits that are enforced. Keywords that JSON Schema does not define:
//!
//! | keyword | value |
//! |---|---|
//! | `x-fal-order-properties` | the order of properties for display |
//! | `x-limits` | each limit as text, with its source |
//! | `x-numeric` | for a string that contains a number: its limits, and whether it must be an integer (`whole`) |
//! | `x-known` | the values of an open enum |
//! | `x-discriminator` | the discriminator of a union's variant: a property and its values |
//! | `x-null` | `same`: `null` means the same as absence; `distinct`: it has a meaning of its own |
//! | `x-rust` | the kind of the Rust type, and the Rust names that belong to it |
//!
//! `$defs` contains every named type under its Rust name.

mod ty;

use serde_json::{Map, Value, json};

use crate::{
    http::ParameterLocation,
    ir::{CallKind, Endpoint, ResponseFormat},
    json_text,
    names::EndpointNames,
};

use ty::TypeSchemas;

/// Returns the path of the schema file, relative to the folder of endpoints, for the file of a module.
pub fn file(module: &str) -> String {
    format!("{}.schema.json", module.strip_suffix(".rs").unwrap_or(module))
}

/// Returns the endpoint as JSON text; `library` is the crate that its types belong to.
pub fn text(endpoint: &Endpoint, names: &EndpointNames, library: &str) -> String {
    json_text::pretty(&value(endpoint, names, library))
}

/// Returns the endpoint as JSON.
pub fn value(endpoint: &Endpoint, names: &EndpointNames, library: &str) -> Value {
    let types = TypeSchemas { endpoint, names };
    let mut properties = Map::new();
    let mut insert = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            properties.insert(name.to_owned(), value);
        }
    };
    insert("id", Some(json!(endpoint.id)));
    insert("title", endpoint.title.as_ref().map(|title| json!(title)));
    insert("description", endpoint.description.as_ref().map(|text| json!(normalized(text))));
    insert("category", endpoint.category.as_ref().map(|category| json!(category)));
    insert("deprecated", endpoint.deprecated.then_some(Value::Bool(true)));
    insert("spec", Some(json!(endpoint.source)));
    insert("module", Some(json!(format!("{library}::{}", names.module.join()))));
    insert("transport", Some(transport(endpoint)));
    insert("request", endpoint.request.as_ref().map(|request| types.schema(request)));
    insert("response", Some(types.schema(&endpoint.response)));
    insert("error", endpoint.error.as_ref().map(|error| types.schema(error)));
    insert("$defs", Some(types.definitions()));
    Value::Object(properties)
}

/// Removes blank lines, and spaces at both ends of each line.
fn normalized(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn transport(endpoint: &Endpoint) -> Value {
    match &endpoint.transport {
        CallKind::Queue => json!({ "kind": "queue" }),
        CallKind::Direct { method, path, media, body } => {
            let parameters: Vec<Value> = endpoint
                .parameters
                .iter()
                .map(|parameter| {
                    json!({
                        "field": parameter.field,
                        "name": parameter.name,
                        "location": location(parameter.location),
                        "style": parameter.style.as_str(),
                    })
                })
                .collect();
            json!({
                "kind": "direct",
                "method": method.as_str(),
                "path": path,
                "media": media,
                "body": body,
                "parameters": parameters,
                "format": format(endpoint.format),
            })
        }
    }
}

fn format(format: ResponseFormat) -> &'static str {
    match format {
        ResponseFormat::Json | ResponseFormat::Undescribed => "json",
        ResponseFormat::Text => "text",
        ResponseFormat::Empty => "empty",
        ResponseFormat::Bytes => "bytes",
        ResponseFormat::Events => "events",
    }
}

fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}
