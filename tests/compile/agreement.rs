//! Requests drawn from the schema of every fixture, given to its compiled types and to the local server: the real
//! endpoints have no pattern, no tag and no type inside itself, fixtures do.

use std::collections::BTreeSet;

use fal_codegen::{Options, generate, render::Target};
use fal_mock::{Endpoint, check};
use fal_tests::{
    cases::{Answer, Question, Way},
    fixtures::{accepted, together},
    requests::{Requests, Spoilt, same, some},
};
use serde_json::{Value, json};

use super::accepted::{NAME, ask};

/// How many good requests of each endpoint are drawn, and how many of them get every single fault.
const GOOD: usize = 12;
const SPOILT: usize = 3;

/// A request and what must become of it.
struct Case {
    question: Question,
    /// What comes back, where it is good.
    sent: Option<Value>,
    /// The only fault, where it is known.
    fault: Option<String>,
    /// What the server says.
    server: BTreeSet<String>,
}

/// A fault as the compiled types tell it.
fn told(loc: &[Value], kind: &str) -> String {
    let pointer = loc.iter().skip(1).fold(String::new(), |pointer, step| match step {
        Value::String(name) => format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
        index => format!("{pointer}/{index}"),
    });
    format!("{pointer} {kind}")
}

/// The cases of an endpoint; none where it takes nothing, or nothing that ends.
fn cases(schema: &str) -> Vec<Case> {
    let value: Value = serde_json::from_str(schema).unwrap();
    let Some(requests) = Requests::read(&value).unwrap() else { return Vec::new() };
    let (Some(good), Some(full)) = (requests.good(), requests.full()) else { return Vec::new() };
    let server = Endpoint::parse(schema).unwrap();
    let case = |payload: Value, sent: Option<Value>, fault: Option<String>| {
        let server = check(&server, &payload).iter().map(|fault| told(&fault.loc, fault.r#type)).collect();
        Case {
            question: Question { endpoint: value["id"].as_str().unwrap().to_owned(), way: Way::Request, payload },
            sent,
            fault,
            server,
        }
    };
    let full = some(&full, SPOILT);
    let spoilt = full.iter().flat_map(|full| requests.spoilt(full));
    let refused =
        spoilt.map(|Spoilt { payload, loc, kind, .. }| case(payload, None, kind.map(|kind| told(&loc, kind))));
    let refused: Vec<Case> = refused.collect();
    let good = some(&good, GOOD).into_iter().chain(full);
    good.map(|good| case(good.clone(), Some(requests.sent(&good)), None)).chain(refused).collect()
}

impl Case {
    /// What is wrong with an answer of the types, in a sentence.
    fn complaint(&self, answer: &Answer) -> Option<String> {
        let (sent, faults) = match answer {
            Answer::Taken(sent) => (Some(sent), BTreeSet::new()),
            Answer::Refused(faults) => (None, faults.iter().cloned().collect()),
        };
        let right = match (&self.sent, sent) {
            (Some(expected), Some(sent)) => same(expected, sent),
            (None, None) => self.fault.as_ref().is_none_or(|fault| faults == BTreeSet::from([fault.clone()])),
            _ => false,
        };
        let Question { endpoint, payload, .. } = &self.question;
        let wrong = !right || self.server != faults;
        wrong.then(|| {
            let expected = json!([self.sent, self.fault]);
            format!("{endpoint}: {payload} should be {expected}, is {answer:?}, and {:?} to the server", self.server)
        })
    }
}

#[test]
fn what_the_types_take_and_refuse_the_server_does_too() {
    let output = generate(&together(&accepted().unwrap()), &Options::new(Target::package(NAME)));
    let schemas = output.files.iter().filter(|(name, _)| name.ends_with(".schema.json"));
    let cases: Vec<Case> = schemas.flat_map(|(_, schema)| cases(schema)).collect();
    assert!(cases.len() > 1000, "requests are drawn");
    let questions: Vec<Question> = cases.iter().map(|case| case.question.clone()).collect();
    let answers = ask(&questions);
    let complaints: Vec<String> =
        cases.iter().zip(&answers).filter_map(|(case, answer)| case.complaint(answer)).collect();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}
