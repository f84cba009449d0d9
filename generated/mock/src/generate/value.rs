//! Generates objects, arrays and unions from their schemas.

use serde_json::{Map, Value, json};

use super::{Generator, Slot, first_variant, text::TextPart};
use crate::schema::Schema;

/// Depth from which optional properties, array items and recursive variants are omitted; schemas may be recursive.
const MAX_DEPTH: u32 = 12;

/// Depth at which generation stops: a schema that requires itself has no finite value.
const DEPTH_LIMIT: u32 = 2 * MAX_DEPTH;

/// Optional properties that successful results do not have.
const OMITTED: &[&str] = &["error", "errors", "error_message", "file_data", "warning", "warnings"];

/// Optional properties that results always have.
const ALWAYS_INCLUDED: &[&str] = &["prompt", "revised_prompt", "actual_prompt", "seed", "has_nsfw_concepts", "timings"];

impl Generator<'_> {
    /// Generates a value that the schema accepts.
    pub(super) fn value(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        if slot.depth > DEPTH_LIMIT {
            return Value::Null;
        }
        if schema.variants().next().is_some() {
            return self.union(schema, slot);
        }
        match schema.string("type") {
            Some("object") if Self::is_file(schema) => self.file(schema, slot),
            Some("object") => self.object(schema, slot),
            Some("array") => self.list(schema, slot),
            Some("string") => self.text(schema, slot),
            Some("integer" | "number") => self.number(schema, slot),
            Some("boolean") => schema.keyword("default").cloned().unwrap_or(Value::Bool(false)),
            _ => self.example(schema).or_else(|| schema.array("enum").first().cloned()).unwrap_or(Value::Null),
        }
    }

    /// Generates a value of the first variant; of a scalar variant or `null` below the maximum depth.
    fn union(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let ends = |variant: &Schema<'_>| !matches!(variant.string("type"), Some("object" | "array") | None);
        let end = schema.variants().find(|variant| variant.is_null() || ends(variant));
        let first = schema.variants().find(|variant| !variant.is_null());
        let chosen = if slot.depth > MAX_DEPTH { end.or(first) } else { first };
        let Some(variant) = chosen else { return Value::Null };
        let mut value = self.value(variant, slot.nested());
        if let (Some(tag), Value::Object(members)) = (variant.keyword("x-discriminator"), &mut value) {
            let name = tag.get("property").and_then(Value::as_str);
            let word = tag.get("values").and_then(|values| values.get(0));
            members.extend(name.zip(word).map(|(name, word)| (name.to_owned(), word.clone())));
        }
        value
    }

    fn object(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let mut object = Map::new();
        for (name, property) in schema.properties() {
            if schema.requires(name) || self.includes(property, slot.property(name)) {
                object.insert(name.to_owned(), self.value(property, slot.property(name)));
            }
        }
        if let Some(inner) = schema.subschema("additionalProperties").filter(|_| object.is_empty()) {
            let key = if slot.name == "timings" { "inference" } else { "value" };
            object.insert(key.to_owned(), self.value(inner, slot.property(key)));
            for index in 2..=schema.count("minProperties").unwrap_or(1).min(64) {
                object.insert(format!("{key}_{index}"), self.value(inner, slot.property(key)));
            }
        }
        Value::Object(object)
    }

    /// Whether the result contains an optional property.
    pub(super) fn includes(&self, schema: Schema<'_>, slot: Slot<'_>) -> bool {
        if slot.depth > MAX_DEPTH || OMITTED.contains(&slot.name) {
            return false;
        }
        if ALWAYS_INCLUDED.contains(&slot.name) {
            return true;
        }
        let schema = first_variant(schema);
        let is_known = !Self::is_file(schema) || self.media_kind(schema, slot).is_some();
        is_known && !self.request.disables(slot.name)
    }

    fn list(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        if !schema.array("prefixItems").is_empty() {
            return self.tuple(schema, slot);
        }
        let Some(item) = schema.subschema("items") else { return json!([]) };
        if let Some(parts) = self.parts(first_variant(item), slot) {
            let value = |part: &TextPart| self.value(item, Slot { part: Some(part), ..slot.nested() });
            return parts.iter().map(value).collect();
        }
        if let Some(example @ Value::Array(_)) = self.example(schema).filter(|_| !Self::is_file(first_variant(item))) {
            return example;
        }
        (0..self.count(schema, first_variant(item), slot)).map(|_| self.value(item, slot.nested())).collect()
    }

    /// Returns the number of items: one per requested image for arrays about images.
    fn count(&self, schema: Schema<'_>, item: Schema<'_>, slot: Slot<'_>) -> u64 {
        let names = ["num_images", "num_samples", "num_outputs", "num_videos", "number_of_images", "n"];
        let requested = || names.iter().find_map(|name| self.request.number(name));
        let is_each = Self::is_file(item) || item.string("type") == Some("boolean") || slot.name.contains("image");
        let limit = |keyword: &str| schema.keyword(keyword).and_then(Value::as_u64);
        let is_open = item.keyword("type").is_none() && item.variants().next().is_none();
        let wanted = match () {
            () if is_open || slot.depth > MAX_DEPTH => 0,
            () if is_each => requested().unwrap_or(1),
            () if item.string("type") == Some("object") => 2,
            () => 1,
        };
        wanted.min(limit("maxItems").unwrap_or(64)).max(limit("minItems").unwrap_or(0)).min(64)
    }

    /// Generates a tuple; a pair of times describes the part of the text.
    fn tuple(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let names = if slot.part.is_some() { ["start", "end"] } else { [slot.name; 2] };
        let names = names.into_iter().chain(std::iter::repeat(slot.name));
        // Positions beyond the minimum may be absent if the length varies.
        let is_open = schema.keyword("items").is_some();
        let length = schema.count("minItems").filter(|_| is_open).and_then(|count| usize::try_from(count).ok());
        let items = schema.array("prefixItems").iter().zip(names).take(length.unwrap_or(usize::MAX));
        items.map(|(item, name)| self.value(schema.with_node(item), slot.property(name))).collect()
    }

    /// Returns an example of the schema that does not contain URLs.
    pub(super) fn example(&mut self, schema: Schema<'_>) -> Option<Value> {
        let examples = schema.array("examples");
        let chosen = self.rng.usize(0..examples.len().max(1));
        examples
            .get(chosen)
            .or_else(|| schema.keyword("default"))
            .filter(|value| !value.is_null() && !value.to_string().contains("://"))
            .cloned()
    }
}
