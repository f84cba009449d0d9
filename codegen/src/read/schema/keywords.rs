//! The table of keywords: each entry reads one word into a [`Schema`].

use super::{
    SchemaReader,
    known::{Standing, standing},
    limits,
};
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    literal::Literal,
    origin::Sourced,
    spec::{Additional, DiscriminatorMapping, Insert, JsonType, MemberDoc, Property, Schema},
};

type Keyword = fn(&mut SchemaReader<'_>, &mut Schema, &'static str, &Cursor<'_>);

/// Every keyword with a meaning. Where two words mean the same, both stand here.
const KEYWORDS: &[(&str, Keyword)] = &[
    ("$ref", reference),
    ("type", types),
    ("nullable", nullable),
    ("x-nullable", nullable),
    ("title", title),
    ("description", description),
    ("format", format),
    ("default", default),
    ("example", example),
    ("examples", examples),
    ("enum", members),
    ("x-apifox-enum", member_docs),
    ("x-apifox", member_descriptions),
    ("const", constant),
    ("minimum", limits::minimum),
    ("ge", limits::minimum),
    ("min", limits::minimum),
    ("maximum", limits::maximum),
    ("le", limits::maximum),
    ("max", limits::maximum),
    ("exclusiveMinimum", limits::exclusive_minimum),
    ("gt", limits::exclusive_minimum),
    ("exclusiveMaximum", limits::exclusive_maximum),
    ("lt", limits::exclusive_maximum),
    ("multipleOf", limits::multiple_of),
    ("minLength", limits::min_length),
    ("maxLength", limits::max_length),
    ("pattern", limits::pattern),
    ("minItems", limits::min_items),
    ("maxItems", limits::max_items),
    ("uniqueItems", limits::unique_items),
    ("properties", properties),
    ("x-apifox-refs", inserts),
    ("required", required),
    ("x-fal-order-properties", order),
    ("x-apifox-orders", order),
    ("additionalProperties", additional),
    ("items", items),
    ("prefixItems", prefix_items),
    ("anyOf", any_of),
    ("oneOf", one_of),
    ("allOf", all_of),
    ("discriminator", discriminator),
    ("deprecated", deprecated),
    ("ui", ui),
    ("_fal_ui_field", ui_field),
];

/// Reads one member of a schema object.
pub(super) fn read(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &str, at: &Cursor<'_>) {
    if let Some((word, keyword)) = KEYWORDS.iter().find(|(known, _)| *known == word) {
        return keyword(reader, schema, word, at);
    }
    match standing(word) {
        Standing::WithoutEffect => {}
        Standing::NotEnforced => {
            let message = format!("`{word}` is not enforced; the server checks it");
            reader.tell(Diagnostic::warning("keyword-not-enforced", &at.origin(), message));
        }
        Standing::Unknown => {
            let message = format!("`{word}` is not a keyword of any known vocabulary; it is ignored");
            let help = "if it limits values, correct the specification with an overlay that states the limit";
            reader.tell(Diagnostic::warning("unknown-keyword", &at.origin(), message).help(help));
        }
    }
}

pub(super) fn mistyped(reader: &mut SchemaReader<'_>, word: &str, at: &Cursor<'_>, expected: &str) {
    let message = format!("`{word}` should be {expected}, not {}; it is ignored", at.node().kind());
    reader.tell(Diagnostic::warning("mistyped-keyword", &at.origin(), message));
}

pub(super) fn text(reader: &mut SchemaReader<'_>, word: &str, at: &Cursor<'_>) -> Option<Sourced<String>> {
    match at.as_str() {
        Some(text) => Some(Sourced { value: text.to_owned(), origin: at.origin() }),
        None if at.is_null() => None,
        None => {
            mistyped(reader, word, at, "a string");
            None
        }
    }
}

pub(super) fn flag(reader: &mut SchemaReader<'_>, word: &str, at: &Cursor<'_>) -> bool {
    at.as_bool().unwrap_or_else(|| {
        mistyped(reader, word, at, "`true` or `false`");
        false
    })
}

fn literal(at: &Cursor<'_>) -> Sourced<Literal> {
    Sourced { value: at.node().to_literal(), origin: at.origin() }
}

fn schemas(reader: &mut SchemaReader<'_>, word: &str, at: &Cursor<'_>) -> Vec<Schema> {
    let items: Vec<_> = at.items().collect();
    if items.is_empty() && !matches!(at.node().value, crate::document::Value::Array(_)) {
        mistyped(reader, word, at, "a list of schemas");
    }
    items.iter().map(|item| reader.read(item)).collect()
}

fn reference(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.reference = text(reader, word, at);
}

fn types(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    let words: Vec<_> = if at.as_str().is_some() { vec![at.clone()] } else { at.items().collect() };
    for word in &words {
        match word.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("null") => schema.nullable = true,
            Some("boolean" | "bool") => schema.types.push(JsonType::Boolean),
            Some("integer" | "int" | "long") => schema.types.push(JsonType::Integer),
            Some("number" | "float" | "double") => schema.types.push(JsonType::Number),
            Some("string" | "file") => schema.types.push(JsonType::String),
            Some("array") => schema.types.push(JsonType::Array),
            Some("object") => schema.types.push(JsonType::Object),
            Some("any" | "") => {}
            _ => {
                let message = "not a type of JSON Schema; any value is accepted";
                reader.tell(Diagnostic::warning("unknown-type", &word.origin(), message));
            }
        }
    }
}

fn nullable(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.nullable |= flag(reader, word, at);
}

fn title(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.title = text(reader, word, at).map(|title| title.value).filter(|title| !title.trim().is_empty());
}

