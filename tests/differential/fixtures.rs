//! The OpenAPI 3.1 fixtures: the mock server accepts and refuses requests as the validator does.

use fal_codegen::{Output, Severity};
use fal_mock::{Endpoint, check};
use fal_tests::{
    fixtures::{Fixture, accepted},
    rng::Rng,
};
use serde_json::{Map, Value};

use crate::{interpreted::has_wide_integer, schemas::RandomSchema, validator::try_validator, values::values};

/// Number of pairs of a valid and a mutated value per request.
const VALUES: usize = 200;

/// Keywords that restrict requests but are not part of JSON Schema.
const OTHER_KEYWORDS: &[&str] = &["\"discriminator\"", "\"readOnly\"", "\"ge\""];

/// Returns the schema of each JSON request of a fixture, with the endpoint's id as the document's path states it.
fn requests(fixture: &Fixture) -> Vec<(String, RandomSchema)> {
    let [source] = fixture.sources.as_slice() else { return Vec::new() };
    let Ok(document) = serde_json::from_slice::<Value>(&source.bytes) else { return Vec::new() };
    let text = document.to_string();
    if document["openapi"] != "3.1.0" || OTHER_KEYWORDS.iter().any(|keyword| text.contains(keyword)) {
        return Vec::new();
    }
    let components = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let paths: Map<String, Value> = document["paths"].as_object().cloned().unwrap_or_default();
    let request = |(path, item): (String, Value)| {
        let schema = item.pointer("/post/requestBody/content/application~1json/schema")?.clone();
        let has_parameters = item.get("parameters").is_some() || item.pointer("/post/parameters").is_some();
        let id = path.trim_start_matches('/').to_owned();
        (!has_parameters).then(|| (id, RandomSchema { schema, components: components.clone() }))
    };
    paths.into_iter().filter_map(request).collect()
}

/// Describes the first difference between the mock server and the validator for a request.
fn difference(output: &Output, id: &str, request: &RandomSchema) -> Option<String> {
    let validator = try_validator(&request.schema, &request.components)?;
    let is_reported = |code: &str| output.diagnostics.iter().any(|diagnostic| diagnostic.code == code);
    let is_warned = output.diagnostics.iter().any(|diagnostic| diagnostic.severity >= Severity::Warning);
    let is_lenient = is_warned || is_reported("null-of-other-type");
    let schema = output.files.iter().find_map(|(path, text)| {
        let is_this = path.ends_with(".schema.json") && text.contains(&format!("\"id\": \"{id}\""));
        is_this.then_some(text)
    })?;
    let endpoint = Endpoint::parse(schema).unwrap();
    values(request, VALUES, &mut Rng::new(1)).into_iter().find_map(|value| {
        let is_valid = validator.is_valid(&value);
        let violations = check(&endpoint, &value);
        let is_excused = if is_valid { has_wide_integer(&value) } else { is_lenient };
        let differs = is_valid != violations.is_empty() && !is_excused;
        differs.then(|| format!("{id}: {value} (valid: {is_valid}): {violations:?}"))
    })
}

#[test]
fn fixtures_agree_with_the_validator() {
    let (mut compared, mut differences) = (0, Vec::new());
    for fixture in accepted().unwrap() {
        let requests = requests(&fixture);
        if requests.is_empty() {
            continue;
        }
        let output = fixture.generate();
        compared += requests.len();
        differences.extend(requests.iter().filter_map(|(id, request)| difference(&output, id, request)));
    }
    assert!(compared > 20, "only {compared} requests found");
    assert!(differences.is_empty(), "{} of {compared}:\n{}", differences.len(), differences.join("\n"));
}
