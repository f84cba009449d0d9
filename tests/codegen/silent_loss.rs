//! Nothing is lost silently: every addition to a document changes the generated files or the diagnostics.

use fal_codegen::{Options, Output, Source, generate, ir::CallKind, render::Target};
use fal_tests::{
    fixtures::{Fixture, accepted},
    rng::Rng,
};
use serde_json::{Map, Value, json};

/// The number of additions tried per fixture, of all that are possible.
const TRIED: usize = 40;

/// A key that a document may have at a place, with a value that no fixture has.
type Addition = (&'static str, Value);

/// Keywords of every schema.
fn general() -> Vec<Addition> {
    vec![
        ("enum", json!(["added", 7_654])),
        ("const", json!("added")),
        ("not", json!({ "type": "boolean" })),
        ("anyOf", json!([{ "type": "boolean" }, { "type": "string", "maxLength": 7_654 }])),
        ("allOf", json!([{ "enum": ["added", 7_654] }])),
        ("dependentRequired", json!({ "a": ["b"] })),
        ("x-apifox-overrides", json!({ "added": { "type": "string" } })),
        ("maximim", json!(7_654)),
    ]
}

/// Keywords of values of a JSON type.
fn of_type(name: &str) -> Vec<Addition> {
    match name {
        "integer" | "number" => {
            vec![("minimum", json!(-7_654)), ("exclusiveMaximum", json!(7_654)), ("multipleOf", json!(0.125))]
        }
        "string" => {
            vec![("minLength", json!(1)), ("maxLength", json!(7_654)), ("pattern", json!("^.{0,7654}$"))]
        }
        "array" => vec![
            ("minItems", json!(1)),
            ("maxItems", json!(7_654)),
            ("uniqueItems", json!(true)),
            ("prefixItems", json!([{ "type": "boolean" }])),
        ],
        "object" => vec![
            ("minProperties", json!(1)),
            ("maxProperties", json!(7_654)),
            ("required", json!(["added"])),
            ("properties", json!({ "added": { "type": "boolean" } })),
            ("additionalProperties", json!({ "type": "boolean" })),
        ],
        _ => Vec::new(),
    }
}

/// Keywords whose bounds may imply others.
const LIMITS: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "ge",
    "gt",
    "le",
    "lt",
    "min",
    "max",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "items",
    "prefixItems",
];

/// Keys of a parameter.
fn of_parameter(parameter: &Value) -> Vec<Addition> {
    let location = parameter["in"].as_str().unwrap_or_default();
    let style = if location == "query" { "pipeDelimited" } else { "label" };
    let mut additions = vec![
        ("style", json!(style)),
        ("deprecated", json!(true)),
        ("description", json!("Added.")),
        ("allowReserved", json!(true)),
        ("requird", json!(true)),
    ];
    // Parameters of paths are required in any case.
    additions.extend((location != "path").then_some(("required", json!(true))));
    additions
}

/// Keys of an operation of a direct endpoint.
fn of_operation() -> Vec<Addition> {
    vec![
        ("deprecated", json!(true)),
        ("description", json!("Added.")),
        ("servers", json!([{ "url": "https://added.example" }])),
        ("security", json!([{ "added": [] }])),
        ("x-fal-endpoint-id", json!("added/id")),
        ("respones", json!({})),
    ]
}

fn schema() -> Value {
    json!({ "type": "object", "properties": { "added": { "type": "string" } } })
}

/// A place in a document where something can be added.
#[derive(Clone)]
struct Place {
    pointer: String,
    additions: Vec<Addition>,
}

/// Collects the schemas of request bodies and parameters.
fn schemas(value: &Value, pointer: &str, found: &mut Vec<Place>) {
    let Some(object) = value.as_object() else { return };
    let types = object.get("type").and_then(Value::as_str).unwrap_or_default();
    if !matches!(types, "" | "null") {
        // A bound may follow from another one, or be about a type that another part excludes.
        let has_bound = object.keys().any(|key| LIMITS.contains(&key.as_str()) || key == "allOf");
        let own = if has_bound { Vec::new() } else { of_type(types) };
        found.push(Place { pointer: pointer.to_owned(), additions: [general(), own].concat() });
    }
    for key in ["properties", "items", "anyOf", "oneOf", "allOf"] {
        match object.get(key) {
            Some(Value::Object(members)) if key == "properties" => {
                for (name, inner) in members {
                    schemas(inner, &format!("{pointer}/{key}/{}", escaped(name)), found);
                }
            }
            Some(Value::Array(items)) => {
                for (index, inner) in items.iter().enumerate() {
                    schemas(inner, &format!("{pointer}/{key}/{index}"), found);
                }
            }
            Some(inner) => schemas(inner, &format!("{pointer}/{key}"), found),
            None => {}
        }
    }
}

/// Collects the objects of a response, whose properties are fields. Limits of responses are not enforced.
fn objects(schema: &Value, pointer: &str, found: &mut Vec<Place>) {
    let mut all = Vec::new();
    schemas(schema, pointer, &mut all);
    let is_object = |place: &Place| place.additions.iter().any(|(key, _)| *key == "minProperties");
    found.extend(all.into_iter().filter(is_object).map(|place| {
        let properties = json!({ "added": { "type": "boolean" } });
        Place { additions: vec![("properties", properties)], ..place }
    }));
}

