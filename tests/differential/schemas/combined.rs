//! Schemas of several parts: unions, `allOf` and references.

use serde_json::{Map, Value, json};

use super::Generator;

impl Generator {
    pub(super) fn union(&mut self, depth: usize) -> Value {
        let keyword = self.pick(&["anyOf", "oneOf"]);
        let count = 1 + self.rng.below(3);
        let mut variants: Vec<Value> = (0..count).map(|_| self.schema(depth + 1)).collect();
        if self.chance(4) {
            variants.push(json!({ "type": "null" }));
        }
        json!({ keyword: variants })
    }

    /// A union of objects with a property whose constants differ.
    pub(super) fn tagged_union(&mut self, depth: usize) -> Value {
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

    pub(super) fn union_with_siblings(&mut self, depth: usize) -> Value {
        let mut schema = self.object(depth + 1);
        let variants: Vec<Value> = (0..2).map(|_| self.object(depth + 1)).collect();
        schema[self.pick(&["anyOf", "oneOf"])] = json!(variants);
        schema
    }

    pub(super) fn all_of(&mut self, depth: usize) -> Value {
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
    pub(super) fn reference(&mut self, depth: usize) -> Value {
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

    /// Adds a component and returns the reference to it.
    fn component(&mut self, schema: Value) -> Value {
        let name = format!("S{}x{}", self.number, self.components.len());
        self.components.insert(name.clone(), schema);
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A union of models with a discriminator, by constants, by a mapping or by the names of the models.
    pub(super) fn discriminated_union(&mut self, depth: usize) -> Value {
        let form = self.rng.below(3);
        let mut mapping = Map::new();
        let mut variants = Vec::new();
        for tag in ["a", "b", "bc"].iter().take(2 + self.rng.below(2)) {
            let mut model = self.object(depth + 1);
            model["properties"]["kind"] = if form == 0 { json!({ "const": tag }) } else { json!({ "type": "string" }) };
            let required = model["required"].as_array().cloned().unwrap_or_default();
            model["required"] = required.into_iter().chain([json!("kind")]).collect();
            let reference = self.component(model);
            mapping.insert((*tag).to_owned(), reference["$ref"].clone());
            variants.push(reference);
        }
        let mut discriminator = json!({ "propertyName": "kind" });
        if form == 1 {
            discriminator["mapping"] = Value::Object(mapping);
        }
        json!({ self.pick(&["anyOf", "oneOf"]): variants, "discriminator": discriminator })
    }

    /// An object of which some properties are required together.
    pub(super) fn any_of_required(&mut self, depth: usize) -> Value {
        let mut schema = self.object(depth + 1);
        let lists = [json!(["a"]), json!(["b"]), json!(["a", "b"]), json!(["c", "x"])];
        let required: Vec<Value> = (0..2).map(|_| json!({ "required": self.pick(&lists) })).collect();
        schema[self.pick(&["anyOf", "oneOf"])] = json!(required);
        schema
    }

    /// A component with limits next to the reference, or refined by another part.
    pub(super) fn refined(&mut self, depth: usize) -> Value {
        let (base, refinement) = match self.rng.below(6) {
            0 => (self.map(depth), self.map(depth)),
            1 => (self.tuple(depth), self.array(depth)),
            2 => (self.map(depth), self.object(depth)),
            3 => (self.constants(), self.string()),
            4 => (self.string(), self.string()),
            _ => (self.number("integer"), self.constants()),
        };
        let reference = self.component(base);
        let mut refinement = refinement;
        if self.chance(2) {
            return json!({ "allOf": [reference, refinement] });
        }
        refinement["$ref"] = reference["$ref"].clone();
        refinement
    }

    /// `allOf` of a base and a union, or of two unions.
    pub(super) fn base_of_union(&mut self, depth: usize) -> Value {
        let union = if self.chance(2) { self.union(depth) } else { self.tagged_union(depth) };
        let base = match self.rng.below(4) {
            0 => self.union(depth),
            1 => self.discriminated_union(depth),
            _ => self.object(depth + 1),
        };
        json!({ "allOf": [base, union] })
    }
}
