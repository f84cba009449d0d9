//! An endpoint as data: its request and response in JSON Schema (2020-12), and what else a program can use that
//! has no Rust types: a form, a local server, a tool description of a language model.
//!
//! The text stands beside the endpoint's module and is compiled in with the feature `catalog`. It is made from the
//! checked model, so it says what is enforced, not what the document said. What JSON Schema has no word for:
//!
//! | word | says |
//! |---|---|
//! | `x-fal-order-properties` | the order of members that people see |
//! | `x-limits` | each demand in words, and where it came from |
//! | `x-numeric` | a text that holds a number: whether it is `whole`, and its limits |
//! | `x-known` | the values of a list that takes others too |
//! | `x-tag` | the member whose value tells an arm of a union from others |
//! | `x-null` | `same`: `null` means absence; `apart`: it means something else |
//! | `x-rust` | what the generated code calls it: `kind`, and the names that go with that kind |
//!
//! Every type with a name stands in `$defs` under its Rust name. `ty` has the types.

mod ty;

use serde_json::{Map, Value, json};

use crate::{
    http::ParameterLocation,
    ir::{Endpoint, Transport},
    names::EndpointNames,
};

use ty::Types;

/// The path of the text below the folder of endpoints, for a module in this file.
pub fn file(module: &str) -> String {
    format!("{}.schema.json", module.strip_suffix(".rs").unwrap_or(module))
}

/// The endpoint as JSON text; `library` is the crate that its types belong to.
pub fn text(endpoint: &Endpoint, names: &EndpointNames, library: &str) -> String {
    serde_json::to_string_pretty(&value(endpoint, names, library)).unwrap_or_default() + "\n"
}

/// The endpoint as JSON.
pub fn value(endpoint: &Endpoint, names: &EndpointNames, library: &str) -> Value {
    let types = Types { endpoint, names };
    let mut members = Map::new();
    let mut tell = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    tell("id", Some(json!(endpoint.id)));
    tell("title", endpoint.title.as_ref().map(|title| json!(title)));
    tell("description", endpoint.description.as_ref().map(|text| json!(told(text))));
    tell("category", endpoint.category.as_ref().map(|category| json!(category)));
    tell("deprecated", endpoint.deprecated.then_some(Value::Bool(true)));
    tell("spec", Some(json!(endpoint.source)));
    tell("module", Some(json!(format!("{library}::{}", names.module.join()))));
    tell("transport", Some(transport(endpoint)));
    tell("request", endpoint.request.as_ref().map(|request| types.schema(request)));
    tell("response", Some(types.schema(&endpoint.response)));
    tell("$defs", Some(types.definitions()));
    Value::Object(members)
}

/// Words as they are told: how a document breaks its lines and spaces them is its own affair.
fn told(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn transport(endpoint: &Endpoint) -> Value {
    match &endpoint.transport {
        Transport::Queue => json!({ "kind": "queue" }),
        Transport::Direct { method, path, media } => {
            let parameters: Vec<Value> = endpoint
                .parameters
                .iter()
                .map(|parameter| json!({ "name": parameter.name, "place": place(parameter.location) }))
                .collect();
            json!({
                "kind": "exchange",
                "method": method.as_str(),
                "path": path,
                "media": media,
                "parameters": parameters,
            })
        }
    }
}

fn place(place: ParameterLocation) -> &'static str {
    match place {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}
