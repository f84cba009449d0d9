//! Schemas of numbers, strings and constants.

use serde_json::{Value, json};

use super::Generator;

impl Generator {
    pub(super) fn scalar(&mut self) -> Value {
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

    pub(super) fn number(&mut self, kind: &str) -> Value {
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

    pub(super) fn string(&mut self) -> Value {
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
    pub(super) fn constants(&mut self) -> Value {
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
            (Some("integer"), vec![json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64)]),
            (None, vec![json!(i64::MIN), json!(i64::MAX)]),
            (None, vec![json!(false), json!(true)]),
        ];
        let (kind, values) = self.pick(&lists);
        let mut schema =
            if self.chance(3) { json!({ "const": self.pick(&values) }) } else { json!({ "enum": values }) };
        if let Some(kind) = kind {
            schema["type"] = json!(kind);
        }
        if self.chance(6) {
            // A constant with a list, which may exclude it.
            schema["const"] = self.pick(&values);
        }
        if self.chance(8) {
            let (limit, bound) = self.pick(&[("maxLength", 1), ("minLength", 2), ("minimum", 1), ("multipleOf", 2)]);
            schema[limit] = json!(bound);
        }
        schema
    }

    pub(super) fn several_types(&mut self) -> Value {
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

    /// Adds a keyword that the generator reports as not enforced.
    pub(super) fn add_unsupported(&mut self, schema: &mut Value) {
        let keywords = [
            ("not", json!({ "type": "boolean" })),
            ("patternProperties", json!({ "^z": { "type": "integer" } })),
            ("propertyNames", json!({ "maxLength": 1 })),
            ("contains", json!({ "type": "integer" })),
            ("dependentRequired", json!({ "a": ["b"] })),
            ("if", json!({ "type": "string" })),
        ];
        let (keyword, value) = self.pick(&keywords);
        schema[keyword] = value;
    }
}
