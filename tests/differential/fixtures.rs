//! Every fixture: the compiled types and the mock server accept and refuse what the validator does.

use std::collections::BTreeMap;

use fal_codegen::{Output, Severity, ir::Direction};
use fal_mock::{Endpoint, check};
use fal_tests::{
    fixtures::{Fixture, accepted, together},
    generated_crate::GeneratedCrate,
    rng::Rng,
};
use jsonschema::Validator;
use serde_json::Value;

use crate::{
    exempt::EXEMPT,
    interpreted::has_wide_integer,
    operations::{Described, described},
    program::{line, verdicts},
    survival::survives,
    validator::try_validator,
    values::values,
};

/// Number of pairs of a valid and a mutated value per request or response.
const VALUES: usize = 100;

/// A request or a response of a fixture with values for it.
struct Case {
    fixture: String,
    described: Described,
    validator: Validator,
    values: Vec<Value>,
    /// Whether the generator reported that it does not enforce all of the fixture.
    is_lenient: bool,
    /// The catalogue's schema of the endpoint.
    endpoint: Option<Endpoint>,
}

fn cases(fixture: &Fixture) -> Vec<Case> {
    let output = fixture.generate();
    let is_lenient = output
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity >= Severity::Warning || diagnostic.code == "null-of-other-type");
    let case = |described: Described| {
        let random = &described.schema;
        let validator = try_validator(&random.schema, &random.components, described.direction).ok()?;
        let values = values(random, VALUES, &mut Rng::new(1));
        let endpoint = schema_of(&output, &described.endpoint);
        Some(Case { fixture: fixture.name.clone(), validator, values, is_lenient, endpoint, described })
    };
    described(fixture, &output.api.endpoints).into_iter().filter_map(case).collect()
}

fn schema_of(output: &Output, id: &str) -> Option<Endpoint> {
    let is_this = |(path, text): &(&String, &String)| {
        path.ends_with(".schema.json") && text.contains(&format!("\"id\": \"{id}\""))
    };
    output.files.iter().find(is_this).map(|(_, text)| Endpoint::parse(text).unwrap())
}

impl Case {
    fn lines(&self) -> impl Iterator<Item = String> {
        self.values.iter().map(|value| line(&self.described.endpoint, self.described.direction, value))
    }

    /// Describes how the compiled types or the mock server differ from the validator for one of the values.
    fn difference(&self, value: &Value, verdict: &Value) -> Option<String> {
        let is_valid = self.validator.is_valid(value);
        let is_request = self.described.direction == Direction::Request;
        let is_refusal_wrong = is_valid && !has_wide_integer(value);
        let is_acceptance_wrong = is_request && !is_valid && !self.is_lenient;
        let schema = (&self.described.schema.schema, &self.described.schema.components);
        let mocked = self.endpoint.as_ref().filter(|_| is_request).map(|endpoint| check(endpoint, value));
        let difference = match (verdict.get("accepted"), mocked) {
            (None, _) if is_refusal_wrong => format!("refused: {verdict}"),
            (Some(_), _) if is_acceptance_wrong => "accepted".to_owned(),
            (Some(after), _) if !survives(schema, self.described.direction, value, after) => format!("became {after}"),
            (_, Some(violations)) if violations.is_empty() && is_acceptance_wrong => "accepted by the mock".to_owned(),
            (_, Some(violations)) if !violations.is_empty() && is_refusal_wrong => {
                format!("refused by the mock: {violations:?}")
            }
            _ => return None,
        };
        let Described { endpoint, direction, .. } = &self.described;
        Some(format!("{} {endpoint} {direction:?}: {value} (valid: {is_valid}) is {difference}", self.fixture))
    }
}

/// Returns the first difference of each request and response, by fixture. Fixtures without any to compare are missing.
fn differences(fixtures: &[Fixture]) -> BTreeMap<String, Vec<String>> {
    let cases: Vec<Case> = fixtures.iter().flat_map(cases).collect();
    // The same crate as that of the program `compile`, so that it is compiled once.
    let package = GeneratedCrate::write("fal-accepted", &together(fixtures)).unwrap();
    let library = package.build().unwrap().unwrap_or_else(|failed| panic!("{}", failed.err));
    let verdicts = verdicts("differential-fixtures", &library, &cases.iter().flat_map(Case::lines).collect::<Vec<_>>());
    let mut verdicts = verdicts.iter();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in &cases {
        let verdicts = verdicts.by_ref().take(case.values.len());
        let mut differences =
            case.values.iter().zip(verdicts).filter_map(|(value, verdict)| case.difference(value, verdict));
        let first = differences.next();
        differences.for_each(drop);
        found.entry(case.fixture.clone()).or_default().extend(first);
    }
    found
}

#[test]
fn fixtures_agree_with_the_validator() {
    let fixtures = accepted().unwrap();
    let found = differences(&fixtures);
    let is_exempt = |name: &str| EXEMPT.iter().any(|(start, _)| name.starts_with(start));
    let takes_part = |name: &str| found.get(name).is_some_and(Vec::is_empty);
    let wrong: Vec<String> = fixtures
        .iter()
        .filter(|fixture| !is_exempt(&fixture.name) && !takes_part(&fixture.name))
        .map(|fixture| {
            found.get(&fixture.name).map_or(format!("{} is not compared", fixture.name), |all| all.join("\n"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), fixtures.len(), wrong.join("\n"));
    for (start, _) in EXEMPT {
        let mut named = fixtures.iter().filter(|fixture| fixture.name.starts_with(start));
        assert!(named.any(|fixture| !takes_part(&fixture.name)), "{start} need not be exempt");
    }
}
