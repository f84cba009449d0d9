//! The parameters of a direct request and the properties of a form, parsed by their schemas.

use serde_json::{Map, Value};

use super::path_template;
use crate::{
    endpoint::{CallKind, Endpoint, Parameter, ParameterLocation, ParameterStyle},
    request::{Request, parse_query},
    schema::Schema,
};

/// Returns the properties of a request that its parameters hold.
pub(super) fn values(endpoint: &Endpoint, request: &Request) -> Map<String, Value> {
    let CallKind::Direct { path, parameters, .. } = &endpoint.transport else { return Map::new() };
    let fields = path_template::match_path(path, &request.path).unwrap_or_default();
    let in_query = parse_query(path_template::query(path).unwrap_or_default());
    let mut values = Map::new();
    for parameter in parameters {
        let schema = endpoint.request().and_then(|request| request.property(&parameter.field));
        let value = match parameter.location {
            ParameterLocation::Path => {
                let of_path = fields.iter().find(|(field, _)| *field == parameter.field).map(|(_, text)| text.clone());
                let template = format!("{{{}}}", parameter.field);
                let of_query = || in_query.iter().find(|(_, value)| *value == template).map(|(name, _)| name);
                let text = of_path.or_else(|| request.query(of_query()?).map(str::to_owned));
                text.map(|text| split(schema, ',', &text))
            }
            ParameterLocation::Header => request.header(&parameter.name).map(|text| split(schema, ',', text)),
            ParameterLocation::Query => from_pairs(parameter, schema, &request.query),
            ParameterLocation::Cookie => from_pairs(parameter, schema, &cookies(request)),
        };
        values.extend(value.map(|value| (parameter.field.clone(), value)));
    }
    values
}

/// Returns the properties of a form. A name that occurs several times is an array.
pub(super) fn form(endpoint: &Endpoint, pairs: Vec<(String, String)>) -> Map<String, Value> {
    let mut properties = Map::new();
    for (name, text) in pairs {
        let schema = endpoint.request().and_then(|request| request.property(&name));
        let array = schema.and_then(array);
        let value = parse(array.map_or(schema, items), &text);
        match (properties.get_mut(&name), array) {
            (Some(Value::Array(values)), Some(_)) => values.push(value),
            (None, Some(_)) => drop(properties.insert(name, Value::Array(vec![value]))),
            (Some(_) | None, _) => drop(properties.insert(name, value)),
        }
    }
    properties
}

fn cookies(request: &Request) -> Vec<(String, String)> {
    let header = request.header("cookie").unwrap_or_default();
    parse_query(&header.split("; ").collect::<Vec<_>>().join("&"))
}

/// Returns the value of a parameter of a query.
fn from_pairs(parameter: &Parameter, schema: Option<Schema<'_>>, pairs: &[(String, String)]) -> Option<Value> {
    let is_object = schema.is_some_and(|schema| schema.string("type") == Some("object"));
    let named: Vec<&str> = pairs.iter().filter(|(name, _)| *name == parameter.name).map(|(_, text)| &**text).collect();
    match parameter.style {
        ParameterStyle::Pairs if is_object => {
            let is_property = |name: &str| schema.is_some_and(|schema| schema.property(name).is_some());
            object(schema, pairs.iter().filter(|(name, _)| is_property(name)).map(|(name, text)| (&**name, text)))
        }
        ParameterStyle::DeepObject => {
            let key = |name: &'_ str| -> Option<String> {
                Some(name.strip_prefix(&parameter.name)?.strip_prefix('[')?.strip_suffix(']')?.to_owned())
            };
            let named: Vec<_> = pairs.iter().filter_map(|(name, text)| Some((key(name)?, text))).collect();
            object(schema, named.iter().map(|(name, text)| (&**name, *text)))
        }
        ParameterStyle::Json => named.first().and_then(|text| serde_json::from_str(text).ok()),
        ParameterStyle::Pairs => match schema.and_then(array) {
            Some(array) if !named.is_empty() => Some(named.iter().map(|text| parse(items(array), text)).collect()),
            Some(_) | None => named.first().map(|text| parse(schema, text)),
        },
        ParameterStyle::Comma => named.first().map(|text| split(schema, ',', text)),
        ParameterStyle::Space => named.first().map(|text| split(schema, ' ', text)),
        ParameterStyle::Pipe => named.first().map(|text| split(schema, '|', text)),
    }
}

fn object<'p>(schema: Option<Schema<'_>>, pairs: impl Iterator<Item = (&'p str, &'p String)>) -> Option<Value> {
    let parsed = |name: &str, text: &str| parse(schema.and_then(|schema| schema.property(name)), text);
    let properties: Map<String, Value> = pairs.map(|(name, text)| (name.to_owned(), parsed(name, text))).collect();
    (!properties.is_empty()).then_some(Value::Object(properties))
}

/// Parses the items of an array, the names and values of an object, or a single value.
fn split(schema: Option<Schema<'_>>, separator: char, text: &str) -> Value {
    if let Some(array) = schema.and_then(array) {
        return text.split(separator).map(|item| parse(items(array), item)).collect();
    }
    if schema.is_some_and(|schema| schema.string("type") == Some("object")) {
        let parts: Vec<String> = text.split(separator).map(str::to_owned).collect();
        let pairs = parts.chunks(2).filter_map(|pair| Some((&**pair.first()?, pair.get(1)?)));
        return object(schema, pairs).unwrap_or_default();
    }
    parse(schema, text)
}

/// Returns the array that a schema is or has as a variant.
fn array(schema: Schema<'_>) -> Option<Schema<'_>> {
    let is_array = schema.string("type") == Some("array");
    if is_array { Some(schema) } else { schema.variants().find_map(array) }
}

fn items(array: Schema<'_>) -> Option<Schema<'_>> {
    array.subschema("items")
}

/// Parses a value by its schema. It stays a string if the schema accepts strings or it is not valid JSON.
fn parse(schema: Option<Schema<'_>>, text: &str) -> Value {
    let is_string = schema.is_none_or(accepts_strings);
    let json = (!is_string).then(|| serde_json::from_str(text).ok()).flatten();
    json.unwrap_or_else(|| Value::from(text))
}

fn accepts_strings(schema: Schema<'_>) -> bool {
    schema.string("type") == Some("string") || schema.variants().any(accepts_strings)
}
