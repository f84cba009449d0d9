//! Schemas of arrays, tuples, objects and maps.

use serde_json::{Map, Value, json};

use super::Generator;

impl Generator {
    pub(super) fn array(&mut self, depth: usize) -> Value {
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

    pub(super) fn tuple(&mut self, depth: usize) -> Value {
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

    pub(super) fn object(&mut self, depth: usize) -> Value {
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

    pub(super) fn map(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "object", "additionalProperties": self.schema(depth + 1) });
        if self.chance(3) {
            schema["minProperties"] = json!(self.rng.below(3));
        }
        if self.chance(3) {
            schema["maxProperties"] = json!(1 + self.rng.below(3));
        }
        schema
    }
}
