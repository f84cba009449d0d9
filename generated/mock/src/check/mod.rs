//! Validates a payload against an endpoint's schema and returns all violations in the format of fal's 422 responses.
//!
//! The validation uses the schema only, not the generated types, so that tests can compare the verdicts of both. Values
//! are not coerced, and properties that the schema does not have are accepted.
//!
//! `checker` holds the current location and the violations. `value` dispatches on the schema's type; `object`, `array` and
//! `union` descend; `number` and `string` check the limits of scalars.

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

use crate::{endpoint::Endpoint, schema::Schema};

use checker::Checker;

pub(crate) use number::integer;

/// A violation of an endpoint's schema.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// Path to the value; the first step is `body`.
    pub loc: Vec<Value>,
    /// Description of the violation in one sentence.
    pub msg: String,
    /// Type of the violation, e.g. `less_than_equal`.
    pub r#type: &'static str,
    /// The violated limit.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub ctx: Map<String, Value>,
    /// The rejected value; for a missing property, the object without it.
    pub input: Value,
}

/// Validates a payload and returns its violations in the display order of the properties.
///
/// ```
/// let endpoint = fal_mock::Endpoint::parse(r##"{
///     "id": "acme/echo",
///     "transport": {"kind": "queue"},
///     "request": {"type": "object", "properties": {"times": {"type": "integer", "maximum": 4}}},
///     "response": {}
/// }"##)?;
/// let violations = fal_mock::check(&endpoint, &serde_json::json!({ "times": 5 }));
/// assert_eq!(violations[0].loc, ["body", "times"]);
/// assert_eq!(violations[0].msg, "Input should be less than or equal to 4");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn check(endpoint: &Endpoint, payload: &Value) -> Vec<Violation> {
    let mut checker = Checker::new();
    if let Some(request) = endpoint.request() {
        checker.value(request, payload);
    }
    checker.found
}

/// Whether a schema accepts a value.
pub(crate) fn accepts(schema: Schema<'_>, value: &Value) -> bool {
    let mut checker = Checker::new();
    checker.value(schema, value);
    checker.found.is_empty()
}
