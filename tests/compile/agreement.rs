//! Requests generated from the schema of every fixture: the compiled types and the mock server agree on each.
//! Fixtures have what no real endpoint has: patterns, discriminators, recursive types.

use std::collections::BTreeSet;

use fal_codegen::{Options, generate, ir::Direction, render::Target};
use fal_mock::{Endpoint, check};
use fal_tests::{
    cases::{PayloadCheck, Verdict},
    fixtures::{accepted, together},
    requests::{InvalidRequest, Requests, same, sample},
};
use serde_json::{Value, json};

use crate::fixtures::{FixtureCrate, verdicts};

/// Number of valid requests generated per endpoint.
const VALID: usize = 12;
/// Number of those from which invalid requests are derived.
const BROKEN: usize = 3;

/// A request and its expected result.
struct AgreementCase {
    check: PayloadCheck,
    /// The encoded request, if it is valid.
    sent: Option<Value>,
    /// The only violation, if it is known.
    violation: Option<String>,
    /// Violations that the mock server reports.
    server: BTreeSet<String>,
}

/// Formats a violation as the compiled types do.
fn format_violation(loc: &[Value], kind: &str) -> String {
    let pointer = loc.iter().skip(1).fold(String::new(), |pointer, step| match step {
        Value::String(name) => format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
        index => format!("{pointer}/{index}"),
    });
    format!("{pointer} {kind}")
}

/// The cases of an endpoint; none if it has no request, or if every request would be infinite.
fn cases(schema: &str) -> Vec<AgreementCase> {
    let value: Value = serde_json::from_str(schema).unwrap();
    let Some(requests) = Requests::read(&value).unwrap() else { return Vec::new() };
    let (Some(valid), Some(full)) = (requests.valid(), requests.full()) else { return Vec::new() };
    let server = Endpoint::parse(schema).unwrap();
    let case = |payload: Value, sent: Option<Value>, violation: Option<String>| {
        let server = check(&server, &payload).iter().map(|issue| format_violation(&issue.loc, issue.r#type)).collect();
        let endpoint = value["id"].as_str().unwrap().to_owned();
        let check = PayloadCheck { endpoint, direction: Direction::Request, payload };
        AgreementCase { check, sent, violation, server }
    };
    let full = sample(&full, BROKEN);
    let invalid = full.iter().flat_map(|full| requests.invalid(full));
    let rejected = invalid.map(|InvalidRequest { payload, loc, kind, .. }| {
        case(payload, None, kind.map(|kind| format_violation(&loc, kind)))
    });
    let rejected: Vec<AgreementCase> = rejected.collect();
    let valid = sample(&valid, VALID).into_iter().chain(full);
    valid.map(|valid| case(valid.clone(), Some(requests.sent(&valid)), None)).chain(rejected).collect()
}

impl AgreementCase {
    /// Describes how a verdict differs from the expected one.
    fn mismatch(&self, verdict: &Verdict) -> Option<String> {
        let (sent, violations) = match verdict {
            Verdict::Accepted(sent) => (Some(sent), BTreeSet::new()),
            Verdict::Rejected(violations) => (None, violations.iter().cloned().collect()),
        };
        let matches = match (&self.sent, sent) {
            (Some(expected), Some(sent)) => same(expected, sent),
            (None, None) => self.violation.as_ref().is_none_or(|only| violations == BTreeSet::from([only.clone()])),
            _ => false,
        };
        let PayloadCheck { endpoint, payload, .. } = &self.check;
        (!matches || self.server != violations).then(|| {
            let expected = json!([self.sent, self.violation]);
            format!("{endpoint}: {payload} should be {expected}, is {verdict:?}; the mock reports {:?}", self.server)
        })
    }
}

#[test]
fn compiled_types_and_the_mock_server_accept_and_reject_the_same_requests() {
    let options = Options::new(Target::package(FixtureCrate::Accepted.package()));
    let output = generate(&together(&accepted().unwrap()), &options);
    let schemas = output.files.iter().filter(|(name, _)| name.ends_with(".schema.json"));
    let cases: Vec<AgreementCase> = schemas.flat_map(|(_, schema)| cases(schema)).collect();
    assert!(cases.len() > 1000, "only {} requests generated", cases.len());
    let checks: Vec<PayloadCheck> = cases.iter().map(|case| case.check.clone()).collect();
    let verdicts = verdicts(FixtureCrate::Accepted, &checks);
    let mismatches: Vec<String> =
        cases.iter().zip(&verdicts).filter_map(|(case, verdict)| case.mismatch(verdict)).collect();
    assert!(mismatches.is_empty(), "{} of {}:\n{}", mismatches.len(), cases.len(), mismatches.join("\n"));
}
