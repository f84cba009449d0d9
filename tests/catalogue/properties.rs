//! What holds for any request of every real endpoint: what is good is taken, and a single fault is refused, by the
//! client's types and by the local server alike, though neither knows of the other.
//!
//! Requests are drawn from each endpoint's schema (`fal_tests::requests`), always the same ones.

use std::collections::BTreeSet;

use fal_mock::{Endpoint as Mocked, Mock, check};
use fal_sdk::catalog::{ENDPOINTS, Endpoint};
use fal_tests::requests::{Requests, Spoilt, runner, same, some};
use proptest::test_runner::{TestCaseError, TestCaseResult};
use serde_json::{Value, json};

/// How many good requests of each endpoint are drawn.
const GOOD: u32 = 32;

/// How many requests of each endpoint get every single fault.
const SPOILT: u32 = 3;

/// An endpoint as the client, the local server and the strategies know it.
struct Known {
    client: &'static Endpoint,
    server: Mocked,
    requests: Requests,
}

impl Known {
    fn new(client: &'static Endpoint) -> Self {
        let schema: Value = serde_json::from_str(client.schema).unwrap();
        let requests = Requests::read(&schema).unwrap().unwrap();
        Self { client, server: Mocked::parse(client.schema).unwrap(), requests }
    }

    /// The faults that the client tells, and those that the server does, as the way and the kind of each.
    fn faults(&self, payload: &Value) -> [BTreeSet<String>; 2] {
        let told = |loc: Value, kind: &str| format!("{loc} {kind}");
        let client = self.client.check_request(payload).err().unwrap_or_default();
        let client = client.iter().map(|fault| told(json!(fault.loc), &fault.r#type));
        let server = check(&self.server, payload);
        [client.collect(), server.iter().map(|fault| told(json!(fault.loc), fault.r#type)).collect()]
    }

    /// Taken by both, and the same when it comes back.
    fn takes(&self, payload: &Value) -> TestCaseResult {
        let faults = self.faults(payload);
        expect(faults.iter().all(BTreeSet::is_empty), || format!("refused: {faults:?}"))?;
        let sent = self.client.check_request(payload).unwrap();
        let expected = self.requests.sent(payload);
        expect(same(&sent, &expected), || format!("{expected} came back as {sent}"))?;
        let again = self.client.check_request(&sent);
        expect(again.as_ref() == Ok(&sent), || format!("{sent} came back as {again:?}"))
    }

    /// Refused by both for the same, and just for what is known to be wrong.
    fn refuses(&self, spoilt: &Spoilt) -> TestCaseResult {
        let [client, server] = self.faults(&spoilt.payload);
        let about =
            || format!("{} {:?} in {}: {client:?} and {server:?}", json!(spoilt.loc), spoilt.kind, spoilt.payload);
        expect(!client.is_empty() && client == server, about)?;
        let expected = spoilt.kind.map(|kind| BTreeSet::from([format!("{} {kind}", json!(spoilt.loc))]));
        expect(expected.is_none_or(|expected| expected == client), about)
    }
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> TestCaseResult {
    if holds { Ok(()) } else { Err(TestCaseError::fail(otherwise())) }
}

/// Every endpoint that takes something.
fn known() -> impl Iterator<Item = Known> {
    ENDPOINTS.iter().filter(|endpoint| !endpoint.request_schema().is_null()).map(Known::new)
}

#[test]
fn good_requests_are_taken_by_both_and_come_back_as_they_were() {
    for known in known() {
        let good = known.requests.good().unwrap();
        let ran = runner(known.client.id, GOOD).run(&good, |payload| known.takes(&payload));
        assert!(ran.is_ok(), "{}: {}", known.client.id, ran.unwrap_err());
    }
}

#[test]
fn every_single_fault_is_refused_by_both_alike() {
    let mut kinds = BTreeSet::new();
    for known in known() {
        let full = known.requests.full().unwrap();
        kinds.extend(some(&full, 1).iter().flat_map(|full| known.requests.spoilt(full)).filter_map(|one| one.kind));
        let ran = runner(known.client.id, SPOILT).run(&full, |payload| {
            known.takes(&payload)?;
            known.requests.spoilt(&payload).iter().try_for_each(|spoilt| known.refuses(spoilt))
        });
        assert!(ran.is_ok(), "{}: {}", known.client.id, ran.unwrap_err());
    }
    let found: Vec<&str> = kinds.into_iter().collect();
    assert!(found.len() > 15, "the faults are found: {found:?}");
}

#[tokio::test]
async fn good_and_faulty_requests_get_their_answers_from_the_server() {
    let mock = Mock::builder().endpoints(known().map(|known| known.server)).start().unwrap();
    let http = reqwest::Client::new();
    for known in known() {
        let good = some(&known.requests.full().unwrap(), 1).remove(0);
        let faulty = known.requests.spoilt(&good).pop().unwrap();
        for (payload, status) in [(&good, 200), (&faulty.payload, 422)] {
            let request = http.post(format!("{}/fal.run/{}", mock.url(), known.client.id));
            let request = request.header("authorization", "Key id:secret").body(payload.to_string());
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{}: {payload}", known.client.id);
            let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            let detail = body["detail"].as_array().into_iter().flatten();
            let told = detail.map(|fault| format!("{} {}", fault["loc"], fault["type"].as_str().unwrap()));
            assert_eq!(told.collect::<BTreeSet<_>>(), known.faults(payload)[0], "{}: {payload}", known.client.id);
        }
    }
}