fn description(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.description = text(reader, word, at).filter(|text| !text.value.trim().is_empty());
}

fn format(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.format = text(reader, word, at).map(|format| format.value);
}

fn default(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.default = Some(literal(at));
}

/// Apifox writes an empty string where there is no example.
fn example(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    if at.as_str() != Some("") {
        schema.examples.push(literal(at));
    }
}

fn examples(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.examples.extend(at.items().map(|item| literal(&item)));
}

fn members(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let values: Vec<Literal> = at.items().map(|item| item.node().to_literal()).collect();
    if values.is_empty() {
        return mistyped(reader, word, at, "a list with at least one value");
    }
    schema.members = Some(Sourced { value: values, origin: at.origin() });
}

fn member_docs(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    for item in at.items() {
        let word = |key: &str| item.get(key).and_then(|text| text.as_str()).unwrap_or_default().trim();
        let parts: Vec<_> = [word("name"), word("description")].into_iter().filter(|part| !part.is_empty()).collect();
        if let (Some(value), false) = (item.get("value"), parts.is_empty()) {
            schema.member_docs.push(MemberDoc { value: value.node().to_literal(), text: parts.join(": ") });
        }
    }
}

fn member_descriptions(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    let Some(descriptions) = at.get("enumDescriptions") else { return };
    for (value, text) in descriptions.members() {
        if let Some(text) = text.as_str().filter(|text| !text.trim().is_empty()) {
            schema.member_docs.push(MemberDoc { value: Literal::String(value.to_owned()), text: text.to_owned() });
        }
    }
}

fn constant(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.constant = Some(literal(at));
}

/// Members of `properties` are names, whatever they look like.
fn properties(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    if !at.is_object() {
        return mistyped(reader, word, at, "an object of schemas");
    }
    for (name, value) in at.members() {
        // Apifox's mark of an insertion that was never finished.
        if value.get("x-tmp-pending-properties").is_some() {
            continue;
        }
        let property = reader.read(&value);
        let name = Sourced { value: name.to_owned(), origin: value.origin() };
        schema.properties.push(Property { name, schema: property });
    }
}

/// Apifox's insertions: placeholder → `{$ref, x-apifox-overrides, required}`.
fn inserts(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    for (placeholder, insert) in at.members() {
        let Some(reference) = insert.get("$ref").and_then(|target| text(reader, "$ref", &target)) else { continue };
        reader.refer(&reference.value);
        let mut model = Schema::empty(insert.origin());
        model.reference = Some(reference);
        let overrides = insert.get("x-apifox-overrides").into_iter().flat_map(|overrides| overrides.members());
        let overrides = overrides.map(|(name, at)| (name.to_owned(), replacement(reader, name, &at))).collect();
        let required =
            insert.get("required").map(|names| names.items().filter_map(|n| text(reader, "required", &n)).collect());
        schema.inserts.push(Insert { placeholder: placeholder.to_owned(), model, overrides, required });
    }
}

/// A member that is replaced; `null` leaves it out.
fn replacement(reader: &mut SchemaReader<'_>, name: &str, at: &Cursor<'_>) -> Option<Property> {
    let name = Sourced { value: name.to_owned(), origin: at.origin() };
    (!at.is_null()).then(|| Property { name, schema: reader.read(at) })
}

fn required(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    if at.as_bool().is_some() {
        let message = "`required` belongs to the object and lists names; a boolean here is ignored";
        return reader.tell(Diagnostic::warning("mistyped-keyword", &at.origin(), message));
    }
    for item in at.items() {
        schema.required.extend(text(reader, word, &item));
    }
}

fn order(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.order = at.items().filter_map(|item| item.as_str().map(str::to_owned)).collect();
}

fn additional(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.additional = match at.as_bool() {
        Some(true) => Additional::Open,
        Some(false) => Additional::Closed,
        None => Additional::Of(Box::new(reader.read(at))),
    };
}

fn items(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    // Before 2020-12 a list under `items` was what `prefixItems` is now.
    if at.items().next().is_some() {
        schema.prefix_items = at.items().map(|item| reader.read(&item)).collect();
    } else if at.as_bool() != Some(false) {
        schema.items = Some(Box::new(reader.read(at)));
    }
}

fn prefix_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.prefix_items = schemas(reader, word, at);
}

fn any_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.any_of = schemas(reader, word, at);
}

fn one_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.one_of = schemas(reader, word, at);
}

fn all_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.all_of = schemas(reader, word, at);
}

fn discriminator(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    let Some(property) = at.get("propertyName").and_then(|name| name.as_str()) else {
        return mistyped(reader, word, at, "an object with `propertyName`");
    };
    let mapping = at.get("mapping").map(|mapping| {
        mapping.members().filter_map(|(value, target)| Some((value.to_owned(), target.as_str()?.to_owned()))).collect()
    });
    schema.discriminator =
        Some(DiscriminatorMapping { property: property.to_owned(), mapping: mapping.unwrap_or_default() });
}

fn deprecated(reader: &mut SchemaReader<'_>, schema: &mut Schema, word: &'static str, at: &Cursor<'_>) {
    schema.deprecated |= flag(reader, word, at);
}

/// The kinds of input fields of fal's playground that take a file.
const FILE_FIELDS: &[&str] = &["image", "video", "audio", "file", "archive", "image_mask"];

fn ui(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.is_file |=
        at.get("field").and_then(|field| field.as_str()).is_some_and(|field| FILE_FIELDS.contains(&field));
}

fn ui_field(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.is_file |= at.as_str().is_some_and(|field| FILE_FIELDS.contains(&field));
}
