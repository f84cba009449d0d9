//! The table of keywords; each row reads one keyword into a [`Schema`].

use super::{
    apifox, enum_docs, fal,
    ignored::{KeywordSupport, support},
    limits,
    reader::SchemaReader,
    values::{flag, literal, mistyped, text},
};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Value},
    literal::Literal,
    origin::Spanned,
    read::known_keys,
    spec::{AdditionalProperties, DiscriminatorMapping, JsonType, Property, Schema},
};

type Keyword = fn(&mut SchemaReader<'_>, &mut Schema, &'static str, &Cursor<'_>);

/// Every supported keyword, including synonyms.
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
    ("enum", enum_values),
    ("x-apifox-enum", enum_docs::of_apifox),
    ("x-apifox", enum_docs::of_apifox_export),
    ("x-enum-varnames", enum_docs::texts),
    ("x-enumNames", enum_docs::texts),
    ("x-enum-descriptions", enum_docs::texts),
    ("x-enumDescriptions", enum_docs::texts),
    ("x-enum-comments", enum_docs::texts),
    ("const", const_value),
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
    ("minProperties", limits::min_properties),
    ("maxProperties", limits::max_properties),
    ("properties", properties),
    ("x-apifox-refs", apifox::apifox_refs),
    ("x-apifox-overrides", apifox::overrides),
    ("required", required),
    ("x-fal-order-properties", order),
    ("x-apifox-orders", order),
    ("additionalProperties", additional_properties),
    ("items", items),
    ("additionalItems", additional_items),
    ("prefixItems", prefix_items),
    ("anyOf", any_of),
    ("oneOf", one_of),
    ("allOf", all_of),
    ("discriminator", discriminator),
    ("deprecated", deprecated),
    ("readOnly", read_only),
    ("writeOnly", write_only),
    ("ui", fal::ui),
    ("_fal_ui_field", fal::ui_field),
];

/// Reads one keyword of a schema.
pub(super) fn read(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &str, at: &Cursor<'_>) {
    let keyword = &apifox::common_name(keyword);
    if let Some((keyword, read)) = KEYWORDS.iter().find(|(known, _)| known == keyword) {
        return read(reader, schema, keyword, at);
    }
    match support(keyword) {
        KeywordSupport::Ignored => {}
        KeywordSupport::NotEnforced => {
            let message = format!("`{keyword}` is not enforced by the generated types; the server checks it");
            reader.report(Diagnostic::warning("keyword-not-enforced", &at.origin(), message));
        }
        KeywordSupport::Unknown => {
            let known: Vec<&str> = KEYWORDS.iter().map(|(known, _)| *known).collect();
            let meant = known_keys::suggestion(keyword, &known);
            let message = format!("unknown schema keyword `{keyword}`; ignored{meant}");
            let help = "if it limits values, add the limit with an overlay";
            reader.report(Diagnostic::warning("unknown-keyword", &at.origin(), message).help(help));
        }
    }
}

fn schemas(reader: &mut SchemaReader<'_>, keyword: &str, at: &Cursor<'_>) -> Vec<Schema> {
    let items: Vec<_> = at.items().collect();
    if items.is_empty() && !matches!(at.node().value, Value::Array(_)) {
        mistyped(reader, keyword, at, "an array of schemas");
    }
    items.iter().map(|item| reader.read(item)).collect()
}

fn reference(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.reference = text(reader, keyword, at);
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
                let message = "not a JSON Schema type; accepting any value";
                reader.report(Diagnostic::warning("unknown-type", &word.origin(), message));
            }
        }
    }
    if schema.nullable && !words.is_empty() && words.iter().all(|word| word.as_str() == Some("null")) {
        schema.const_value = Some(Spanned { value: Literal::Null, origin: at.origin() });
    }
}

fn nullable(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.nullable |= flag(reader, keyword, at);
}

fn title(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.title = text(reader, keyword, at).map(|title| title.value).filter(|title| !title.trim().is_empty());
}

