//! Direct (non-queue) endpoints: matches a request to an endpoint and collects its payload.
//!
//! Parameters are properties of the request like those of the body, so both are merged before the payload is validated.
//! `execute` does the rest, as for any other endpoint.

mod parameters;
mod path_template;

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    endpoint::{CallKind, Endpoint},
    request::{Request, parse_query},
    state::ServerState,
};

/// Returns the direct endpoint whose method, path and fixed query match the request.
pub(crate) fn find_endpoint(state: &ServerState, request: &Request) -> Option<Arc<Endpoint>> {
    let template = |endpoint: &&Arc<Endpoint>| match &endpoint.transport {
        CallKind::Direct { method, path, .. } if request.method.as_str() == method && is_match(path, request) => {
            Some(path_template::literal_length(path))
        }
        CallKind::Direct { .. } | CallKind::Queue => None,
    };
    let matches = state.endpoints.values().filter_map(|endpoint| Some((template(&endpoint)?, endpoint)));
    matches.max_by_key(|(length, _)| *length).map(|(_, endpoint)| Arc::clone(endpoint))
}

fn is_match(template: &str, request: &Request) -> bool {
    let fixed = parse_query(path_template::query(template).unwrap_or_default());
    let is_sent = |(name, value): &(String, String)| value.contains('{') || request.query(name) == Some(value);
    path_template::match_path(template, &request.path).is_some() && fixed.iter().all(is_sent)
}

/// Returns the body of a request merged with its parameters, or `None` if the body is not valid JSON.
pub(crate) fn payload(endpoint: &Endpoint, request: &Request) -> Option<Value> {
    let CallKind::Direct { body, .. } = &endpoint.transport else { return request.json() };
    let mut properties = Map::new();
    if !request.body.is_empty() {
        match (self::body(endpoint, request)?, body) {
            (sent, Some(field)) => drop(properties.insert(field.clone(), sent)),
            (Value::Object(sent), None) => properties = sent,
            (other, None) => return Some(other),
        }
    }
    properties.extend(parameters::values(endpoint, request));
    let is_empty = properties.is_empty() && endpoint.request().is_none();
    Some(if is_empty { Value::Null } else { Value::Object(properties) })
}

/// Returns the body, or `None` if it is not valid JSON.
fn body(endpoint: &Endpoint, request: &Request) -> Option<Value> {
    let media = request.header("content-type").unwrap_or_default();
    if media.contains("x-www-form-urlencoded") {
        let pairs = parse_query(&String::from_utf8_lossy(&request.body));
        return Some(Value::Object(parameters::form(endpoint, pairs)));
    }
    let is_text = media.contains('/') && !media.contains("json");
    if is_text { Some(String::from_utf8_lossy(&request.body).into()) } else { request.json() }
}
