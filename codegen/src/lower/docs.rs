//! The documentation of a field: description, default and examples, as far as they match its type.

use super::{
    conformance::{Mismatch, mismatch},
    context::{Lowering, SchemaContext},
    schema::ResolvedSchema,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Docs, Naming, Ty},
    literal::Literal,
    origin::Spanned,
    spec::Dialect,
};

/// Collects the documentation that keywords state. Without `example`, the examples are the values that whole
/// examples of the request have at this position.
pub(super) fn from_keywords(
    lowering: &Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
) -> Docs {
    let default = schema
        .default
        .as_ref()
        .map(|default| (schema.coerce(&default.value), lowering.provenance("default", &default.origin)));
    let mut examples: Vec<&Literal> = schema.examples.iter().map(|example| &example.value).collect();
    if examples.is_empty() {
        examples.extend(context.examples.iter().filter(|example| !example.is_null()));
    }
    examples.retain(|example| !contains_local_path(example));
    if is_credential(context.field) {
        examples.clear();
    }
    Docs {
        description: description(lowering, schema, context.field),
        default,
        examples: examples.into_iter().map(|example| schema.coerce(example)).collect(),
        deprecated: schema.deprecated,
        ..Docs::default()
    }
}

/// Returns the description with the title before it, which is where Apifox keeps the label of a field. Documents of fal
/// derive the title from the name, so there it replaces a missing description only.
fn description(lowering: &Lowering<'_, '_>, schema: &ResolvedSchema<'_>, field: &str) -> Option<String> {
    let title = schema.title.map(str::trim).filter(|title| !is_name(title, field));
    let text = schema.description.as_ref().map(|text| text.value.as_str());
    match (title, text) {
        (Some(title), Some(text)) if lowering.dialect == Dialect::Other && !text.contains(title) => {
            Some(format!("{title}\n\n{text}"))
        }
        (_, Some(text)) => Some(text.to_owned()),
        (title, None) => title.map(str::to_owned),
    }
}

/// Returns the documentation of a variant. A title of several words is part of it even if the variant is named after it.
pub(super) fn of_variant(lowering: &Lowering<'_, '_>, schema: &ResolvedSchema<'_>, name: &str) -> Option<String> {
    let is_sentence = schema.title.is_some_and(|title| title.trim().contains(char::is_whitespace));
    description(lowering, schema, if is_sentence { "" } else { name })
}

/// Returns whether a title says no more than the name.
fn is_name(title: &str, name: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(title) == letters(name)
}

/// Returns whether an example contains a path of the author's machine: `~/…`, `C:\…`, `file://…`.
fn contains_local_path(example: &Literal) -> bool {
    const FOLDERS: &[&str] = &["users", "home", "root", "tmp", "var", "private"];
    let is_local = |text: &str| {
        let text = text.trim().to_lowercase();
        let folder = text.strip_prefix('/').and_then(|path| path.split_once('/')).map(|(folder, _)| folder);
        let drive = text.strip_prefix(|letter: char| letter.is_ascii_lowercase());
        folder.is_some_and(|folder| FOLDERS.contains(&folder))
            || drive.is_some_and(|path| path.starts_with(":\\") || path.starts_with(":/"))
            || text.starts_with("file://")
            || text.starts_with("~/")
    };
    example.as_str().is_some_and(is_local)
        || example.items().into_iter().chain(example.property_values()).any(contains_local_path)
}

/// Returns the documentation of a type, as opposed to that of the field that uses it.
pub(super) fn of_type(schema: &ResolvedSchema<'_>) -> Docs {
    Docs {
        description: schema.description.as_ref().map(|text| text.value.clone()),
        deprecated: schema.deprecated,
        ..Docs::default()
    }
}

/// Returns the documentation of a union. That of a request or response has no field whose documentation has the title.
pub(super) fn of_union(schema: &ResolvedSchema<'_>, naming: &Naming) -> Docs {
    let docs = of_type(schema);
    let title = schema.title.map(str::trim).filter(|title| !title.is_empty());
    match naming {
        Naming::Request | Naming::Response => {
            Docs { description: docs.description.or(title.map(str::to_owned)), ..docs }
        }
        Naming::Model(_) | Naming::Composed { .. } | Naming::Inside { .. } => docs,
    }
}

/// Returns whether a field takes a credential. Its examples may be real ones and are not published.
fn is_credential(field: &str) -> bool {
    const NAMES: &[&str] = &["key", "token", "auth", "pwd", "sk"];
    const PARTS: &[&str] =
        &["api_key", "apikey", "api-key", "secret", "password", "authorization", "access_token", "auth_token"];
    let field = field.to_lowercase();
    NAMES.contains(&field.as_str()) || PARTS.iter().any(|part| field.contains(part))
}

/// Drops the examples and the default that do not match the type. A default that violates a limit is an error:
/// one of the two is wrong.
pub(super) fn drop_mismatches(lowering: &mut Lowering<'_, '_>, schema: &ResolvedSchema<'_>, ty: &Ty, docs: &mut Docs) {
    docs.examples.retain(|example| mismatch(lowering, ty, example).is_none());
    let Some((default, _)) = &docs.default else { return };
    if schema.nullable && default.is_null() {
        return;
    }
    let Some(mismatch) = mismatch(lowering, ty, default) else { return };
    if let Some(stated) = &schema.default {
        lowering.report(invalid_default(stated, default, &mismatch));
    }
    docs.default = None;
}

fn invalid_default(stated: &Spanned<Literal>, default: &Literal, mismatch: &Mismatch) -> Diagnostic {
    match mismatch {
        Mismatch::Limit(constraint) => {
            let message = format!("the default {default} violates a limit of the field: {}", constraint.limit);
            let help = "correct the default or the limit with an overlay";
            Diagnostic::error("default-outside-limit", &stated.origin, message).help(help)
        }
        Mismatch::NotListed => {
            let message = format!("the default {default} is not one of the listed values; it is not documented");
            Diagnostic::warning("default-not-listed", &stated.origin, message)
        }
        Mismatch::OtherType => {
            let message = format!("the default {default} does not have the type of the field; it is not documented");
            Diagnostic::warning("default-of-other-type", &stated.origin, message)
        }
    }
}
