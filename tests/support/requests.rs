//! Generates requests of an endpoint from its schema: valid ones, and ones with a single violation.
//!
//! Whether a request is valid is decided here independently of the client and the mock server. `schema_view` reads the
//! schema, `valid` has a proptest strategy for each kind of schema, `acceptance` checks a value against a schema, and
//! `invalid` introduces violations. Proptest shrinks a failing request before reporting it.

mod acceptance;
mod invalid;
mod schema_view;
mod valid;

pub use invalid::InvalidRequest;
pub use schema_view::Unreadable;

use proptest::{
    strategy::{BoxedStrategy, Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

use schema_view::{NamedTypes, SchemaView};
use valid::{Filling, ValidValues};

/// The requests of one endpoint.
#[derive(Clone, Debug)]
pub struct Requests {
    request: SchemaView,
    types: NamedTypes,
}

impl Requests {
    /// Reads the schema of an endpoint. Returns `None` if the endpoint has no request.
    pub fn read(schema: &Value) -> Result<Option<Self>, Unreadable> {
        let Some(request) = schema.get("request") else { return Ok(None) };
        let types = NamedTypes::read(schema.get("$defs"))?;
        Ok(Some(Self { request: SchemaView::read(request)?, types }))
    }

    /// Generates requests that satisfy every limit. Returns `None` if every request would be infinite, or none is valid.
    pub fn valid(&self) -> Option<BoxedStrategy<Value>> {
        self.strategy(Filling::Some)
    }

    /// Generates valid requests with every property, and with an item in every array that may have one.
    pub fn full(&self) -> Option<BoxedStrategy<Value>> {
        self.strategy(Filling::All)
    }

    fn strategy(&self, filling: Filling) -> Option<BoxedStrategy<Value>> {
        ValidValues { types: &self.types, filling }.strategy(&self.request, &mut Vec::new())
    }

    /// Derives every request that differs from this valid one by a single violation.
    pub fn invalid(&self, request: &Value) -> Vec<InvalidRequest> {
        invalid::all(&self.types, &self.request, request)
    }

    /// A valid request as the client sends it: `null` is omitted where it means absence.
    pub fn sent(&self, request: &Value) -> Value {
        acceptance::sent(&self.types, &self.request, request)
    }
}

/// Returns a runner with a seed derived from a name, so that every run generates the same values.
pub fn runner(name: &str, cases: u32) -> TestRunner {
    let mut seed = [0; 32];
    for (index, byte) in name.bytes().enumerate() {
        if let Some(slot) = seed.get_mut(index % 32) {
            *slot ^= byte.rotate_left(u32::try_from(index / 32).unwrap_or_default());
        }
    }
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Generates values with a strategy, always the same ones.
pub fn sample(strategy: &impl Strategy<Value = Value>, count: usize) -> Vec<Value> {
    let mut runner = runner("sample", 1);
    (0..count).filter_map(|_| strategy.new_tree(&mut runner).ok()).map(|tree| tree.current()).collect()
}

/// Whether two values are equal in JSON, where 3 and 3.0 are equal.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let in_other = |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            one.len() == other.len() && one.iter().all(in_other)
        }
        (one, other) => one == other,
    }
}
