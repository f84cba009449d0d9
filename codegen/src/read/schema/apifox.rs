//! Keywords that only Apifox writes.

use super::{reader::SchemaReader, values::text};
use crate::{
    document::Cursor,
    literal::Literal,
    origin::Spanned,
    spec::{ApifoxRef, EnumDoc, Property, Schema},
};

/// `x-apifox-enum`: an array of `{value, name, description}`.
pub(super) fn enum_docs(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    for item in at.items() {
        let word = |key: &str| item.get(key).and_then(|text| text.as_str()).unwrap_or_default().trim();
        let parts: Vec<_> = [word("name"), word("description")].into_iter().filter(|part| !part.is_empty()).collect();
        if let (Some(value), false) = (item.get("value"), parts.is_empty()) {
            schema.enum_docs.push(EnumDoc { value: value.node().to_literal(), text: parts.join(": ") });
        }
    }
}

/// `x-apifox.enumDescriptions`: an object of value → description.
pub(super) fn enum_descriptions(_: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    let Some(descriptions) = at.get("enumDescriptions") else { return };
    for (value, text) in descriptions.entries() {
        if let Some(text) = text.as_str().filter(|text| !text.trim().is_empty()) {
            schema.enum_docs.push(EnumDoc { value: Literal::String(value.to_owned()), text: text.to_owned() });
        }
    }
}

/// `x-apifox-refs`: an object of placeholder → `{$ref, x-apifox-overrides, required}`.
pub(super) fn apifox_refs(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    for (placeholder, apifox_ref) in at.entries() {
        let Some(reference) = apifox_ref.get("$ref").and_then(|target| text(reader, "$ref", &target)) else { continue };
        reader.add_reference(&reference.value);
        let mut model = Schema::empty(apifox_ref.origin());
        model.reference = Some(reference);
        let overrides = apifox_ref.get("x-apifox-overrides").into_iter().flat_map(|overrides| overrides.entries());
        let overrides = overrides.map(|(name, at)| (name.to_owned(), replacement(reader, name, &at))).collect();
        let required = apifox_ref
            .get("required")
            .map(|names| names.items().filter_map(|n| text(reader, "required", &n)).collect());
        schema.apifox_refs.push(ApifoxRef { placeholder: placeholder.to_owned(), model, overrides, required });
    }
}

/// Returns the property that replaces one of the model; `null` omits it.
fn replacement(reader: &mut SchemaReader<'_>, name: &str, at: &Cursor<'_>) -> Option<Property> {
    let name = Spanned { value: name.to_owned(), origin: at.origin() };
    (!at.is_null()).then(|| Property { name, schema: reader.read(at) })
}
