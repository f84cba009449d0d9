//! What a fixture's generated types take and refuse, written beside it in `<case>.cases`, a line each:
//!
//! ```text
//! accepts {"crew": 3}                            the payload comes back as it was, or as said behind `as`
//! rejects {"crew": 9}  /crew less_than_equal   just these faults, by pointer and kind; without a kind: one there
//! decodes {"boat": 1, "new": 2}  as {"boat": 1}
//! ```
//!
//! A fixture of several endpoints names the endpoint first.

use std::path::Path;

use serde_json::Value;

/// Which of an endpoint's types is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The request.
    Request,
    /// The response.
    Response,
}

impl Way {
    /// The word that the runner of the generated crate understands.
    pub fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// A payload held against the type of an endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The endpoint's id.
    pub endpoint: String,
    /// Which of its types.
    pub way: Way,
    /// The payload.
    pub payload: Value,
}

/// What the type makes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The payload, decoded and encoded again.
    Taken(Value),
    /// Every fault, as `/pointer kind`.
    Refused(Vec<String>),
}

/// What is expected of a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    /// The line it stands on.
    pub line: usize,
    /// The question.
    pub question: Question,
    /// The answer that it must have.
    pub expected: Answer,
}

impl Try {
    /// What is wrong with an answer, in a sentence; nothing if it is as expected.
    pub fn complaint(&self, answer: &Answer) -> Option<String> {
        let right = match (&self.expected, answer) {
            (Answer::Refused(expected), Answer::Refused(found)) => same_faults(expected, found),
            (expected, found) => expected == found,
        };
        let Question { endpoint, payload, .. } = &self.question;
        let Self { line, expected, .. } = self;
        (!right).then(|| format!("{endpoint}, line {line}: {payload} should be {expected:?}, is {answer:?}"))
    }
}

fn same_faults(expected: &[String], found: &[String]) -> bool {
    if expected.iter().any(|fault| !fault.contains(' ')) {
        return expected.iter().all(|fault| found.iter().any(|other| other.starts_with(fault)));
    }
    let sorted = |faults: &[String]| {
        let mut faults = faults.to_vec();
        faults.sort();
        faults
    };
    sorted(expected) == sorted(found)
}

/// The tries of a file for the endpoints of these ids; none where there is no file.
pub fn read(path: &Path, ids: &[String]) -> Result<Vec<Try>, String> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(Vec::new()) };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| parse(index + 1, line, ids).ok_or(format!("{}: `{line}`", path.display()))).collect()
}

fn parse(line: usize, text: &str, ids: &[String]) -> Option<Try> {
    let (first, rest) = text.split_once(' ')?;
    let (endpoint, verb, rest) = match ids.iter().find(|id| *id == first) {
        Some(id) => (id.clone(), rest.split_once(' ')?.0, rest.split_once(' ')?.1),
        None => (ids.first().filter(|_| ids.len() == 1)?.clone(), first, rest),
    };
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    let payload = values.next()?.ok()?;
    let behind = rest.get(values.byte_offset()..)?.trim();
    let (way, expected) = match verb {
        "accepts" => (Way::Request, taken(&payload, behind)?),
        "rejects" => (Way::Request, Answer::Refused(behind.split(", ").map(str::to_owned).collect())),
        "decodes" => (Way::Response, taken(&payload, behind)?),
        _ => return None,
    };
    Some(Try { line, question: Question { endpoint, way, payload }, expected })
}

/// What comes back: what stands behind `as`, else the payload.
fn taken(payload: &Value, behind: &str) -> Option<Answer> {
    if behind.is_empty() {
        return Some(Answer::Taken(payload.clone()));
    }
    serde_json::from_str(behind.strip_prefix("as ")?).ok().map(Answer::Taken)
}
