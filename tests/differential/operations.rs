//! The schemas of the requests and responses of fixtures, as their documents write them.

use fal_codegen::{ir::Direction, ir::Endpoint};
use fal_tests::fixtures::Fixture;
use serde_json::{Map, Value, json};

use crate::schemas::RandomSchema;

/// The media types whose bodies are objects of JSON values, in their order of preference.
const MEDIA_TYPES: &[&str] = &["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];

/// The schema of a request or a response.
pub struct Described {
    /// Id of the endpoint.
    pub endpoint: String,
    /// Whether it is sent or received.
    pub direction: Direction,
    /// The schema, with the components of its document.
    pub schema: RandomSchema,
}

/// Returns the schemas of all endpoints of a fixture that have one.
pub fn described(fixture: &Fixture, endpoints: &[Endpoint]) -> Vec<Described> {
    endpoints.iter().flat_map(|endpoint| of_endpoint(fixture, endpoint)).collect()
}

fn of_endpoint(fixture: &Fixture, endpoint: &Endpoint) -> Vec<Described> {
    let source = fixture.sources.iter().find(|source| source.name == endpoint.source);
    let document = source.and_then(|source| serde_json::from_slice::<Value>(&source.bytes).ok()).unwrap_or_default();
    let pointer = endpoint.origin.pointer.to_string();
    let Some(operation) = document.pointer(&pointer) else { return Vec::new() };
    let item = pointer.rsplit_once('/').and_then(|(item, _)| document.pointer(item)).unwrap_or(&Value::Null);
    let components = components(&document);
    let described = |(direction, schema): (Direction, Option<Value>)| {
        let schema = RandomSchema { schema: schema?, components: components.clone() };
        Some(Described { endpoint: endpoint.id.clone(), direction, schema })
    };
    let request = with_parameters(request(&document, operation), &document, item, operation);
    let schemas = [(Direction::Request, request), (Direction::Response, response(&document, operation))];
    schemas.into_iter().filter_map(described).collect()
}

fn components(document: &Value) -> Map<String, Value> {
    let named = [&document["components"]["schemas"], &document["definitions"]];
    let mut components: Map<String, Value> = named
        .into_iter()
        .filter_map(Value::as_object)
        .flatten()
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    add_models(&document["schemaCollection"], &mut components);
    components
}

/// Collects the models of an Apifox project, in folders, by their ids.
fn add_models(items: &Value, components: &mut Map<String, Value>) {
    for item in items.as_array().into_iter().flatten() {
        if let (Some(id), Some(schema)) = (item["id"].as_i64(), item.pointer("/schema/jsonSchema")) {
            components.insert(id.to_string(), schema.clone());
        }
        if let (Some(id), Some(schema)) = (item["id"].as_str(), item.pointer("/schema/jsonSchema")) {
            components.insert(id.trim_start_matches("#/definitions/").to_owned(), schema.clone());
        }
        add_models(&item["items"], components);
    }
}

fn followed<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let reference = value.get("$ref").and_then(Value::as_str);
    reference.and_then(|reference| document.pointer(reference.trim_start_matches('#'))).unwrap_or(value)
}

fn request(document: &Value, operation: &Value) -> Option<Value> {
    let body = followed(document, &operation["requestBody"]);
    let apifox = body.get("jsonSchema").filter(|_| body["type"] == "application/json");
    apifox.or_else(|| of_content(document, &body["content"])).cloned()
}

fn of_content<'d>(document: &'d Value, content: &'d Value) -> Option<&'d Value> {
    let content = followed(document, content);
    MEDIA_TYPES.iter().find_map(|media| content.get(*media)?.get("schema"))
}

/// Returns the schema of the only successful response with a body.
fn response(document: &Value, operation: &Value) -> Option<Value> {
    if let Some(result) = operation.pointer("/result/jsonSchema") {
        return Some(result.clone());
    }
    let responses: Vec<(String, &Value)> = match &operation["responses"] {
        Value::Array(responses) => responses.iter().map(|response| (response["code"].to_string(), response)).collect(),
        Value::Object(responses) => responses.iter().map(|(code, response)| (code.clone(), response)).collect(),
        _ => Vec::new(),
    };
    let successes: Vec<&Value> =
        responses.iter().filter(|(code, _)| code.starts_with('2')).map(|(_, it)| *it).collect();
    let [success] = successes.as_slice() else { return None };
    let success = followed(document, success);
    let content = followed(document, &success["content"]);
    let is_json =
        content.as_object().is_none_or(|content| content.len() == 1 && content.contains_key("application/json"));
    let schema = success.get("jsonSchema").or_else(|| content.get("application/json")?.get("schema"));
    schema.filter(|_| is_json).cloned()
}

/// Adds the parameters to the properties of a body, since a request has both.
fn with_parameters(body: Option<Value>, document: &Value, item: &Value, operation: &Value) -> Option<Value> {
    let parameters = [&item["parameters"], &operation["parameters"]].into_iter().filter_map(Value::as_array).flatten();
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for parameter in parameters.map(|parameter| followed(document, parameter)) {
        let Some(name) = parameter["name"].as_str() else { continue };
        let schema = parameter.get("schema").or_else(|| of_content(document, &parameter["content"]));
        properties.insert(name.to_owned(), schema.cloned().unwrap_or(json!({})));
        if parameter["required"] == json!(true) {
            required.push(name.to_owned());
        }
    }
    if properties.is_empty() {
        return body;
    }
    let parameters = json!({ "type": "object", "properties": properties, "required": required });
    Some(body.map_or(parameters.clone(), |body| json!({ "allOf": [body, parameters] })))
}
