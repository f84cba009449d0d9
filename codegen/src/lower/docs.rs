//! What is said of a field: its description, its default, its examples, as far as they are true.

use super::{
    fit::{Misfit, misfit},
    flat::Flat,
    limit,
    shape::{Lowering, Spot},
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Docs, Ty},
    literal::Literal,
    origin::Sourced,
    spec::JsonType,
};

/// What the schema states; where it gives no example, what whole examples show in its place.
pub(super) fn stated(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, spot: &Spot<'_>) -> Docs {
    let default = flat.default.as_ref().map(|default| {
        let value = typed(&default.value, &flat.types);
        (value, limit::provenance(lowering, "default", &default.origin))
    });
    let mut examples: Vec<&Literal> = flat.examples.iter().map(|example| &example.value).collect();
    if examples.is_empty() {
        examples.extend(spot.shown.iter().filter(|shown| ***shown != Literal::Null));
    }
    if is_credential(spot.field) {
        examples.clear();
    }
    Docs {
        description: flat.description.as_ref().map(|text| text.value.clone()),
        default,
        examples: examples.into_iter().map(|example| typed(example, &flat.types)).collect(),
        deprecated: flat.deprecated,
        ..Docs::default()
    }
}

/// Whether a field holds a credential: what a document shows there may be somebody's own.
fn is_credential(field: &str) -> bool {
    const WHOLE: &[&str] = &["key", "token", "auth", "pwd", "sk"];
    const PARTS: &[&str] =
        &["api_key", "apikey", "api-key", "secret", "password", "authorization", "access_token", "auth_token"];
    let field = field.to_lowercase();
    WHOLE.contains(&field.as_str()) || PARTS.iter().any(|part| field.contains(part))
}

/// Apifox writes numbers and booleans as text wherever people type them in.
pub(super) fn typed(value: &Literal, types: &[JsonType]) -> Literal {
    let Some(text) = value.as_str() else { return value.clone() };
    let typed = match types {
        [JsonType::Integer | JsonType::Number] => text.trim().parse().ok().map(Literal::Number),
        [JsonType::Boolean] => text.trim().parse().ok().map(Literal::Bool),
        _ => None,
    };
    typed.unwrap_or_else(|| value.clone())
}

/// Holds the default and the examples against the type: a default outside a limit is a contradiction
/// that somebody has to settle; what is of another type altogether is dropped.
pub(super) fn keep_fitting(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, ty: &Ty, docs: &mut Docs) {
    docs.examples.retain(|example| misfit(lowering, ty, example).is_none());
    if flat.nullable && docs.default.as_ref().is_some_and(|(default, _)| *default == Literal::Null) {
        return;
    }
    let Some((default, _)) = &docs.default else { return };
    let Some(misfit) = misfit(lowering, ty, default) else { return };
    let stated = flat.default.as_ref();
    let told = stated.map(|stated| tell(stated, default, &misfit));
    if let Some(diagnostic) = told {
        lowering.tell(diagnostic);
    }
    docs.default = None;
}

fn tell(stated: &Sourced<Literal>, default: &Literal, misfit: &Misfit) -> Diagnostic {
    match misfit {
        Misfit::Outside(constraint) => {
            let message = format!("the default {default} is not {}, as the field demands", constraint.limit);
            let help = "correct the default or the limit with an overlay";
            Diagnostic::error("default-outside-limit", &stated.origin, message).help(help)
        }
        Misfit::NotListed => {
            let message = format!("the default {default} is not among the listed values; it is not documented");
            Diagnostic::warning("default-not-listed", &stated.origin, message)
        }
        Misfit::OtherType => {
            let message = format!("the default {default} is of another type than the field; it is not documented");
            Diagnostic::warning("default-of-other-type", &stated.origin, message)
        }
    }
}
