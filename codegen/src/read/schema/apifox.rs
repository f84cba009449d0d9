//! Keywords that only Apifox writes, and Apidog, its international edition.

use std::borrow::Cow;

use super::{reader::SchemaReader, values::text};
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    origin::Spanned,
    spec::{ApifoxRef, Property, Schema},
};

/// Returns Apifox's name of a keyword of Apidog.
pub(super) fn common_name(keyword: &str) -> Cow<'_, str> {
    match keyword.strip_prefix("x-apidog") {
        Some(rest) => Cow::Owned(format!("x-apifox{rest}")),
        None => Cow::Borrowed(keyword),
    }
}

/// `x-apifox-refs`: an object of placeholder → `{$ref, x-apifox-overrides, required}`.
pub(super) fn apifox_refs(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    for (placeholder, apifox_ref) in at.entries() {
        let Some(reference) = apifox_ref.get("$ref").and_then(|target| text(reader, "$ref", &target)) else { continue };
        reader.add_reference(&reference.value);
        let mut model = Schema::empty(apifox_ref.origin());
        model.reference = Some(reference);
        let overrides = ["x-apifox-overrides", "x-apidog-overrides"].into_iter().filter_map(|key| apifox_ref.get(key));
        let overrides = overrides.flat_map(|at| replacements(reader, &at)).collect();
        let required = apifox_ref
            .get("required")
            .map(|names| names.items().filter_map(|n| text(reader, "required", &n)).collect());
        schema.apifox_refs.push(ApifoxRef { placeholder: placeholder.to_owned(), model, overrides, required });
    }
}

/// `x-apifox-overrides` next to a `$ref`: properties that replace those of the model.
pub(super) fn overrides(reader: &mut SchemaReader<'_>, schema: &mut Schema, _: &'static str, at: &Cursor<'_>) {
    schema.overrides = replacements(reader, at);
}

/// Turns a reference with overrides into a model whose properties are inserted into this object.
pub(super) fn apply_overrides(reader: &mut SchemaReader<'_>, schema: &mut Schema) {
    let overrides = std::mem::take(&mut schema.overrides);
    if overrides.is_empty() {
        return;
    }
    let Some(reference) = schema.reference.take() else {
        let message = "`x-apifox-overrides` has no `$ref` next to it; ignored";
        reader.report(Diagnostic::warning("overrides-without-reference", &schema.origin, message));
        return;
    };
    reader.add_reference(&reference.value);
    let model = Schema { reference: Some(reference), ..Schema::empty(schema.origin.clone()) };
    let required = (!schema.required.is_empty()).then(|| std::mem::take(&mut schema.required));
    schema.apifox_refs.push(ApifoxRef { placeholder: String::new(), model, overrides, required });
}

fn replacements(reader: &mut SchemaReader<'_>, overrides: &Cursor<'_>) -> Vec<(String, Option<Property>)> {
    overrides.entries().map(|(name, at)| (name.to_owned(), replacement(reader, name, &at))).collect()
}

/// Returns the property that replaces one of the model; `null` omits it.
fn replacement(reader: &mut SchemaReader<'_>, name: &str, at: &Cursor<'_>) -> Option<Property> {
    let name = Spanned { value: name.to_owned(), origin: at.origin() };
    (!at.is_null()).then(|| Property { name, schema: reader.read(at) })
}
