//! Values for a schema: valid ones, mutated ones, and the bounds of its limits.

use fal_tests::rng::Rng;
use serde_json::{Map, Value, json};

use crate::schemas::RandomSchema;

/// The deepest nesting of a value of a recursive schema.
const MAX_DEPTH: usize = 5;

/// Generates values for a schema. Most are valid or nearly so; the validator decides which.
pub fn values(schema: &RandomSchema, count: usize, rng: &mut Rng) -> Vec<Value> {
    let mut maker = Maker { components: &schema.components, rng };
    let pool = maker.pool(&schema.schema);
    let mut values: Vec<Value> = Vec::new();
    for _ in 0..count {
        let value = maker.value(&schema.schema, 0);
        let mut mutated = value.clone();
        maker.mutate(&mut mutated, &pool);
        values.push(value);
        values.push(mutated);
    }
    values.extend(pool);
    values.sort_by_key(Value::to_string);
    values.dedup();
    values
}

struct Maker<'a> {
    components: &'a Map<String, Value>,
    rng: &'a mut Rng,
}

impl Maker<'_> {
    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.rng.below(from.len())).cloned()
    }

    fn resolve(&self, schema: &Value) -> Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.rsplit('/').next());
        name.and_then(|name| self.components.get(name)).unwrap_or(schema).clone()
    }

    /// Scalars and small values next to every number and string of the schema.
    fn pool(&self, schema: &Value) -> Vec<Value> {
        let mut pool =
            vec![json!(null), json!(true), json!(false), json!(1), json!(0), json!(-5), json!(1.0), json!(1.5)];
        pool.extend([json!(""), json!("a"), json!("abcdef"), json!([]), json!({}), json!([1, 1.0]), json!(["a", "b"])]);
        pool.extend([json!({ "a": 1 }), json!({ "a": "x", "z": null }), json!(u64::MAX), json!(i64::MIN)]);
        neighbours(schema, &mut pool);
        self.components.values().for_each(|component| neighbours(component, &mut pool));
        pool
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolve(schema);
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(listed) = schema.get("enum").and_then(Value::as_array) {
            return self.pick(listed).unwrap_or_default();
        }
        let parts = schema.get("allOf").and_then(Value::as_array).cloned().unwrap_or_default();
        let alternatives = ["anyOf", "oneOf"].into_iter().find_map(|keyword| schema.get(keyword)?.as_array().cloned());
        let chosen = alternatives.and_then(|alternatives| self.pick(&alternatives));
        let mut value = self.of_type(&schema, depth);
        for part in parts.iter().chain(&chosen) {
            let other = self.value(part, depth);
            value = match (value, other) {
                (Some(Value::Object(mut object)), Value::Object(others)) => {
                    object.extend(others);
                    Some(Value::Object(object))
                }
                (Some(own), other) if schema.get("type").is_some() && self.rng.below(2) == 0 => {
                    drop(other);
                    Some(own)
                }
                (_, other) => Some(other),
            };
        }
        value.unwrap_or_else(|| json!({ "any": [1, null] }))
    }

    fn of_type(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let kind = match schema.get("type")? {
            Value::Array(kinds) => self.pick(kinds)?,
            kind => kind.clone(),
        };
        Some(match kind.as_str()? {
            "boolean" => json!(self.rng.below(2) == 0),
            "integer" => self.number(schema, 1.0),
            "number" => self.number(schema, 0.5),
            "string" => self.string(schema),
            "array" => self.array(schema, depth),
            "object" => self.object(schema, depth),
            _ => Value::Null,
        })
    }

    fn number(&mut self, schema: &Value, step: f64) -> Value {
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        let low = bound("minimum").or(bound("exclusiveMinimum")).unwrap_or(-1.0);
        let offset = u32::try_from(self.rng.below(7)).map(f64::from).unwrap_or_default();
        let number = low + offset * step;
        if number.fract() == 0.0 && self.rng.below(4) > 0 {
            serde_json::from_str(&format!("{number:.0}")).unwrap()
        } else {
            json!(number)
        }
    }

    fn string(&mut self, schema: &Value) -> Value {
        let count = |keyword: &str| schema.get(keyword).and_then(Value::as_u64).map(to_usize);
        let least = count("minLength").unwrap_or_default();
        let length = least + self.rng.below(3);
        let characters = ["a", "b", "é", "x"];
        (0..length).map(|_| characters[self.rng.below(4)]).collect::<String>().into()
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        let first = schema.get("prefixItems").and_then(Value::as_array).cloned().unwrap_or_default();
        let least = schema.get("minItems").and_then(Value::as_u64).map(to_usize).unwrap_or_default();
        let most = if depth > MAX_DEPTH { 0 } else { first.len().max(1) + 2 };
        let length = least.max(self.rng.below(most + 1));
        let rest = schema.get("items").cloned().unwrap_or_default();
        let items = first.iter().chain(std::iter::repeat(&rest)).take(length);
        items.map(|item| self.value(item, depth + 1)).collect()
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let is_required = required.iter().any(|required| required == name);
            if is_required && depth < 2 * MAX_DEPTH || (depth < MAX_DEPTH && self.rng.below(2) == 0) {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        let additional = schema.get("additionalProperties").filter(|additional| additional.is_object());
        let others = if additional.is_some() { 3 } else { 2 };
        for name in ["x", "y", "z"].iter().take(self.rng.below(others)) {
            let value =
                if depth > MAX_DEPTH { json!(1) } else { self.value(additional.unwrap_or(&json!({})), depth + 1) };
            object.insert((*name).to_owned(), value);
        }
        Value::Object(object)
    }

    /// Replaces, removes or adds something at a random place.
    fn mutate(&mut self, value: &mut Value, pool: &[Value]) {
        let descends = self.rng.below(4) > 0;
        match value {
            Value::Array(items) if descends && !items.is_empty() => {
                let index = self.rng.below(items.len());
                match self.rng.below(4) {
                    0 => drop(items.remove(index)),
                    1 => items.push(items[index].clone()),
                    _ => self.mutate(&mut items[index], pool),
                }
            }
            Value::Object(object) if descends && !object.is_empty() => {
                let name = object.keys().nth(self.rng.below(object.len())).cloned().unwrap_or_default();
                match self.rng.below(5) {
                    0 => drop(object.remove(&name)),
                    1 => drop(object.insert("q".to_owned(), self.pick(pool).unwrap_or_default())),
                    _ => self.mutate(&mut object[&name], pool),
                }
            }
            _ => *value = self.pick(pool).unwrap_or_default(),
        }
    }
}

fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Adds the values of constants, and the numbers and lengths at and next to each limit.
fn neighbours(schema: &Value, pool: &mut Vec<Value>) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                match (keyword.as_str(), value) {
                    ("const", constant) => pool.push(constant.clone()),
                    ("enum", Value::Array(listed)) => pool.extend(listed.clone()),
                    ("minLength" | "maxLength", Value::Number(length)) => {
                        let length = length.as_u64().map(to_usize).unwrap_or_default();
                        pool.extend(
                            [length.saturating_sub(1), length, length + 1].map(|length| json!("b".repeat(length))),
                        );
                    }
                    (_, Value::Number(number)) => {
                        pool.push(value.clone());
                        let near = number.as_i64().into_iter().flat_map(|number| [number - 1, number + 1]);
                        pool.extend(near.map(Value::from));
                        pool.extend(
                            number.as_f64().filter(|number| number.abs() < 1e9).map(|number| json!(number + 0.5)),
                        );
                    }
                    _ => neighbours(value, pool),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| neighbours(item, pool)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
