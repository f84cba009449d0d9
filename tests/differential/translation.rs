//! Translates the schemas of documents into JSON Schema, with the readings that the generator and this test agree on.
//!
//! - A value may fit several variants of `oneOf`, unless a discriminator names the variant.
//! - An object may have properties that a closed object does not name.
//! - A read-only property is unknown in requests, and a write-only one in responses.
//! - `nullable` and boolean exclusive bounds mean the same in every version of OpenAPI.

use fal_codegen::ir::Direction;
use serde_json::{Map, Value, json};

/// A translation for one direction.
#[derive(Clone, Copy, Debug)]
pub struct Translation<'a> {
    /// Whether the values are sent or received.
    pub direction: Direction,
    /// The schemas that references name.
    pub components: &'a Map<String, Value>,
}

/// Keywords with values instead of schemas.
const VALUES: &[&str] = &["const", "enum", "default", "example", "examples", "required", "dependentRequired"];
/// Keywords with schemas by name.
const NAMED: &[&str] = &["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
/// Limits of pydantic and of Apifox, with the keywords of JSON Schema.
const SYNONYMS: &[(&str, &str)] = &[
    ("ge", "minimum"),
    ("gt", "exclusiveMinimum"),
    ("le", "maximum"),
    ("lt", "exclusiveMaximum"),
    ("min", "minimum"),
    ("max", "maximum"),
];

impl Translation<'_> {
    /// Translates a schema.
    pub fn schema(self, schema: &Value) -> Value {
        let Value::Object(keywords) = schema else { return schema.clone() };
        let mut translated = Map::new();
        for (keyword, value) in keywords {
            self.keyword(keyword, value, &mut translated);
        }
        self.discriminate(keywords, &mut translated);
        self.omit(keywords, &mut translated);
        exclude_bounds(&mut translated);
        let translated = Value::Object(translated);
        if keywords.get("nullable") == Some(&json!(true)) {
            return json!({ "anyOf": [translated, { "type": "null" }] });
        }
        translated
    }

    fn keyword(self, keyword: &str, value: &Value, translated: &mut Map<String, Value>) {
        let (keyword, value) = match (keyword, value) {
            ("nullable" | "discriminator" | "readOnly" | "writeOnly", _)
            | ("additionalProperties", Value::Bool(false)) => return,
            (keyword, value) if VALUES.contains(&keyword) => (keyword, value.clone()),
            (keyword, Value::Object(named)) if NAMED.contains(&keyword) => {
                (keyword, named.iter().map(|(name, schema)| (name.clone(), self.schema(schema))).collect())
            }
            ("oneOf", value) => ("anyOf", self.nested(value)),
            (keyword, value) => {
                let synonym = SYNONYMS.iter().find(|(synonym, _)| *synonym == keyword);
                (synonym.map_or(keyword, |(_, keyword)| keyword), self.nested(value))
            }
        };
        // `anyOf` and `oneOf` of one schema hold both.
        if keyword == "anyOf" && translated.contains_key("anyOf") {
            let parts = translated.entry("allOf").or_insert_with(|| json!([]));
            parts.as_array_mut().into_iter().for_each(|parts| parts.push(json!({ "anyOf": value })));
        } else {
            translated.insert(keyword.to_owned(), value);
        }
    }

    fn nested(self, value: &Value) -> Value {
        match value {
            Value::Array(schemas) => schemas.iter().map(|schema| self.schema(schema)).collect(),
            schema => self.schema(schema),
        }
    }

    /// Requires the values of the discriminator in each variant.
    fn discriminate(self, keywords: &Map<String, Value>, translated: &mut Map<String, Value>) {
        let Some(property) = keywords.get("discriminator").and_then(|found| found["propertyName"].as_str()) else {
            return;
        };
        let mapping = keywords["discriminator"]["mapping"].as_object().cloned().unwrap_or_default();
        let Some(Value::Array(variants)) = translated.get_mut("anyOf") else { return };
        for variant in variants {
            let Some(reference) = variant["$ref"].as_str() else { continue };
            let name = reference.rsplit('/').next().unwrap_or_default();
            let listed = self.listed(name, property);
            let mut values: Vec<Value> = mapping
                .iter()
                .filter(|(_, target)| **target == reference || **target == name)
                .map(|(value, _)| of_text(value, &listed))
                .collect();
            if values.is_empty() {
                values = if listed.is_empty() { vec![json!(name)] } else { listed };
            }
            let tag = json!({ "required": [property], "properties": { property: { "enum": values } } });
            *variant = json!({ "type": "object", "allOf": [variant.clone(), tag] });
        }
    }

    /// Returns the constants of a component's property.
    fn listed(self, name: &str, property: &str) -> Vec<Value> {
        let property = &self.components.get(name).unwrap_or(&Value::Null)["properties"][property];
        let constant = property.get("const").map(|constant| vec![constant.clone()]);
        constant.or_else(|| property["enum"].as_array().cloned()).unwrap_or_default()
    }

    /// Drops the properties of the other direction, and the requirement of them.
    fn omit(self, keywords: &Map<String, Value>, translated: &mut Map<String, Value>) {
        let mut omitted = Vec::new();
        self.other_direction(&Value::Object(keywords.clone()), 0, &mut omitted);
        if let Some(Value::Object(properties)) = translated.get_mut("properties") {
            properties.retain(|name, _| !omitted.contains(name));
        }
        if let Some(Value::Array(required)) = translated.get_mut("required") {
            required.retain(|name| !omitted.iter().any(|omitted| name == omitted));
        }
    }

    /// Collects the names of properties of the other direction, in all parts of a schema.
    fn other_direction(self, schema: &Value, depth: usize, names: &mut Vec<String>) {
        let schema = self.resolve(schema);
        let properties = schema["properties"].as_object().into_iter().flatten();
        let is_omitted = |(_, property): &(&String, &Value)| self.is_of_other_direction(property);
        names.extend(properties.filter(is_omitted).map(|(name, _)| name.clone()));
        if depth < 4 {
            let parts = schema["allOf"].as_array().into_iter().flatten();
            parts.for_each(|part| self.other_direction(part, depth + 1, names));
        }
    }

    /// Whether a property is read-only in a request, or write-only in a response.
    pub fn is_of_other_direction(self, property: &Value) -> bool {
        let keyword = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        [property, self.resolve(property)].iter().any(|schema| schema[keyword] == json!(true))
    }

    /// Follows a reference to a component.
    pub fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.rsplit('/').next());
        name.and_then(|name| self.components.get(name)).unwrap_or(schema)
    }
}

/// Returns the constant that a key of a mapping means.
fn of_text(text: &str, listed: &[Value]) -> Value {
    let meant = serde_json::from_str::<Value>(text).ok().filter(|meant| listed.contains(meant));
    meant.unwrap_or_else(|| json!(text))
}

/// Turns bounds with a boolean of OpenAPI 3.0 into those of JSON Schema.
fn exclude_bounds(keywords: &mut Map<String, Value>) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(Value::Bool(is_exclusive)) = keywords.get(exclusive).cloned() {
            keywords.remove(exclusive);
            if let Some(limit) = is_exclusive.then(|| keywords.remove(bound)).flatten() {
                keywords.insert(exclusive.to_owned(), limit);
            }
        }
    }
}
