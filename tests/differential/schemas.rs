//! Random JSON Schemas, as documents write them: limits, constants, tuples, maps, unions, `allOf`, references, recursion.

mod combined;
mod containers;
mod scalars;

use std::fmt::{self, Display, Formatter};

use fal_tests::rng::Rng;
use serde_json::{Map, Value, json};

/// The deepest nesting of a schema.
const MAX_DEPTH: usize = 3;

/// A schema with the components that it refers to.
#[derive(Clone, Debug)]
pub struct RandomSchema {
    /// The schema.
    pub schema: Value,
    /// The components by name.
    pub components: Map<String, Value>,
}

impl Display for RandomSchema {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.schema)?;
        if self.components.is_empty() { Ok(()) } else { write!(formatter, " with {}", json!(self.components)) }
    }
}

/// Generates the schema of a number. The names of components contain it, so that schemas may share a document.
pub fn random_schema(seed: u64, number: usize) -> RandomSchema {
    let mut rng = Rng::new(seed.wrapping_mul(0x9E37_79B9).wrapping_add(number as u64 + 1));
    for _ in 0..4 {
        rng.below(2);
    }
    let mut generator = Generator { rng, number, components: Map::new() };
    let schema = generator.schema(0);
    RandomSchema { schema, components: generator.components }
}

struct Generator {
    rng: Rng,
    number: usize,
    components: Map<String, Value>,
}

impl Generator {
    fn chance(&mut self, one_in: usize) -> bool {
        self.rng.below(one_in) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.rng.below(from.len())].clone()
    }

    fn schema(&mut self, depth: usize) -> Value {
        let mut schema = if depth >= MAX_DEPTH { self.scalar() } else { self.any_kind(depth) };
        if self.chance(8) {
            nullable(&mut schema);
        }
        if self.chance(80) {
            self.add_unsupported(&mut schema);
        }
        schema
    }

    fn any_kind(&mut self, depth: usize) -> Value {
        match self.rng.below(20) {
            0..=4 => self.scalar(),
            5 | 6 => self.array(depth),
            7 => self.tuple(depth),
            8 | 9 => self.object(depth),
            10 => self.map(depth),
            11 => self.union(depth),
            12 => self.tagged_union(depth),
            13 => self.all_of(depth),
            14 => self.reference(depth),
            15 => self.union_with_siblings(depth),
            16 => self.discriminated_union(depth),
            17 => self.any_of_required(depth),
            18 => self.refined(depth),
            _ => self.base_of_union(depth),
        }
    }
}

/// Adds `null` to the types, if the schema has types and no list of values.
fn nullable(schema: &mut Value) {
    if schema.get("enum").is_some() || schema.get("const").is_some() {
        return;
    }
    if let Some(Value::String(kind)) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
    }
}
