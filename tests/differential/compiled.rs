//! A sample of schemas, checked by their compiled types in both directions, round trips included.

use std::{fs::File, process::Command};

use fal_codegen::Severity;
use fal_tests::{
    generated_crate::GeneratedCrate,
    requests::same,
    rng::Rng,
    rustc::{CrateType, Emit, Rustc, target},
};
use serde_json::{Value, json};

use crate::{
    documents::{Document, Generated, PER_DOCUMENT, is_reported},
    interpreted::has_wide_integer,
    validator::validator,
    values::values,
};

/// Number of documents to compile. Compiling takes most of the time.
const DOCUMENTS: usize = 20;
/// Number of pairs of a valid and a mutated value per schema.
const VALUES: usize = 12;
/// The seed of the schemas, another than that of the interpreted ones.
const SEED: u64 = 7;

/// A value of one property, in one direction.
struct Case {
    endpoint: String,
    direction: &'static str,
    property: String,
    value: Value,
    is_valid: bool,
    /// Whether the generator reported that it does not enforce all of the schema.
    is_lenient: bool,
    /// The schema, for the report.
    schema: String,
}

fn cases(generated: &Generated) -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, random) in &generated.document.schemas {
        let validator = validator(&random.schema, &random.components);
        let is_lenient = is_reported(&generated.output, *number, |diagnostic| {
            diagnostic.severity >= Severity::Warning || diagnostic.code == "null-of-other-type"
        });
        for value in values(random, VALUES, &mut Rng::new(*number as u64)) {
            for direction in ["request", "response"] {
                cases.push(Case {
                    endpoint: generated.document.endpoint.clone(),
                    direction,
                    property: format!("p{number}"),
                    is_valid: validator.is_valid(&value),
                    value: value.clone(),
                    is_lenient,
                    schema: format!("{} with {}", random.schema, json!(random.components)),
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
            (_, None) if self.is_valid && !has_wide_integer(&self.value) => format!("refused: {verdict}"),
            ("request", Some(_)) if !self.is_valid && !self.is_lenient => "accepted".to_owned(),
            (_, Some(sent)) if self.is_valid && !is_kept(&self.value, sent, self.direction) => format!("became {sent}"),
            _ => return None,
        };
        let Self { direction, property, value, is_valid, schema, .. } = self;
        Some(format!("{direction} {property}: {schema}\n  {value} (valid: {is_valid}) is {difference}"))
    }
}

/// Whether a round trip keeps a value. `null` may become absence, and responses may lose properties without a schema.
fn is_kept(value: &Value, sent: &Value, direction: &str) -> bool {
    match (value, sent) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_kept(one, other, direction))
        }
        (Value::Object(one), Value::Object(other)) => one.iter().all(|(name, value)| match other.get(name) {
            Some(sent) => is_kept(value, sent, direction),
            None => value.is_null() || direction == "response",
        }),
        _ => same(value, sent),
    }
}

/// Compiles the types of documents and a program that decodes payloads with them; returns the verdict of each case.
fn verdicts(documents: &[Generated], cases: &[Case]) -> Vec<Value> {
    let sources: Vec<_> = documents.iter().map(|generated| generated.document.source()).collect();
    let package = GeneratedCrate::write("fal-differential", &sources).unwrap();
    let library = package.build().unwrap().unwrap_or_else(|failed| panic!("{}", failed.err));
    let out = target().join("fal-tests/differential");
    std::fs::create_dir_all(&out).unwrap();
    let source = out.join("runner.rs");
    std::fs::write(&source, include_str!("runner.rs")).unwrap();
    let mut rustc = Rustc::new(&source, CrateType::Binary, Emit::Linked, &out);
    rustc.link("fal_differential", &library);
    let finished = rustc.run().unwrap();
    assert!(finished.success, "{}", finished.err);
    let input = out.join("payloads.jsonl");
    let line =
        |case: &Case| json!([case.endpoint, case.direction, { case.property.clone(): case.value }]).to_string() + "\n";
    std::fs::write(&input, cases.iter().map(line).collect::<String>()).unwrap();
    let runner = out.join(format!("runner{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(runner).stdin(File::open(&input).unwrap()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), cases.len(), "{}", String::from_utf8_lossy(&output.stderr));
    verdicts
}

#[test]
fn compiled_types_of_random_schemas_agree_with_the_validator() {
    let documents: Vec<Generated> =
        (0..DOCUMENTS).map(|index| Document::new(SEED, index * PER_DOCUMENT).generate()).collect();
    let cases: Vec<Case> = documents.iter().flat_map(cases).collect();
    let verdicts = verdicts(&documents, &cases);
    let mut differences: Vec<String> =
        cases.iter().zip(&verdicts).filter_map(|(case, verdict)| case.difference(verdict)).collect();
    differences.dedup_by(|one, other| one.lines().next() == other.lines().next());
    let shown = differences.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differ:\n{shown}", differences.len());
}
