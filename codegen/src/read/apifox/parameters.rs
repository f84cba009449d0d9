//! Parameters of an Apifox endpoint, and form fields, which have the same format.

use crate::{
    document::Cursor,
    literal::Literal,
    origin::Spanned,
    read::{client_parameters, example, schema::SchemaReader},
    spec::{JsonType, Parameter, ParameterLocation, ParameterStyle, Property, Schema},
};

/// The keys of `parameters`.
pub(super) const LOCATIONS: &[(&str, ParameterLocation)] = &[
    ("path", ParameterLocation::Path),
    ("query", ParameterLocation::Query),
    ("header", ParameterLocation::Header),
    ("cookie", ParameterLocation::Cookie),
];

/// Returns the parameters of an endpoint, without those that the client sends itself.
pub(super) fn read(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Vec<Parameter> {
    let Some(lists) = api.get("parameters") else { return Vec::new() };
    let mut parameters = Vec::new();
    for (key, location) in LOCATIONS {
        for item in lists.get(key).into_iter().flat_map(|list| list.items()) {
            parameters.extend(parameter(reader, &item, *location));
        }
    }
    parameters
}

/// Reads a parameter; `None` for one that the client sends itself.
pub(super) fn parameter(
    reader: &mut SchemaReader<'_>,
    at: &Cursor<'_>,
    location: ParameterLocation,
) -> Option<Parameter> {
    let name = name(at)?;
    if let Some(folded) = client_parameters::folded(location, &name) {
        reader.report(folded);
        return None;
    }
    let required = location == ParameterLocation::Path || at.is_true("required");
    let style = ParameterStyle::of(location);
    Some(Parameter { name, location, required, schema: item_schema(reader, at), style, allow_reserved: false })
}

fn name(at: &Cursor<'_>) -> Option<Spanned<String>> {
    let name = at.get("name")?;
    let value = name.as_str().filter(|text| !text.is_empty())?.to_owned();
    Some(Spanned { value, origin: name.origin() })
}

/// Returns the fields of a form body as an object schema; `None` if the body is not a form.
pub(super) fn form(reader: &mut SchemaReader<'_>, body: &Cursor<'_>, media: &str) -> Option<Schema> {
    if !media.contains("form") {
        return None;
    }
    let mut schema = Schema::empty(body.origin());
    schema.types.push(JsonType::Object);
    for item in body.get("parameters").into_iter().flat_map(|list| list.items()) {
        let Some(name) = name(&item) else { continue };
        if item.is_true("required") {
            schema.required.push(name.clone());
        }
        let field = item_schema(reader, &item);
        schema.properties.push(Property { name, schema: field });
    }
    Some(schema)
}

/// Returns `schema`, or the schema that `type`, `description` and `example` describe.
fn item_schema(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Schema {
    let mut schema = match at.get("schema") {
        Some(declared) => reader.read(&declared),
        None => Schema::empty(at.origin()),
    };
    if schema.types.is_empty() && schema.reference.is_none() {
        schema.types.extend(at.get("type").and_then(|word| item_type(word.as_str()?)));
        schema.is_file |= at.get("type").and_then(|word| word.as_str()) == Some("file");
    }
    schema.description = schema.description.or_else(|| at.text("description"));
    let sample = ["example", "sampleValue", "defaultValue"].into_iter().find_map(|key| at.get(key));
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

/// Returns an example value. Apifox stores every example as a string; those of other types are parsed as JSON.
fn typed_sample(reader: &mut SchemaReader<'_>, sample: &Cursor<'_>, schema: &Schema) -> Option<Spanned<Literal>> {
    if sample.as_str().is_some_and(|text| text.trim().is_empty()) {
        return None;
    }
    let value = match schema.types.as_slice() {
        [] | [JsonType::String] => sample.node().to_literal(),
        _ => example::parse(reader, sample)?.to_literal(),
    };
    Some(Spanned { value, origin: sample.origin() })
}
