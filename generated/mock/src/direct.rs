//! Endpoints of one exchange: which of them a request is for, and what it sends outside of its body.
//!
//! Their parameters are members of the request like those of the body, so both are put together before they are
//! checked. What comes of it is up to `work`, as for any other endpoint.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    endpoint::{Endpoint, Parameter, Place, Transport},
    request::Request,
    schema::Schema,
    state::State,
};

/// The endpoint that a request is for.
pub(crate) fn find(state: &State, request: &Request) -> Option<Arc<Endpoint>> {
    let is_for = |endpoint: &&Arc<Endpoint>| match &endpoint.transport {
        Transport::Exchange { method, path, .. } => request.method.as_str() == method && fits(path, &request.path),
        Transport::Queue => false,
    };
    state.endpoints.values().find(is_for).cloned()
}

/// Segments of a pattern and of a path, side by side.
fn pairs<'p>(pattern: &'p str, path: &'p str) -> impl Iterator<Item = (&'p str, &'p str)> {
    pattern.trim_matches('/').split('/').zip(path.split('/'))
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// Whether a path fits a pattern with `{name}` for segments.
fn fits(pattern: &str, path: &str) -> bool {
    let length = |path: &str| path.trim_matches('/').split('/').count();
    length(pattern) == length(path) && pairs(pattern, path).all(|(known, given)| known == given || is_parameter(known))
}

/// What a request sends: its body, and the parameters beside it. Nothing where the body is no JSON.
pub(crate) fn payload(endpoint: &Endpoint, request: &Request) -> Option<Value> {
    let Transport::Exchange { path, parameters, .. } = &endpoint.transport else { return request.json() };
    let body = if request.body.is_empty() { Value::Object(Map::new()) } else { request.json()? };
    let Value::Object(mut members) = body else { return Some(body) };
    for parameter in parameters {
        if let Some(text) = sent(parameter, path, request) {
            members.insert(parameter.name.clone(), typed(endpoint, &parameter.name, text));
        }
    }
    // A request without parameters and without a body sends nothing.
    let is_nothing = members.is_empty() && endpoint.request().is_none();
    Some(if is_nothing { Value::Null } else { Value::Object(members) })
}

/// The text of a parameter.
fn sent<'c>(parameter: &Parameter, pattern: &'c str, request: &'c Request) -> Option<&'c str> {
    let name = parameter.name.as_str();
    match parameter.place {
        Place::Path => {
            let is_it = |segment: &str| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name);
            pairs(pattern, &request.path).find(|(known, _)| is_it(known)).map(|(_, given)| given)
        }
        Place::Query => request.query(name),
        Place::Header => request.header(name),
        Place::Cookie => None,
    }
}

/// A parameter as the value that the schema wants; text where it wants text, or where it is none of that kind.
fn typed(endpoint: &Endpoint, name: &str, text: &str) -> Value {
    let member =
        endpoint.request().and_then(|request| request.properties().into_iter().find(|(known, _)| *known == name));
    let is_text = member.is_none_or(|(_, schema)| takes_text(schema));
    let json = (!is_text).then(|| serde_json::from_str(text).ok()).flatten();
    json.unwrap_or_else(|| Value::from(text))
}

fn takes_text(schema: Schema<'_>) -> bool {
    schema.text("type") == Some("string") || schema.variants().any(takes_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_its_pattern_and_no_other() {
        assert!(fits("/v1/tasks/{id}", "v1/tasks/7"));
        assert!(!fits("/v1/tasks/{id}", "v1/tasks") && !fits("/v1/tasks/{id}", "v1/tasks/7/more"));
        assert!(!fits("/v1/tasks/{id}", "v2/tasks/7"));
    }
}
