//! A value by its schema: objects, lists and unions. What is optional is filled if a real result has it.

use serde_json::{Map, Value, json};

use super::{Generator, Slot, plain, text::Piece};
use crate::schema::Schema;

/// How deep a result gets: schemas may contain themselves.
const DEEPEST: u32 = 12;

/// The members that are there only when something goes wrong or is asked for in other ways.
const RARE: &[&str] = &["error", "errors", "error_message", "file_data", "warning", "warnings"];

/// The members that tell the caller's words, whatever switches are called.
const ECHOED: &[&str] = &["prompt", "revised_prompt", "actual_prompt", "seed", "has_nsfw_concepts", "timings"];

impl Generator<'_> {
    /// A value that the schema accepts.
    pub(super) fn value(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        if schema.variants().next().is_some() {
            return self.one_of(schema, slot);
        }
        match schema.string("type") {
            Some("object") if Self::is_file(schema) => self.file(schema, slot),
            Some("object") => self.object(schema, slot),
            Some("array") => self.list(schema, slot),
            Some("string") => self.text(schema, slot),
            Some("integer" | "number") => self.number(schema, slot),
            Some("boolean") => schema.keyword("default").cloned().unwrap_or(Value::Bool(false)),
            _ => self.example(schema).unwrap_or(Value::Null),
        }
    }

    /// One of several: the first, and `null` only where everything else would go too deep.
    fn one_of(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let ends = |arm: &Schema<'_>| !matches!(arm.string("type"), Some("object" | "array") | None);
        let end = schema.variants().find(|arm| arm.is_null() || ends(arm));
        let first = schema.variants().find(|arm| !arm.is_null());
        let chosen = if slot.depth > DEEPEST { end.or(first) } else { first };
        let Some(arm) = chosen else { return Value::Null };
        let mut value = self.value(arm, slot.inside());
        if let (Some(tag), Value::Object(members)) = (arm.keyword("x-tag"), &mut value) {
            let name = tag.get("property").and_then(Value::as_str);
            let word = tag.get("values").and_then(|values| values.get(0));
            members.extend(name.zip(word).map(|(name, word)| (name.to_owned(), word.clone())));
        }
        value
    }

    fn object(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let mut object = Map::new();
        for (name, member) in schema.properties() {
            if schema.requires(name) || self.fills(member, slot.member(name)) {
                object.insert(name.to_owned(), self.value(member, slot.member(name)));
            }
        }
        if let Some(inner) = schema.subschema("additionalProperties").filter(|_| object.is_empty()) {
            let key = if slot.name == "timings" { "inference" } else { "value" };
            object.insert(key.to_owned(), self.value(inner, slot.member(key)));
        }
        Value::Object(object)
    }

    /// Whether an optional member is there.
    pub(super) fn fills(&self, schema: Schema<'_>, slot: Slot<'_>) -> bool {
        if slot.depth > DEEPEST || RARE.contains(&slot.name) {
            return false;
        }
        if ECHOED.contains(&slot.name) {
            return true;
        }
        let schema = plain(schema);
        let is_known = !Self::is_file(schema) || self.kind(schema, slot).is_some();
        is_known && !self.request.leaves_out(slot.name)
    }

    fn list(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        if !schema.array("prefixItems").is_empty() {
            return self.tuple(schema, slot);
        }
        let Some(item) = schema.subschema("items") else { return json!([]) };
        if let Some(pieces) = self.pieces(plain(item), slot) {
            let value = |piece: &Piece| self.value(item, Slot { piece: Some(piece), ..slot.inside() });
            return pieces.iter().map(value).collect();
        }
        if let Some(example @ Value::Array(_)) = self.example(schema).filter(|_| !Self::is_file(plain(item))) {
            return example;
        }
        (0..self.count(schema, plain(item), slot)).map(|_| self.value(item, slot.inside())).collect()
    }

    /// How many items a list has: one for each image that was asked for, where it is about those.
    fn count(&self, schema: Schema<'_>, item: Schema<'_>, slot: Slot<'_>) -> u64 {
        let names = ["num_images", "num_samples", "num_outputs", "num_videos", "number_of_images", "n"];
        let asked = || names.iter().find_map(|name| self.request.number(name));
        let is_each = Self::is_file(item) || item.string("type") == Some("boolean") || slot.name.contains("image");
        let limit = |word: &str| schema.keyword(word).and_then(Value::as_u64);
        let is_open = item.keyword("type").is_none() && item.variants().next().is_none();
        let wanted = match () {
            () if is_open || slot.depth > DEEPEST => 0,
            () if is_each => asked().unwrap_or(1),
            () if item.string("type") == Some("object") => 2,
            () => 1,
        };
        wanted.min(limit("maxItems").unwrap_or(64)).max(limit("minItems").unwrap_or(0)).min(64)
    }

    /// A list of a certain length; where it is two times, those of the piece that it is about.
    fn tuple(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let names = if slot.piece.is_some() { ["start", "end"] } else { [slot.name; 2] };
        let names = names.into_iter().chain(std::iter::repeat(slot.name));
        let items = schema.array("prefixItems").iter().zip(names);
        items.map(|(item, name)| self.value(schema.with_node(item), slot.member(name))).collect()
    }

    /// An example of the document, unless it refers to files elsewhere.
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
