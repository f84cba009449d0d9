//! A payload held against an endpoint's schema: every fault at once, in the words of fal's 422 answers.
//!
//! The server reads the schema and knows nothing of the generated types, so whether both refuse the same is a question
//! that tests can ask. Nothing is repaired or coerced on the way, and members that the schema does not have pass.
//!
//! `walk` keeps the place and the faults; `value` goes by the type of a schema, `object` into members, `list` into
//! items, `union` through alternatives; `number` and `text` know the limits of what has no inside.

mod array;
mod checker;
mod number;
mod object;
mod string;
mod union;
mod value;

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::endpoint::Endpoint;

use checker::Checker;

/// One fault of a payload.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// The way to the value; the first step is `body`.
    pub loc: Vec<Value>,
    /// The fault in one sentence.
    pub msg: String,
    /// The kind of fault, e.g. `less_than_equal`.
    pub r#type: &'static str,
    /// The limit that was crossed.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub ctx: Map<String, Value>,
    /// The value that was refused; of a member that is missing, the object that it is missing in.
    pub input: Value,
}

/// Every fault of a payload, in the order that people see its members.
///
/// ```
/// let endpoint = fal_mock::Endpoint::parse(r##"{
///     "id": "acme/echo",
///     "transport": {"kind": "queue"},
///     "request": {"type": "object", "properties": {"times": {"type": "integer", "maximum": 4}}},
///     "response": {}
/// }"##)?;
/// let faults = fal_mock::check(&endpoint, &serde_json::json!({ "times": 5 }));
/// assert_eq!(faults[0].loc, ["body", "times"]);
/// assert_eq!(faults[0].msg, "Input should be less than or equal to 4");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn check(endpoint: &Endpoint, payload: &Value) -> Vec<Violation> {
    let mut checker = Checker::new();
    if let Some(request) = endpoint.request() {
        checker.value(request, payload);
    }
    checker.found
}
