//! The documentation of a field: description, default and examples, as far as they match its type.

use super::{
    conformance::{Mismatch, mismatch},
    context::{Lowering, SchemaContext},
    schema::ResolvedSchema,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Docs, Ty},
    literal::Literal,
    origin::Spanned,
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
    if is_credential(context.field) {
        examples.clear();
    }
    Docs {
        description: schema.description.as_ref().map(|text| text.value.clone()),
        default,
        examples: examples.into_iter().map(|example| schema.coerce(example)).collect(),
        deprecated: schema.deprecated,
        ..Docs::default()
    }
}

/// Returns the documentation of a type, as opposed to that of the field that uses it.
pub(super) fn of_type(schema: &ResolvedSchema<'_>) -> Docs {
    Docs {
        description: schema.description.as_ref().map(|text| text.value.clone()),
        deprecated: schema.deprecated,
        ..Docs::default()
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
