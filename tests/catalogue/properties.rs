//! Properties of every request of every real endpoint: the client's types and the mock server both accept a valid
//! request and reject a single violation, although neither uses the other's code.
//!
//! Requests are generated from each endpoint's schema (`fal_tests::requests`), the same ones in every run.

use std::collections::BTreeSet;

use fal_mock::{Endpoint as Mocked, Mock, check};
use fal_sdk::catalog::{ENDPOINTS, Endpoint};
use fal_tests::requests::{InvalidRequest, Requests, runner, same, sample};
use proptest::test_runner::{TestCaseError, TestCaseResult};
use serde_json::{Value, json};

/// Number of valid requests generated per endpoint.
const VALID: u32 = 32;

/// Number of requests per endpoint from which invalid requests are derived.
const BROKEN: u32 = 3;

/// An endpoint as the client, the mock server and the strategies see it.
struct EndpointUnderTest {
    client: &'static Endpoint,
    server: Mocked,
    requests: Requests,
}

impl EndpointUnderTest {
    fn new(client: &'static Endpoint) -> Self {
        let schema: Value = serde_json::from_str(client.schema).unwrap();
        let requests = Requests::read(&schema).unwrap().unwrap();
        Self { client, server: Mocked::parse(client.schema).unwrap(), requests }
    }

    /// The violations that the client reports, and those that the server reports, as `loc type`.
    fn violations(&self, payload: &Value) -> [BTreeSet<String>; 2] {
        let format = |loc: Value, kind: &str| format!("{loc} {kind}");
        let client = self.client.check_request(payload).err().unwrap_or_default();
        let client = client.iter().map(|violation| format(json!(violation.loc), &violation.r#type));
        let server = check(&self.server, payload);
        [client.collect(), server.iter().map(|issue| format(json!(issue.loc), issue.r#type)).collect()]
    }

    /// Both accept the payload, and encoding it again yields the same payload.
    fn accepts(&self, payload: &Value) -> TestCaseResult {
        let violations = self.violations(payload);
        expect(violations.iter().all(BTreeSet::is_empty), || format!("rejected: {violations:?}"))?;
        let sent = self.client.check_request(payload).unwrap();
        let expected = self.requests.sent(payload);
        expect(same(&sent, &expected), || format!("{expected} is encoded as {sent}"))?;
        let again = self.client.check_request(&sent);
        expect(again.as_ref() == Ok(&sent), || format!("{sent} is encoded as {again:?}"))
    }

    /// Both reject the payload for the same reason, and only for the violation that it has.
    fn rejects(&self, invalid: &InvalidRequest) -> TestCaseResult {
        let [client, server] = self.violations(&invalid.payload);
        let about =
            || format!("{} {:?} in {}: {client:?} and {server:?}", json!(invalid.loc), invalid.kind, invalid.payload);
        expect(!client.is_empty() && client == server, about)?;
        let expected = invalid.kind.map(|kind| BTreeSet::from([format!("{} {kind}", json!(invalid.loc))]));
        expect(expected.is_none_or(|expected| expected == client), about)
    }
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> TestCaseResult {
    if holds { Ok(()) } else { Err(TestCaseError::fail(otherwise())) }
}

/// Every endpoint that has a request.
fn subjects() -> impl Iterator<Item = EndpointUnderTest> {
    ENDPOINTS.iter().filter(|endpoint| !endpoint.request_schema().is_null()).map(EndpointUnderTest::new)
}

#[test]
fn valid_requests_are_accepted_by_both_and_encode_to_the_same_payload() {
    for subject in subjects() {
        let valid = subject.requests.valid().unwrap();
        let ran = runner(subject.client.id, VALID).run(&valid, |payload| subject.accepts(&payload));
        assert!(ran.is_ok(), "{}: {}", subject.client.id, ran.unwrap_err());
    }
}

#[test]
fn every_single_violation_is_rejected_by_both_for_the_same_reason() {
    let mut kinds = BTreeSet::new();
    for subject in subjects() {
        let full = subject.requests.full().unwrap();
        kinds
            .extend(sample(&full, 1).iter().flat_map(|full| subject.requests.invalid(full)).filter_map(|one| one.kind));
        let ran = runner(subject.client.id, BROKEN).run(&full, |payload| {
            subject.accepts(&payload)?;
            subject.requests.invalid(&payload).iter().try_for_each(|invalid| subject.rejects(invalid))
        });
        assert!(ran.is_ok(), "{}: {}", subject.client.id, ran.unwrap_err());
    }
    let found: Vec<&str> = kinds.into_iter().collect();
    assert!(found.len() > 15, "only these violations are generated: {found:?}");
}

#[tokio::test]
async fn the_server_responds_to_valid_and_invalid_requests_over_http() {
    let mock = Mock::builder().endpoints(subjects().map(|subject| subject.server)).start().unwrap();
    let http = reqwest::Client::new();
    for subject in subjects() {
        let valid = sample(&subject.requests.full().unwrap(), 1).remove(0);
        let invalid = subject.requests.invalid(&valid).pop().unwrap();
        for (payload, status) in [(&valid, 200), (&invalid.payload, 422)] {
            let request = http.post(format!("{}/fal.run/{}", mock.url(), subject.client.id));
            let request = request.header("authorization", "Key id:secret").body(payload.to_string());
            let response = request.send().await.unwrap();
            assert_eq!(response.status().as_u16(), status, "{}: {payload}", subject.client.id);
            let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
            let detail = body["detail"].as_array().into_iter().flatten();
            let reported = detail.map(|error| format!("{} {}", error["loc"], error["type"].as_str().unwrap()));
            assert_eq!(
                reported.collect::<BTreeSet<_>>(),
                subject.violations(payload)[0],
                "{}: {payload}",
                subject.client.id
            );
        }
    }
}
