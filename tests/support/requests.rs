//! Requests of an endpoint made from its schema: good ones, and those that have a single fault.
//!
//! What is good is decided here and nowhere else, neither by the client nor by the local server: the schema is read
//! into shapes (`shape`), `good` has a strategy for each of them, `takes` says whether a value keeps to one, and
//! `faults` puts in what does not. Strategies are proptest's, so a request that fails is made smaller first.

mod acceptance;
mod invalid;
mod schema_view;
mod valid;

pub use invalid::Spoilt;
pub use schema_view::Unreadable;

use proptest::{
    strategy::{BoxedStrategy, Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

use schema_view::{Shape, Types};
use valid::{Filling, Good};

/// The requests of one endpoint.
#[derive(Clone, Debug)]
pub struct Requests {
    request: Shape,
    types: Types,
}

impl Requests {
    /// Reads the schema of an endpoint; nothing where it takes nothing.
    pub fn read(schema: &Value) -> Result<Option<Self>, Unreadable> {
        let Some(request) = schema.get("request") else { return Ok(None) };
        let types = Types::read(schema.get("$defs"))?;
        Ok(Some(Self { request: Shape::read(request)?, types }))
    }

    /// Requests that keep to every limit; nothing where each would be endless, or no value fits.
    pub fn good(&self) -> Option<BoxedStrategy<Value>> {
        self.strategy(Filling::Some)
    }

    /// Those of them that have every member, and an item in every list that may have one.
    pub fn full(&self) -> Option<BoxedStrategy<Value>> {
        self.strategy(Filling::All)
    }

    fn strategy(&self, filling: Filling) -> Option<BoxedStrategy<Value>> {
        Good { types: &self.types, filling }.of(&self.request, &mut Vec::new())
    }

    /// Every request that has one fault more than this good one.
    pub fn spoilt(&self, request: &Value) -> Vec<Spoilt> {
        invalid::all(&self.types, &self.request, request)
    }

    /// A good request as the client sends it: `null` is left out where it means absence.
    pub fn sent(&self, request: &Value) -> Value {
        acceptance::sent(&self.types, &self.request, request)
    }
}

/// What runs strategies the same way each time; the name tells one sequence from another.
pub fn runner(name: &str, cases: u32) -> TestRunner {
    let mut seed = [0; 32];
    for (index, byte) in name.bytes().enumerate() {
        if let Some(place) = seed.get_mut(index % 32) {
            *place ^= byte.rotate_left(u32::try_from(index / 32).unwrap_or_default());
        }
    }
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Some values of a strategy, always the same.
pub fn some(strategy: &impl Strategy<Value = Value>, count: usize) -> Vec<Value> {
    let mut runner = runner("some", 1);
    (0..count).filter_map(|_| strategy.new_tree(&mut runner).ok()).map(|tree| tree.current()).collect()
}

/// Whether two values are the same in JSON: 3 and 3.0 are.
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
