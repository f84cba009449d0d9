//! A sample of schemas, checked by their compiled types in both directions, round trips included.

use fal_codegen::{Severity, ir::Direction};
use fal_tests::{generated_crate::GeneratedCrate, requests::same, rng::Rng};
use serde_json::{Value, json};

use crate::{
    documents::{Document, Generated, PER_DOCUMENT, is_reported},
    interpreted::{has_wide_integer, schemas, seed},
    program::{line, verdicts},
    schemas::RandomSchema,
    survival::survives,
    validator::validator,
    values::values,
};

/// Number of documents per crate. Compiling takes most of the time.
const DOCUMENTS: usize = 20;
/// Number of pairs of a valid and a mutated value per schema.
const VALUES: usize = 12;

/// A value of one property, in one direction.
struct Case {
    endpoint: String,
    direction: Direction,
    property: String,
    value: Value,
    is_valid: bool,
    /// Whether the generator reported that it does not enforce all of the schema.
    is_lenient: bool,
    /// The schema.
    random: RandomSchema,
}

fn cases(generated: &Generated) -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, random) in &generated.document.schemas {
        // Neither direction has properties of its own, so one validator does for both.
        let validator = validator(&random.schema, &random.components, Direction::Request);
        let is_lenient = is_reported(&generated.output, *number, |diagnostic| {
            diagnostic.severity >= Severity::Warning || diagnostic.code == "null-of-other-type"
        });
        for value in values(random, VALUES, &mut Rng::new(*number as u64)) {
            for direction in [Direction::Request, Direction::Response] {
                cases.push(Case {
                    endpoint: generated.document.endpoint.clone(),
                    direction,
                    property: format!("p{number}"),
                    is_valid: validator.is_valid(&value),
                    value: value.clone(),
                    is_lenient,
                    random: random.clone(),
                });
            }
        }
    }
    cases
}

impl Case {
    /// Describes how the compiled types differ from the validator.
    fn difference(&self, verdict: &Value) -> Option<String> {
        let accepted = verdict.get("accepted").map(|object| object.get(&self.property).unwrap_or(&Value::Null));
        let difference = match (self.direction, accepted) {
            (_, None) if self.is_valid && !self.is_excused(verdict) => format!("refused: {verdict}"),
            (Direction::Request, Some(_)) if !self.is_valid && !self.is_lenient => "accepted".to_owned(),
            (_, Some(after)) if !self.survives(after) => format!("became {after}"),
            _ => return None,
        };
        let Self { direction, property, value, is_valid, random, .. } = self;
        Some(format!("{direction:?} {property}: {random}\n  {value} (valid: {is_valid}) is {difference}"))
    }

    /// Whether a valid value may be refused: items that differ in `null` and absence are equal, since both mean the same.
    fn is_excused(&self, verdict: &Value) -> bool {
        let is_repeated = verdict.to_string().contains("unique_items");
        has_wide_integer(&self.value) || (is_repeated && has_equal_items(&self.value))
    }

    fn survives(&self, after: &Value) -> bool {
        let schema = (&self.random.schema, &self.random.components);
        survives(schema, self.direction, &self.value, after)
    }
}

/// Whether an array contains items that are equal without their properties of `null`.
fn has_equal_items(value: &Value) -> bool {
    match value {
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().map(without_nulls).collect();
            let is_repeated =
                |(index, item): (usize, &Value)| items.iter().take(index).any(|earlier| same(earlier, item));
            items.iter().enumerate().any(is_repeated) || items.iter().any(has_equal_items)
        }
        Value::Object(properties) => properties.values().any(has_equal_items),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(properties) => {
            let others = properties.iter().filter(|(_, value)| !value.is_null());
            others.map(|(name, value)| (name.clone(), without_nulls(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Compiles the types of documents; returns their verdict on each case.
fn compiled_verdicts(documents: &[Generated], cases: &[Case]) -> Vec<Value> {
    let sources: Vec<_> = documents.iter().map(|generated| generated.document.source()).collect();
    let package = GeneratedCrate::write("fal-differential", &sources).unwrap();
    let library = package.build().unwrap().unwrap_or_else(|failed| panic!("{}", failed.err));
    let line = |case: &Case| line(&case.endpoint, case.direction, &json!({ case.property.clone(): case.value }));
    verdicts("differential", &library, &cases.iter().map(line).collect::<Vec<_>>())
}

/// Compiles the schemas in crates of some documents each, since a crate's compiler has one thread.
fn check_compiled(seed: u64, count: usize) {
    let firsts: Vec<usize> = (0..count).step_by(PER_DOCUMENT).collect();
    let mut differences = Vec::new();
    for firsts in firsts.chunks(DOCUMENTS) {
        let documents: Vec<Generated> = firsts.iter().map(|first| Document::new(seed, *first).generate()).collect();
        let cases: Vec<Case> = documents.iter().flat_map(cases).collect();
        let verdicts = compiled_verdicts(&documents, &cases);
        differences.extend(cases.iter().zip(&verdicts).filter_map(|(case, verdict)| case.difference(verdict)));
    }
    differences.dedup_by(|one, other| one.lines().next() == other.lines().next());
    let shown = differences.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} of {count} schemas differ:\n{shown}", differences.len());
}

#[test]
fn compiled_types_of_random_schemas_agree_with_the_validator() {
    check_compiled(7, DOCUMENTS * PER_DOCUMENT);
}

#[test]
#[ignore = "takes minutes; see CONTRIBUTING.md"]
fn soak_compiled() {
    check_compiled(seed(3), schemas(1_500));
}
