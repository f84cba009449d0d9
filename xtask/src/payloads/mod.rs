//! Test payloads of generated types: the examples of a document, and for each limit of a request a value at its bound and
//! one just outside.
//!
//! They are derived from the IR, so a new specification is tested as soon as it exists. `cargo xtask corpus` sends them
//! through the types of a whole folder of specifications, the tests through those of the fixtures and of `fal-sdk`.
//! `boundaries` visits the limits, `sample` makes the values around them.

mod boundaries;
mod numbers;
mod sample;

use fal_codegen::ir::{Api, Direction, Endpoint};
use serde_json::Value;

/// A payload, and whether the type of its endpoint has to accept it.
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    /// Endpoint id.
    pub endpoint: String,
    /// Request or response.
    pub direction: Direction,
    /// Expected result.
    pub expectation: Expectation,
    /// The payload.
    pub value: Value,
    /// JSON pointer of the tested value; empty for examples.
    pub pointer: String,
    /// The limit and the value, as text.
    pub description: String,
    /// Whether all required properties are present. Some have no value that can be derived, such as one for a pattern.
    pub is_complete: bool,
}

/// Expected result of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// An example of the document, which is accepted and encodes to the same value.
    Example,
    /// The value is at the bound, which is accepted.
    Valid,
    /// The value is just outside the bound, which is reported as a violation of this type.
    Invalid(&'static str),
}

/// Returns the payloads of all endpoints.
pub fn of_api(api: &Api) -> Vec<Payload> {
    api.endpoints.iter().flat_map(of_endpoint).collect()
}

/// Returns the payloads of an endpoint: its examples, then the bounds of its request.
pub fn of_endpoint(endpoint: &Endpoint) -> Vec<Payload> {
    let response = sample::example(endpoint, Direction::Response, &endpoint.response);
    let request = endpoint.request.iter().filter_map(|ty| sample::example(endpoint, Direction::Request, ty));
    response.into_iter().chain(request).chain(boundaries::of_request(endpoint)).collect()
}