fn description(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.description = text(reader, keyword, at).filter(|text| !text.value.trim().is_empty());
}

fn format(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.format = text(reader, keyword, at).map(|format| format.value);
}

fn default(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.default = Some(literal(at));
}

/// An empty string means that there is no example, as Apifox writes it.
fn example(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    if at.as_str() != Some("") {
        schema.examples.push(literal(at));
    }
}

fn examples(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.examples.extend(at.items().map(|item| literal(&item)));
}

fn enum_values(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    let values: Vec<Literal> = at.items().map(|item| item.node().to_literal()).collect();
    if values.is_empty() {
        return mistyped(reader, keyword, at, "an array with at least one value");
    }
    schema.enum_values = Some(Spanned { value: values, origin: at.origin() });
}

fn const_value(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.const_value = Some(literal(at));
}

fn properties(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    if !at.is_object() {
        return mistyped(reader, keyword, at, "an object of schemas");
    }
    for (name, value) in at.entries() {
        // Apifox marks an unfinished `x-apifox-refs` like this.
        if value.get("x-tmp-pending-properties").is_some() {
            continue;
        }
        let property = reader.read(&value);
        let name = Spanned { value: name.to_owned(), origin: value.origin() };
        schema.properties.push(Property { name, schema: property });
    }
}

fn required(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    if at.as_bool().is_some() {
        let message = "`required` must be an array of property names, found a boolean; ignored";
        return reader.report(Diagnostic::warning("mistyped-keyword", &at.origin(), message));
    }
    for item in at.items() {
        schema.required.extend(text(reader, keyword, &item));
    }
}

fn order(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.order = at.items().filter_map(|item| item.as_str().map(str::to_owned)).collect();
}

fn additional_properties(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.additional_properties = match at.as_bool() {
        Some(true) => AdditionalProperties::Open,
        Some(false) => AdditionalProperties::Closed,
        None => AdditionalProperties::Schema(Box::new(reader.read(at))),
    };
}

fn items(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    // Before 2020-12, an array under `items` had the meaning of `prefixItems`.
    if at.items().next().is_some() {
        schema.prefix_items = at.items().map(|item| reader.read(&item)).collect();
    } else if at.as_bool() == Some(false) {
        schema.has_no_other_items = true;
    } else {
        schema.items = Some(Box::new(reader.read(at)));
    }
}

/// Reads `additionalItems`, which before 2020-12 had the meaning of `items` next to an array under `items`.
fn additional_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    match at.as_bool() {
        Some(is_open) => schema.has_no_other_items = !is_open,
        None => schema.items = Some(Box::new(reader.read(at))),
    }
}

fn prefix_items(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.prefix_items = schemas(reader, keyword, at);
}

fn any_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.any_of = schemas(reader, keyword, at);
}

fn one_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.one_of = schemas(reader, keyword, at);
}

fn all_of(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.all_of = schemas(reader, keyword, at);
}

fn discriminator(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    // Swagger 2.0 has only the name.
    let named = at.get("propertyName").unwrap_or_else(|| at.clone());
    let Some(property) = named.as_str() else {
        return mistyped(reader, keyword, at, "an object with `propertyName`");
    };
    let mapping = at.get("mapping").map(|mapping| {
        mapping.entries().filter_map(|(value, target)| Some((value.to_owned(), target.as_str()?.to_owned()))).collect()
    });
    schema.discriminator =
        Some(DiscriminatorMapping { property: property.to_owned(), mapping: mapping.unwrap_or_default() });
}

fn deprecated(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.deprecated |= flag(reader, keyword, at);
}

fn read_only(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.read_only |= flag(reader, keyword, at);
}

fn write_only(reader: &mut SchemaReader<'_>, schema: &mut Schema, keyword: &'static str, at: &Cursor<'_>) {
    schema.write_only |= flag(reader, keyword, at);
}
