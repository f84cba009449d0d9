//! Payloads made from a schema: what the document shows, everything that can be set, and what nobody takes.

use serde_json::{Map, Value, json};

/// What a payload has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The required members, by their examples.
    Shown,
    /// Every member.
    Full,
    /// Every member, with numbers and words that are hardly right, and one that nobody knows.
    Spoilt,
}

/// A type lies inside itself: deeper than this only what is required is made.
const DEEPEST: usize = 4;

/// A payload for the endpoint that a schema describes.
pub fn payload(schema: &Value, kind: Kind) -> Value {
    let maker = Maker { types: &schema["$defs"], kind };
    let made = schema.get("request").map_or_else(|| json!({}), |request| maker.value(request, 0));
    if kind == Kind::Spoilt { spoilt(made) } else { made }
}

#[derive(Clone, Copy)]
struct Maker<'s> {
    types: &'s Value,
    kind: Kind,
}

impl<'s> Maker<'s> {
    fn word(self, node: &'s Value, word: &str) -> Option<&'s Value> {
        let name = node["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"));
        node.get(word).or_else(|| self.types.get(name?)?.get(word))
    }

    fn value(self, node: &'s Value, depth: usize) -> Value {
        let word = |word: &str| self.word(node, word);
        let shown = word("examples").and_then(|examples| examples.get(0)).or_else(|| word("default"));
        if let Some(shown) = shown.filter(|shown| !shown.is_null()) {
            return shown.clone();
        }
        if let Some(first) = word("enum").or_else(|| word("x-known")) {
            return first[0].clone();
        }
        if let Some(arms) = word("anyOf").and_then(Value::as_array) {
            // The last alternative ends what the first lies inside of.
            let mut arms = arms.iter().filter(|arm| arm["type"] != "null" || depth > DEEPEST);
            let arm = if depth > DEEPEST { arms.next_back() } else { arms.next() };
            return self.value(arm.unwrap(), depth + 1);
        }
        match word("type").and_then(Value::as_str) {
            Some("boolean") => json!(true),
            Some("integer" | "number") => self.number(node),
            Some("string") => self.text(node),
            Some("array") => self.list(node, depth),
            Some("object") => self.object(node, depth),
            _ => json!({"any": [1, null, "\u{0}甜\\\"", -2.5, 5_000_000_000_u64]}),
        }
    }

    fn number(self, node: &'s Value) -> Value {
        let word = |word: &str| self.word(node, word).and_then(Value::as_i64);
        let least = word("minimum").or_else(|| Some(word("exclusiveMinimum")? + 1));
        json!(least.or_else(|| word("maximum")).unwrap_or(1))
    }

    fn text(self, node: &'s Value) -> Value {
        if let Some(numeric) = self.word(node, "x-numeric") {
            return json!(numeric.get("minimum").unwrap_or(&json!(1)).to_string());
        }
        let least = self.word(node, "minLength").and_then(Value::as_u64).unwrap_or(1);
        json!("a".repeat(least.try_into().unwrap()))
    }

    fn list(self, node: &'s Value, depth: usize) -> Value {
        if let Some(items) = self.word(node, "prefixItems").and_then(Value::as_array) {
            return items.iter().map(|item| self.value(item, depth + 1)).collect();
        }
        let least = self.word(node, "minItems").and_then(Value::as_u64).unwrap_or(0);
        let wanted = if depth > DEEPEST { least } else { least.max(1) };
        (0..wanted).map(|_| self.value(self.word(node, "items").unwrap(), depth + 1)).collect()
    }

    fn object(self, node: &'s Value, depth: usize) -> Value {
        if depth > 2 * DEEPEST {
            return json!({});
        }
        let Some(properties) = self.word(node, "properties").and_then(Value::as_object) else {
            return json!({"a \"name\"": self.value(self.word(node, "additionalProperties").unwrap(), depth + 1)});
        };
        let required = |name: &str| {
            self.word(node, "required").is_some_and(|list| list.as_array().unwrap().contains(&json!(name)))
        };
        let everything = self.kind != Kind::Shown && depth <= DEEPEST;
        let members = properties.iter().filter(|(name, _)| everything || required(name));
        Value::Object(members.map(|(name, member)| (name.clone(), self.value(member, depth + 1))).collect())
    }
}

/// The same with other numbers and words, lists twice as long, and a member more.
fn spoilt(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap_or_default() * -1000.0 - 1.5),
        Value::String(text) => json!(format!("{text} no such value")),
        Value::Bool(value) => json!(value),
        Value::Array(items) => items.iter().chain(&items).cloned().map(spoilt).collect(),
        Value::Object(members) => {
            let mut members: Map<String, Value> =
                members.into_iter().map(|(name, value)| (name, spoilt(value))).collect();
            members.insert("nobody knows".to_owned(), json!({"a": [null, 1.5]}));
            Value::Object(members)
        }
        Value::Null => Value::Null,
    }
}
