//! Expectations about a fixture's generated types, from `<case>.cases` next to the fixture, one per line:
//!
//! ```text
//! accepts {"crew": 3}                            encodes to the same payload, or to the one after `as`
//! rejects {"crew": 9}  /crew less_than_equal     exactly these violations, by pointer and type; without a type: one at that pointer; without a
//!                                                pointer: of the whole payload
//! decodes {"boat": 1, "new": 2}  as {"boat": 1}  the same as `accepts`, for the response
//! ```
//!
//! In a fixture with several endpoints, each line begins with the endpoint's id.

use std::path::Path;

use fal_codegen::ir::Direction;
use serde_json::Value;

/// A payload to decode with a type of an endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct PayloadCheck {
    /// Id of the endpoint.
    pub endpoint: String,
    /// Whether the payload is a request or a response.
    pub direction: Direction,
    /// The payload.
    pub payload: Value,
}

/// Result of decoding a payload.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The payload, decoded and encoded again.
    Accepted(Value),
    /// Every violation, as `/pointer type`.
    Rejected(Vec<String>),
}

/// One line of a `.cases` file.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Line number, from 1.
    pub line: usize,
    /// The payload to decode.
    pub check: PayloadCheck,
    /// The expected verdict.
    pub expected: Verdict,
}

impl Case {
    /// Describes how a verdict differs from the expected one; `None` if it does not.
    pub fn mismatch(&self, verdict: &Verdict) -> Option<String> {
        let matches = match (&self.expected, verdict) {
            (Verdict::Rejected(expected), Verdict::Rejected(found)) => same_violations(expected, found),
            (expected, found) => expected == found,
        };
        let PayloadCheck { endpoint, payload, .. } = &self.check;
        let Self { line, expected, .. } = self;
        (!matches).then(|| format!("{endpoint}, line {line}: {payload} should be {expected:?}, is {verdict:?}"))
    }
}

fn same_violations(expected: &[String], found: &[String]) -> bool {
    if expected.iter().any(|violation| !violation.contains(' ')) {
        return expected.iter().all(|violation| found.iter().any(|other| other.starts_with(violation)));
    }
    let sorted = |violations: &[String]| {
        let mut violations = violations.to_vec();
        violations.sort();
        violations
    };
    sorted(expected) == sorted(found)
}

/// Reads the cases of a file for the endpoints with these ids. Returns no cases if the file does not exist.
pub fn read(path: &Path, ids: &[String]) -> Result<Vec<Case>, String> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(Vec::new()) };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| parse(index + 1, line, ids).ok_or(format!("{}: `{line}`", path.display()))).collect()
}

fn parse(line: usize, text: &str, ids: &[String]) -> Option<Case> {
    let (first, rest) = text.split_once(' ')?;
    let (endpoint, verb, rest) = match ids.iter().find(|id| *id == first) {
        Some(id) => (id.clone(), rest.split_once(' ')?.0, rest.split_once(' ')?.1),
        None => (ids.first().filter(|_| ids.len() == 1)?.clone(), first, rest),
    };
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    let payload = values.next()?.ok()?;
    let after = rest.get(values.byte_offset()..)?.trim();
    let (direction, expected) = match verb {
        "accepts" => (Direction::Request, accepted(&payload, after)?),
        "rejects" => (Direction::Request, Verdict::Rejected(after.split(", ").map(violation).collect())),
        "decodes" => (Direction::Response, accepted(&payload, after)?),
        _ => return None,
    };
    Some(Case { line, check: PayloadCheck { endpoint, direction, payload }, expected })
}

/// The violation as a verdict has it. Without a pointer, it is one of the whole payload.
fn violation(text: &str) -> String {
    if text.starts_with('/') { text.to_owned() } else { format!(" {text}") }
}

/// The value after `as`, or the payload itself.
fn accepted(payload: &Value, after: &str) -> Option<Verdict> {
    if after.is_empty() {
        return Some(Verdict::Accepted(payload.clone()));
    }
    serde_json::from_str(after.strip_prefix("as ")?).ok().map(Verdict::Accepted)
}
