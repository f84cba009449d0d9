//! Values beside the body, and the fields of forms, which Apifox writes the same way.

use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    origin::Sourced,
    read::{example, schema::SchemaReader},
    spec::{JsonType, Parameter, ParameterLocation, Property, Schema},
};

/// The lists of `parameters`.
const PLACES: &[(&str, ParameterLocation)] = &[
    ("path", ParameterLocation::Path),
    ("query", ParameterLocation::Query),
    ("header", ParameterLocation::Header),
    ("cookie", ParameterLocation::Cookie),
];

/// The parameters of an endpoint, without those that the client itself takes care of.
pub(super) fn read(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Vec<Parameter> {
    let Some(lists) = api.get("parameters") else { return Vec::new() };
    let mut parameters = Vec::new();
    for (key, place) in PLACES {
        let items: Vec<_> = lists.get(key).into_iter().flat_map(|list| list.items()).collect();
        for item in items {
            parameters.extend(parameter(reader, &item, *place));
        }
    }
    parameters
}

fn parameter(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, place: ParameterLocation) -> Option<Parameter> {
    let name_at = at.get("name")?;
    let name = name_at.as_str().filter(|name| !name.is_empty())?;
    if super::super::belongs_to_client(place, name) {
        let message = format!("the client sends `{name}` itself; it is not a parameter of the call");
        reader.tell(Diagnostic::note("folded-parameter", &name_at.origin(), message));
        return None;
    }
    let required =
        place == ParameterLocation::Path || at.get("required").and_then(|flag| flag.as_bool()).unwrap_or(false);
    let name = Sourced { value: name.to_owned(), origin: name_at.origin() };
    Some(Parameter { name, place, required, schema: item_schema(reader, at) })
}

/// The fields of a form body as an object, or `None` where the body is not a form.
pub(super) fn form(reader: &mut SchemaReader<'_>, body: &Cursor<'_>, media: &str) -> Option<Schema> {
    if !media.contains("form") {
        return None;
    }
    let mut schema = Schema::empty(body.origin());
    schema.types.push(JsonType::Object);
    for item in body.get("parameters").into_iter().flat_map(|list| list.items()) {
        let Some(name_at) = item.get("name").filter(|name| name.as_str().is_some_and(|name| !name.is_empty())) else {
            continue;
        };
        let name = Sourced { value: name_at.as_str().unwrap_or_default().to_owned(), origin: name_at.origin() };
        if item.get("required").and_then(|flag| flag.as_bool()) == Some(true) {
            schema.required.push(name.clone());
        }
        let field = item_schema(reader, &item);
        schema.properties.push(Property { name, schema: field });
    }
    Some(schema)
}

/// The schema of an item: `schema` where it is there, else what `type`, `description` and `example` say.
fn item_schema(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Schema {
    let mut schema = match at.get("schema") {
        Some(stated) => reader.read(&stated),
        None => Schema::empty(at.origin()),
    };
    if schema.types.is_empty() && schema.reference.is_none() {
        schema.types.extend(at.get("type").and_then(|word| item_type(word.as_str()?)));
        schema.is_file |= at.get("type").and_then(|word| word.as_str()) == Some("file");
    }
    let description = at.get("description").and_then(|text| {
        Some(Sourced { value: text.as_str().filter(|text| !text.trim().is_empty())?.to_owned(), origin: text.origin() })
    });
    schema.description = schema.description.or(description);
    let sample = ["example", "sampleValue"].into_iter().find_map(|key| at.get(key));
    schema.examples.extend(sample.and_then(|sample| typed_sample(reader, &sample, &schema)));
    schema
}

fn item_type(word: &str) -> Option<JsonType> {
    Some(match word {
        "string" | "file" => JsonType::String,
        "integer" => JsonType::Integer,
        "number" => JsonType::Number,
        "boolean" => JsonType::Boolean,
        "array" => JsonType::Array,
        "object" => JsonType::Object,
        _ => return None,
    })
}

/// Samples are texts whatever the type; those of other types are read as JSON.
fn typed_sample(
    reader: &mut SchemaReader<'_>,
    sample: &Cursor<'_>,
    schema: &Schema,
) -> Option<Sourced<crate::literal::Literal>> {
    if sample.as_str().is_some_and(|text| text.trim().is_empty()) {
        return None;
    }
    let value = match schema.types.as_slice() {
        [] | [JsonType::String] => sample.node().to_literal(),
        _ => example::parse(reader, sample)?.to_literal(),
    };
    Some(Sourced { value, origin: sample.origin() })
}
