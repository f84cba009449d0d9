//! Whether a value survives a round trip: everything in requests, and everything that the schema describes in responses.

use fal_codegen::ir::Direction;
use fal_tests::requests::same;
use serde_json::{Map, Value, json};

use crate::translation::Translation;

/// The deepest nesting of schemas that are followed.
const MAX_DEPTH: usize = 40;

/// Whether a value survives. `null` may become absence, and responses may lose properties without a schema.
pub fn survives(
    (schema, components): (&Value, &Map<String, Value>),
    direction: Direction,
    value: &Value,
    after: &Value,
) -> bool {
    let survival = Survival { translation: Translation { direction, components } };
    survival.check(std::slice::from_ref(schema), value, after, 0)
}

#[derive(Clone, Copy)]
struct Survival<'a> {
    translation: Translation<'a>,
}

impl Survival<'_> {
    /// Checks a value to which all of these schemas apply.
    fn check(self, schemas: &[Value], value: &Value, after: &Value, depth: usize) -> bool {
        if same(value, after) || depth > MAX_DEPTH {
            return true;
        }
        let mut parts = Vec::new();
        for schema in schemas {
            self.parts(schema, 0, &mut parts);
        }
        if let Some((alternatives, others)) = take_alternatives(&parts) {
            // The value is read as one of them, whichever fits.
            return alternatives
                .into_iter()
                .any(|alternative| self.check(&[others.as_slice(), &[alternative]].concat(), value, after, depth + 1));
        }
        match (value, after) {
            (Value::Array(items), Value::Array(others)) => {
                let mut pairs = items.iter().zip(others).enumerate();
                items.len() == others.len()
                    && pairs.all(|(index, (item, other))| self.check(&items_at(&parts, index), item, other, depth + 1))
            }
            (Value::Object(properties), Value::Object(others)) => {
                properties.iter().all(|(name, property)| self.property(&parts, name, property, others.get(name), depth))
            }
            _ => false,
        }
    }

    fn property(self, parts: &[Value], name: &str, value: &Value, after: Option<&Value>, depth: usize) -> bool {
        let described = self.described(parts, name);
        match (described, after) {
            (None, _) if self.translation.direction == Direction::Response => true,
            (described, Some(after)) => self.check(&described.unwrap_or_default(), value, after, depth + 1),
            (_, None) => value.is_null(),
        }
    }

    /// Returns the schemas of a property, or `None` if it is unknown. Every property of an object without a list of
    /// properties is known.
    fn described(self, parts: &[Value], name: &str) -> Option<Vec<Value>> {
        let listed: Vec<Value> = parts.iter().filter_map(|part| part["properties"].get(name).cloned()).collect();
        if listed.iter().any(|schema| self.translation.is_of_other_direction(schema)) {
            return None;
        }
        let others: Vec<Value> = parts.iter().filter_map(|part| part.get("additionalProperties").cloned()).collect();
        let is_free = parts.iter().all(|part| !part["properties"].is_object());
        // One part closes the object, whatever the others say.
        let is_closed = others.contains(&Value::Bool(false));
        match (listed.is_empty(), is_closed) {
            (false, _) => Some(listed),
            (true, true) => None,
            (true, false) => (is_free || !others.is_empty()).then_some(others),
        }
    }

    /// Collects the schemas that a schema consists of, without references and `allOf`.
    fn parts(self, schema: &Value, depth: usize, found: &mut Vec<Value>) {
        if depth > MAX_DEPTH {
            return;
        }
        let resolved = self.translation.resolve(schema);
        if resolved != schema {
            self.parts(resolved, depth + 1, found);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.parts(part, depth + 1, found);
        }
        found.push(schema.clone());
    }
}

/// Returns the variants of the first union, and all schemas without it.
fn take_alternatives(parts: &[Value]) -> Option<(Vec<Value>, Vec<Value>)> {
    let index_and_keyword = parts.iter().enumerate().find_map(|(index, part)| {
        ["anyOf", "oneOf"].into_iter().find(|keyword| part[*keyword].is_array()).map(|keyword| (index, keyword))
    });
    let (index, keyword) = index_and_keyword?;
    let mut others: Vec<Value> = parts.iter().map(without_parts).collect();
    let alternatives = others[index].as_object_mut()?.remove(keyword)?.as_array().cloned()?;
    Some((alternatives, others))
}

/// Returns a schema without the keywords whose schemas were collected already.
fn without_parts(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(keywords) = schema.as_object_mut() {
        keywords.remove("$ref");
        keywords.remove("allOf");
    }
    schema
}

fn items_at(parts: &[Value], index: usize) -> Vec<Value> {
    let item = |part: &Value| part["prefixItems"].get(index).or_else(|| part.get("items")).cloned();
    parts.iter().filter_map(item).collect()
}

#[test]
fn a_response_may_lose_undescribed_properties_only() {
    let schema = json!({ "type": "object", "properties": { "hull": { "type": "array", "items": { "properties": { "a": {} } } } } });
    let lost = |direction, value: Value, after: Value| !survives((&schema, &Map::new()), direction, &value, &after);
    assert!(lost(Direction::Response, json!({ "hull": [] }), json!({})));
    assert!(lost(Direction::Response, json!({ "hull": [{ "a": 1 }] }), json!({ "hull": [{}] })));
    assert!(!lost(Direction::Response, json!({ "hull": [{ "b": 1 }], "keel": 2 }), json!({ "hull": [{}] })));
    assert!(lost(Direction::Request, json!({ "keel": 2 }), json!({})));
    assert!(!lost(Direction::Request, json!({ "hull": null }), json!({})));
}