/// Collects the places of an Apifox endpoint.
fn places_of_apifox(document: &Value, is_direct: bool) -> Vec<Place> {
    let mut found = Vec::new();
    let api = &document["api"];
    schemas(&api["requestBody"]["jsonSchema"], "/api/requestBody/jsonSchema", &mut found);
    for (index, response) in api["responses"].as_array().into_iter().flatten().enumerate().filter(|_| is_direct) {
        objects(&response["jsonSchema"], &format!("/api/responses/{index}/jsonSchema"), &mut found);
    }
    if api.is_object() {
        let parameters = json!({ "header": [{ "name": "X-Added", "type": "string" }] });
        let key = ("parameters", parameters);
        found.push(Place { pointer: "/api".to_owned(), additions: vec![key, ("respones", json!([]))] });
    }
    found
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Collects the places of a document. The runtime handles the operations of the queue, so only their bodies count.
fn places(document: &Value, is_direct: bool) -> Vec<Place> {
    let mut found = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, operation) in entries(item).filter(|(method, _)| ["get", "post", "put"].contains(&method.as_str()))
        {
            let pointer = format!("/paths/{}/{method}", escaped(path));
            for (media, content) in
                entries(&operation["requestBody"]["content"]).filter(|(media, _)| media.contains("json"))
            {
                let content_pointer = format!("{pointer}/requestBody/content/{}", escaped(media));
                schemas(&content["schema"], &format!("{content_pointer}/schema"), &mut found);
            }
            for (index, parameter) in operation["parameters"].as_array().into_iter().flatten().enumerate() {
                let parameter_pointer = format!("{pointer}/parameters/{index}");
                schemas(&parameter["schema"], &format!("{parameter_pointer}/schema"), &mut found);
                found.push(Place { pointer: parameter_pointer, additions: of_parameter(parameter) });
            }
            // The client makes the other requests about a job.
            if operation["parameters"].is_null() && (is_direct || method == "post") {
                let parameter = json!([{ "name": "X-Added", "in": "header", "schema": { "type": "string" } }]);
                found.push(Place { pointer: pointer.clone(), additions: vec![("parameters", parameter)] });
            }
            // An absolute URL in place of a path names the server itself.
            if !is_direct || !path.starts_with('/') {
                continue;
            }
            found.push(Place { pointer: pointer.clone(), additions: of_operation() });
            let content = vec![("application/added", json!({ "schema": schema() }))];
            found.push(Place { pointer: format!("{pointer}/requestBody/content"), additions: content });
            let responses = vec![("206", described()), ("418", described()), ("4XX", described())];
            found.push(Place { pointer: format!("{pointer}/responses"), additions: responses });
            for (status, response) in entries(&operation["responses"]) {
                for (media, content) in entries(&response["content"]).filter(|(media, _)| media.contains("json")) {
                    let pointer = format!("{pointer}/responses/{status}/content/{}/schema", escaped(media));
                    objects(&content["schema"], &pointer, &mut found);
                }
            }
        }
    }
    found
}

fn described() -> Value {
    json!({ "description": "Added.", "content": { "application/json": { "schema": schema() } } })
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn output(source: &Source, document: &Value) -> Output {
    generate(&[Source::new(&source.name, document.to_string())], &Options::new(Target::own()))
}

fn messages(output: &Output) -> Vec<String> {
    output.diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.message)).collect()
}

/// Returns the additions to a fixture that change nothing.
fn lost(fixture: &Fixture, rng: &mut Rng) -> Vec<String> {
    let [source] = fixture.sources.as_slice() else { return Vec::new() };
    let Ok(document) = serde_json::from_slice::<Value>(&source.bytes) else { return Vec::new() };
    let before = output(source, &document);
    // A request without a schema is any value, which is reported.
    if before.diagnostics.iter().any(|reported| reported.code == "no-request-schema") {
        return Vec::new();
    }
    let is_direct = before.api.endpoints.iter().all(|endpoint| endpoint.transport != CallKind::Queue);
    let places = [places(&document, is_direct), places_of_apifox(&document, is_direct)].concat();
    let all = places.iter().flat_map(|place| place.additions.iter().map(move |addition| (&place.pointer, addition)));
    let mut additions: Vec<_> = all.collect();
    rng.shuffle(&mut additions);
    let reported: Vec<&str> = before.diagnostics.iter().map(|reported| reported.origin.pointer.as_str()).collect();
    let mut lost = Vec::new();
    for (pointer, (key, value)) in additions.into_iter().take(TRIED) {
        let mut changed = document.clone();
        // A schema that is reported as not enforced is exempt, with its contents.
        // So is a parameter that the client sends itself, or whose location is unknown.
        let is_reported = |at: &&str| {
            let parameter = at.strip_suffix("/name").or_else(|| at.strip_suffix("/in"));
            let part = parameter.filter(|at| at.contains("/parameters/")).unwrap_or(at);
            pointer.starts_with(part) && (part.contains("/requestBody/") || part.contains("/parameters/"))
        };
        let Some(Value::Object(object)) = changed.pointer_mut(pointer) else { continue };
        if object.contains_key(*key) || reported.iter().any(is_reported) {
            continue;
        }
        object.insert((*key).to_owned(), value.clone());
        let after = output(source, &changed);
        if before.files == after.files && messages(&before) == messages(&after) {
            lost.push(format!("{}: `{key}` at {pointer}", fixture.name));
        }
    }
    lost
}

#[test]
fn no_addition_to_a_document_is_lost_silently() {
    let mut rng = Rng::new(1);
    let fixtures = accepted().unwrap();
    // The additions are those of OpenAPI 3 and Apifox.
    let others = fixtures.iter().filter(|fixture| !fixture.sources[0].name.contains("swagger"));
    let lost: Vec<String> = others.flat_map(|fixture| lost(fixture, &mut rng)).collect();
    assert!(lost.is_empty(), "{}:\n{}", lost.len(), lost.join("\n"));
}
