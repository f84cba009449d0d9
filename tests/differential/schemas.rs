//! Random JSON Schemas, as documents write them: limits, constants, tuples, maps, unions, `allOf`, references, recursion.

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
        schema
    }

    fn any_kind(&mut self, depth: usize) -> Value {
        match self.rng.below(16) {
            0..=4 => self.scalar(),
            5 | 6 => self.array(depth),
            7 => self.tuple(depth),
            8 | 9 => self.object(depth),
            10 => self.map(depth),
            11 => self.union(depth),
            12 => self.tagged_union(depth),
            13 => self.all_of(depth),
            14 => self.reference(depth),
            _ => self.union_with_siblings(depth),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.rng.below(9) {
            0 => json!({ "type": "boolean" }),
            1 | 2 => self.number("integer"),
            3 => self.number("number"),
            4 | 5 => self.string(),
            6 => self.constants(),
            7 => self.several_types(),
            _ => json!({}),
        }
    }

    fn number(&mut self, kind: &str) -> Value {
        let mut schema = json!({ "type": kind });
        let low = self.pick(&[json!(-3), json!(0), json!(1), json!(0.5), json!(2)]);
        let high = self.pick(&[json!(2), json!(3.5), json!(4), json!(10), json!(100)]);
        let low_word = self.pick(&["minimum", "exclusiveMinimum"]);
        let high_word = self.pick(&["maximum", "exclusiveMaximum"]);
        if self.chance(2) {
            schema[low_word] = low;
        }
        if self.chance(2) {
            schema[high_word] = if self.chance(12) { json!(u64::MAX) } else { high };
        }
        if self.chance(5) {
            schema["multipleOf"] = if kind == "integer" { self.pick(&[json!(2), json!(1)]) } else { json!(0.5) };
        }
        schema
    }

    fn string(&mut self) -> Value {
        let mut schema = json!({ "type": "string" });
        let least = self.rng.below(3);
        if self.chance(3) {
            schema["minLength"] = json!(least);
        }
        if self.chance(3) {
            schema["maxLength"] = json!(least + self.rng.below(3));
        }
        if self.chance(6) {
            schema["pattern"] = self.pick(&[json!("^[a-c]+$"), json!("b"), json!("^$|^x")]);
        }
        schema
    }

    /// Lists of values of one type or several, and constants.
    fn constants(&mut self) -> Value {
        let lists = [
            (Some("string"), vec![json!("a"), json!("b"), json!("bc")]),
            (None, vec![json!("a"), json!("b")]),
            (Some("integer"), vec![json!(1), json!(2), json!(-3)]),
            (None, vec![json!(1), json!(4)]),
            (Some("number"), vec![json!(0.5), json!(1), json!(1.5)]),
            (None, vec![json!("a"), json!(1), json!(true), json!(0.5)]),
            (None, vec![json!(null), json!("a")]),
            (Some("boolean"), vec![json!(true)]),
            (None, vec![json!([1, 2]), json!({ "a": 1 }), json!("b")]),
            (None, vec![json!(u64::MAX), json!(1)]),
            (None, vec![json!(false), json!(true)]),
        ];
        let (kind, values) = self.pick(&lists);
        let mut schema =
            if self.chance(3) { json!({ "const": self.pick(&values) }) } else { json!({ "enum": values }) };
        if let Some(kind) = kind {
            schema["type"] = json!(kind);
        }
        schema
    }

    fn several_types(&mut self) -> Value {
        let types = [
            json!(["string", "integer"]),
            json!(["boolean", "number"]),
            json!(["string", "null"]),
            json!(["integer", "number", "string"]),
            json!(["array", "string"]),
            json!(["object", "boolean"]),
        ];
        let mut schema = json!({ "type": self.pick(&types) });
        for (word, limit) in [("minimum", 1), ("maxLength", 1), ("maxItems", 1)] {
            if self.chance(3) {
                schema[word] = json!(limit);
            }
        }
        schema
    }

    fn array(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "array" });
        if !self.chance(8) {
            schema["items"] = self.schema(depth + 1);
        }
        let least = self.rng.below(3);
        if self.chance(3) {
            schema["minItems"] = json!(least);
        }
        if self.chance(3) {
            schema["maxItems"] = json!(least + self.rng.below(3));
        }
        if self.chance(4) {
            schema["uniqueItems"] = json!(true);
        }
        schema
    }

    fn tuple(&mut self, depth: usize) -> Value {
        let length = 1 + self.rng.below(3);
        let items: Vec<Value> = (0..length).map(|_| self.schema(depth + 1)).collect();
        let mut schema = json!({ "type": "array", "prefixItems": items });
        match self.rng.below(4) {
            0 => schema["items"] = json!(false),
            1 => schema["items"] = self.schema(depth + 1),
            2 => schema["maxItems"] = json!(length),
            _ => {}
        }
        if self.chance(2) {
            schema["minItems"] = json!(self.rng.below(length + 1));
        }
        if self.chance(6) {
            schema["uniqueItems"] = json!(true);
        }
        schema
    }

    fn object(&mut self, depth: usize) -> Value {
        let names = ["a", "b", "c", "d"];
        let mut properties = Map::new();
        let mut required = Vec::new();
        for name in names.iter().take(1 + self.rng.below(4)) {
            properties.insert((*name).to_owned(), self.schema(depth + 1));
            if self.chance(3) {
                required.push(*name);
            }
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        match self.rng.below(6) {
            0 => schema["additionalProperties"] = json!(false),
            1 => schema["additionalProperties"] = self.schema(depth + 1),
            2 => schema["additionalProperties"] = json!(true),
            _ => {}
        }
        schema
    }

    fn map(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "object", "additionalProperties": self.schema(depth + 1) });
        if self.chance(3) {
            schema["minProperties"] = json!(self.rng.below(3));
        }
        if self.chance(3) {
            schema["maxProperties"] = json!(1 + self.rng.below(3));
        }
        schema
    }

    fn union(&mut self, depth: usize) -> Value {
        let keyword = self.pick(&["anyOf", "oneOf"]);
        let count = 1 + self.rng.below(3);
        let mut variants: Vec<Value> = (0..count).map(|_| self.schema(depth + 1)).collect();
        if self.chance(4) {
            variants.push(json!({ "type": "null" }));
        }
        json!({ keyword: variants })
    }

    /// A union of objects with a property whose constants differ.
    fn tagged_union(&mut self, depth: usize) -> Value {
        let tags =
            [[json!("a"), json!("b")], [json!(true), json!(false)], [json!(1), json!(2)], [json!(0.5), json!(1)]];
        let tags = self.pick(&tags);
        let is_listed = self.chance(2);
        let variants: Vec<Value> = tags
            .iter()
            .map(|tag| {
                let mut object = self.object(depth + 1);
                object["properties"]["kind"] =
                    if is_listed { json!({ "enum": [tag] }) } else { json!({ "const": tag }) };
                let required = object["required"].as_array().cloned().unwrap_or_default();
                object["required"] = required.into_iter().chain([json!("kind")]).collect();
                object
            })
            .collect();
        json!({ self.pick(&["anyOf", "oneOf"]): variants })
    }

    fn union_with_siblings(&mut self, depth: usize) -> Value {
        let mut schema = self.object(depth + 1);
        let variants: Vec<Value> = (0..2).map(|_| self.object(depth + 1)).collect();
        schema[self.pick(&["anyOf", "oneOf"])] = json!(variants);
        schema
    }

    fn all_of(&mut self, depth: usize) -> Value {
        let (first, second) = match self.rng.below(4) {
            0 => (self.number("integer"), self.number("number")),
            1 => (self.string(), self.string()),
            2 => (self.array(depth), self.array(depth)),
            _ => (self.object(depth), self.object(depth)),
        };
        if self.chance(2) {
            return json!({ "allOf": [first, second] });
        }
        let mut schema = first;
        schema["allOf"] = json!([second]);
        schema
    }

    /// A component, which may contain itself.
    fn reference(&mut self, depth: usize) -> Value {
        let name = format!("S{}x{}", self.number, self.components.len());
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        self.components.insert(name.clone(), json!({}));
        let mut component = if self.chance(2) { self.object(depth + 1) } else { self.schema(depth + 1) };
        if self.chance(2) && component["properties"].is_object() {
            let inner = match self.rng.below(4) {
                0 => reference.clone(),
                1 => json!({ "type": "array", "items": reference }),
                2 => json!({ "type": "object", "additionalProperties": reference }),
                _ => json!({ "anyOf": [reference, { "type": "null" }] }),
            };
            component["properties"]["next"] = inner;
        }
        self.components.insert(name, component);
        reference
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
