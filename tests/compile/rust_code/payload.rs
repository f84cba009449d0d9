//! Builds payloads from a schema: with the examples of the document, with every property, or with invalid values.

use serde_json::{Map, Value, json};

/// Which properties and values a payload has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The required properties, with their examples.
    Examples,
    /// Every property.
    Full,
    /// Every property, with numbers and strings that are mostly invalid, and one unknown property.
    Invalid,
}

/// Depth from which only required properties are built, because types may be recursive.
const MAX_DEPTH: usize = 4;

/// Builds a payload for the endpoint that a schema describes.
pub fn payload(schema: &Value, kind: Kind) -> Value {
    let builder = PayloadBuilder { types: &schema["$defs"], kind };
    let made = schema.get("request").map_or_else(|| json!({}), |request| builder.value(request, 0));
    if kind == Kind::Invalid { invalidate(made) } else { made }
}

#[derive(Clone, Copy)]
struct PayloadBuilder<'s> {
    types: &'s Value,
    kind: Kind,
}

impl<'s> PayloadBuilder<'s> {
    fn keyword(self, node: &'s Value, word: &str) -> Option<&'s Value> {
        let name = node["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"));
        node.get(word).or_else(|| self.types.get(name?)?.get(word))
    }

    fn value(self, node: &'s Value, depth: usize) -> Value {
        let keyword = |name: &str| self.keyword(node, name);
        let example = keyword("examples").and_then(|examples| examples.get(0)).or_else(|| keyword("default"));
        if let Some(example) = example.filter(|example| !example.is_null()) {
            return example.clone();
        }
        if let Some(first) = keyword("enum").or_else(|| keyword("x-known")) {
            return first[0].clone();
        }
        if let Some(variants) = keyword("anyOf").and_then(Value::as_array) {
            // The last variant ends a recursion through the first.
            let mut variants = variants.iter().filter(|variant| variant["type"] != "null" || depth > MAX_DEPTH);
            let variant = if depth > MAX_DEPTH { variants.next_back() } else { variants.next() };
            return self.value(variant.unwrap(), depth + 1);
        }
        match keyword("type").and_then(Value::as_str) {
            Some("boolean") => json!(true),
            Some("integer" | "number") => self.number(node),
            Some("string") => self.string(node),
            Some("array") => self.array(node, depth),
            Some("object") => self.object(node, depth),
            _ => json!({"any": [1, null, "\u{0}甜\\\"", -2.5, 5_000_000_000_u64]}),
        }
    }

    fn number(self, node: &'s Value) -> Value {
        let keyword = |name: &str| self.keyword(node, name).and_then(Value::as_i64);
        let min = keyword("minimum").or_else(|| Some(keyword("exclusiveMinimum")? + 1));
        json!(min.or_else(|| keyword("maximum")).unwrap_or(1))
    }

    fn string(self, node: &'s Value) -> Value {
        if let Some(numeric) = self.keyword(node, "x-numeric") {
            return json!(numeric.get("minimum").unwrap_or(&json!(1)).to_string());
        }
        let min = self.keyword(node, "minLength").and_then(Value::as_u64).unwrap_or(1);
        json!("a".repeat(min.try_into().unwrap()))
    }

    fn array(self, node: &'s Value, depth: usize) -> Value {
        if let Some(items) = self.keyword(node, "prefixItems").and_then(Value::as_array) {
            return items.iter().map(|item| self.value(item, depth + 1)).collect();
        }
        let min = self.keyword(node, "minItems").and_then(Value::as_u64).unwrap_or(0);
        let wanted = if depth > MAX_DEPTH { min } else { min.max(1) };
        (0..wanted).map(|_| self.value(self.keyword(node, "items").unwrap(), depth + 1)).collect()
    }

    fn object(self, node: &'s Value, depth: usize) -> Value {
        if depth > 2 * MAX_DEPTH {
            return json!({});
        }
        let Some(properties) = self.keyword(node, "properties").and_then(Value::as_object) else {
            return json!({"a \"name\"": self.value(self.keyword(node, "additionalProperties").unwrap(), depth + 1)});
        };
        let required = |name: &str| {
            self.keyword(node, "required").is_some_and(|list| list.as_array().unwrap().contains(&json!(name)))
        };
        let everything = self.kind != Kind::Examples && depth <= MAX_DEPTH;
        let properties = properties.iter().filter(|(name, _)| everything || required(name));
        Value::Object(properties.map(|(name, property)| (name.clone(), self.value(property, depth + 1))).collect())
    }
}

/// Replaces numbers and strings, doubles arrays, and adds an unknown property.
fn invalidate(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap_or_default() * -1000.0 - 1.5),
        Value::String(text) => json!(format!("{text} no such value")),
        Value::Bool(value) => json!(value),
        Value::Array(items) => items.iter().chain(&items).cloned().map(invalidate).collect(),
        Value::Object(properties) => {
            let mut properties: Map<String, Value> =
                properties.into_iter().map(|(name, value)| (name, invalidate(value))).collect();
            properties.insert("unknown property".to_owned(), json!({"a": [null, 1.5]}));
            Value::Object(properties)
        }
        Value::Null => Value::Null,
    }
}
