//! Direct (non-queue) endpoints: matches a request to an endpoint and collects its payload.
//!
//! Parameters are properties of the request like those of the body, so both are merged before the payload is validated.
//! `execute` does the rest, as for any other endpoint.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    endpoint::{CallKind, Endpoint, Parameter, ParameterLocation},
    request::Request,
    schema::Schema,
    state::ServerState,
};

/// Returns the direct endpoint whose method and path match the request.
pub(crate) fn find_endpoint(state: &ServerState, request: &Request) -> Option<Arc<Endpoint>> {
    let is_match = |endpoint: &&Arc<Endpoint>| match &endpoint.transport {
        CallKind::Direct { method, path, .. } => request.method.as_str() == method && path_matches(path, &request.path),
        CallKind::Queue => false,
    };
    state.endpoints.values().find(is_match).cloned()
}

/// Returns the segments of a path template paired with those of a path.
fn segment_pairs<'p>(template: &'p str, path: &'p str) -> impl Iterator<Item = (&'p str, &'p str)> {
    template.trim_matches('/').split('/').zip(path.split('/'))
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

/// Whether a path matches a template with `{name}` segments.
fn path_matches(template: &str, path: &str) -> bool {
    let length = |path: &str| path.trim_matches('/').split('/').count();
    length(template) == length(path)
        && segment_pairs(template, path).all(|(segment, input)| segment == input || is_parameter(segment))
}

/// Returns the body of a request merged with its parameters, or `None` if the body is not valid JSON.
pub(crate) fn payload(endpoint: &Endpoint, request: &Request) -> Option<Value> {
    let CallKind::Direct { path, parameters, .. } = &endpoint.transport else { return request.json() };
    let body = if request.body.is_empty() { Value::Object(Map::new()) } else { request.json()? };
    let Value::Object(mut properties) = body else { return Some(body) };
    for parameter in parameters {
        if let Some(text) = parameter_text(parameter, path, request) {
            properties.insert(parameter.name.clone(), parse_parameter(endpoint, &parameter.name, text));
        }
    }
    let is_empty = properties.is_empty() && endpoint.request().is_none();
    Some(if is_empty { Value::Null } else { Value::Object(properties) })
}

/// Returns the raw value of a parameter.
fn parameter_text<'c>(parameter: &Parameter, template: &'c str, request: &'c Request) -> Option<&'c str> {
    let name = parameter.name.as_str();
    match parameter.location {
        ParameterLocation::Path => {
            let is_name =
                |segment: &str| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name);
            segment_pairs(template, &request.path).find(|(segment, _)| is_name(segment)).map(|(_, input)| input)
        }
        ParameterLocation::Query => request.query(name),
        ParameterLocation::Header => request.header(name),
        ParameterLocation::Cookie => None,
    }
}

/// Parses a parameter by its schema. The value stays a string if the schema accepts strings or it is not valid JSON.
fn parse_parameter(endpoint: &Endpoint, name: &str, text: &str) -> Value {
    let schema = endpoint.request().and_then(|request| request.property(name));
    let is_string = schema.is_none_or(accepts_strings);
    let json = (!is_string).then(|| serde_json::from_str(text).ok()).flatten();
    json.unwrap_or_else(|| Value::from(text))
}

fn accepts_strings(schema: Schema<'_>) -> bool {
    schema.string("type") == Some("string") || schema.variants().any(accepts_strings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_its_template_only() {
        assert!(path_matches("/v1/tasks/{id}", "v1/tasks/7"));
        assert!(!path_matches("/v1/tasks/{id}", "v1/tasks") && !path_matches("/v1/tasks/{id}", "v1/tasks/7/more"));
        assert!(!path_matches("/v1/tasks/{id}", "v2/tasks/7"));
    }
}
