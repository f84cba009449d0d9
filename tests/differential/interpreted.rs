//! Many schemas, checked by the mock server, which interprets the catalogue's JSON Schema.

use fal_codegen::{Severity, ir::Direction};
use fal_mock::{Endpoint, check};
use fal_tests::rng::Rng;
use serde_json::{Value, json};

use crate::{
    documents::{Document, Generated, PER_DOCUMENT, is_reported},
    validator::validator,
    values::values,
};

/// Number of pairs of a valid and a mutated value per schema.
const VALUES: usize = 12;

/// Describes each difference between the mock server and the validator.
fn differences(Generated { document, output }: &Generated, seed: u64) -> Vec<String> {
    let schema = output.files.iter().find(|(path, _)| path.ends_with(".schema.json")).map(|(_, text)| text).unwrap();
    let endpoint = Endpoint::parse(schema).unwrap();
    let mut differences = Vec::new();
    for (number, random) in &document.schemas {
        let validator = validator(&random.schema, &random.components, Direction::Request);
        let is_lenient = is_reported(output, *number, |diagnostic| {
            diagnostic.severity >= Severity::Warning || diagnostic.code == "null-of-other-type"
        });
        let mut rng = Rng::new(seed ^ *number as u64);
        for value in values(random, VALUES, &mut rng) {
            let is_valid = validator.is_valid(&value);
            let violations = check(&endpoint, &json!({ format!("p{number}"): value }));
            let is_excused = if is_valid { has_wide_integer(&value) } else { is_lenient };
            if is_valid != violations.is_empty() && !is_excused {
                let found: Vec<String> = violations
                    .iter()
                    .map(|violation| format!("{} {}", Value::from(violation.loc.clone()), violation.msg))
                    .collect();
                differences.push(format!(
                    "{number}: {random}\n  {value} is {}valid; {}",
                    if is_valid { "" } else { "in" },
                    found.join(", ")
                ));
                break;
            }
        }
    }
    differences
}

/// Whether a value contains an integer beyond 64 bits with a sign. Requests take such integers where a limit needs them.
pub fn has_wide_integer(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_u64().is_some_and(|number| i64::try_from(number).is_err()),
        Value::Array(items) => items.iter().any(has_wide_integer),
        Value::Object(properties) => properties.values().any(has_wide_integer),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

fn check_schemas(seed: u64, count: usize) {
    let firsts: Vec<usize> = (0..count).step_by(PER_DOCUMENT).collect();
    let differences: Vec<String> =
        firsts.into_iter().flat_map(|first| differences(&Document::new(seed, first).generate(), seed)).collect();
    let shown = differences.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} of {count} schemas differ:\n{shown}", differences.len());
}

#[test]
fn random_schemas_agree_with_the_validator() {
    check_schemas(1, 10_000);
}

#[test]
#[ignore = "takes minutes; see CONTRIBUTING.md"]
fn soak_interpreted() {
    check_schemas(seed(2), schemas(100_000));
}

/// The seed of a soak test.
pub fn seed(default: u64) -> u64 {
    std::env::var("FAL_SEED").map_or(default, |text| text.parse().unwrap())
}

/// The number of schemas of a soak test.
pub fn schemas(default: usize) -> usize {
    std::env::var("FAL_SCHEMAS").map_or(default, |text| text.parse().unwrap())
}
