//! Payloads at the bounds of requests, as checks of the generated types.

use fal_codegen::ir::Endpoint;
use xtask::payloads::{self, Expectation, Payload};

use crate::cases::{PayloadCheck, Verdict};

/// Maximum size of a payload in bytes. Some limits allow strings of megabytes.
const MAX_SIZE: usize = 100_000;

/// A payload at a bound.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// The payload.
    pub check: PayloadCheck,
    /// JSON pointer of the value.
    pub pointer: String,
    /// Type of the expected violation at the pointer; `None` if the value is valid.
    pub violation: Option<&'static str>,
}

impl Boundary {
    /// Describes how a verdict differs from the expected one; `None` if it does not. Violations at other pointers are
    /// ignored, because some required properties have no derived value.
    pub fn mismatch(&self, verdict: &Verdict) -> Option<String> {
        let found: Vec<&str> = match verdict {
            Verdict::Accepted(_) => Vec::new(),
            Verdict::Rejected(violations) => violations.iter().filter_map(|one| self.type_here(one)).collect(),
        };
        let Self { check, pointer, violation } = self;
        let is_expected = violation.map_or(found.is_empty(), |violation| found.contains(&violation));
        (!is_expected).then(|| {
            let payload: String = check.payload.to_string().chars().take(200).collect();
            format!("{}: {payload} has {found:?} at {pointer} instead of {violation:?}", check.endpoint)
        })
    }

    fn type_here<'v>(&self, violation: &'v str) -> Option<&'v str> {
        violation.strip_prefix(&self.pointer)?.strip_prefix(' ')
    }
}

/// Derives the boundaries of an endpoint's request.
pub fn derive(endpoint: &Endpoint) -> Vec<Boundary> {
    payloads::of_endpoint(endpoint).into_iter().filter_map(boundary).collect()
}

fn boundary(payload: Payload) -> Option<Boundary> {
    let violation = match payload.expectation {
        Expectation::Example => return None,
        Expectation::Valid => None,
        Expectation::Invalid(violation) => Some(violation),
    };
    let Payload { endpoint, direction, value, pointer, .. } = payload;
    let fits = value.to_string().len() <= MAX_SIZE;
    fits.then_some(Boundary { check: PayloadCheck { endpoint, direction, payload: value }, pointer, violation })
}
