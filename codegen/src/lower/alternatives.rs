//! Resolves the alternatives of `anyOf` and `oneOf`, and merges the sibling keywords into each of them.

use super::{
    context::Lowering,
    limits::applies_to,
    schema::{ComponentRef, ResolvedSchema},
};
use crate::{
    diagnostic::{Diagnostic, Severity},
    spec::{JsonType, Schema},
};

/// An alternative with the sibling keywords merged in.
pub(super) struct Alternative<'s> {
    pub schema: ResolvedSchema<'s>,
    /// The model that the alternative refers to, even if sibling keywords were merged into it.
    pub model: Option<ComponentRef<'s>>,
    /// Whether properties or items were merged into it.
    pub is_extended: bool,
}

/// Resolves the alternatives of a schema.
pub(super) fn resolve<'s>(lowering: &mut Lowering<'s, '_>, schema: &ResolvedSchema<'s>) -> Vec<Alternative<'s>> {
    schema.variants.iter().map(|variant| alternative(lowering, schema, variant)).collect()
}

fn alternative<'s>(
    lowering: &mut Lowering<'s, '_>,
    schema: &ResolvedSchema<'s>,
    variant: &'s Schema,
) -> Alternative<'s> {
    let mut resolved = lowering.resolve(variant);
    let model = resolved.model.clone();
    let is_extended =
        (describes_content(schema) || narrows(schema, &resolved)) && extend(lowering, schema, &mut resolved);
    let inherited = schema.limits.iter().filter(|stated| applies_to(stated.limit.kind(), &resolved.types));
    let inherited: Vec<_> = inherited.cloned().collect();
    if is_extended || !inherited.is_empty() {
        resolved.limits.extend(inherited);
        resolved.model = None;
    }
    Alternative { schema: resolved, model, is_extended }
}

/// Returns whether the sibling keywords describe the properties of an object or the items of an array.
fn describes_content(schema: &ResolvedSchema<'_>) -> bool {
    let has_values = !schema.additional_values.is_empty();
    let object = !schema.properties.is_empty() || !schema.required.is_empty() || has_values;
    object || !schema.items.is_empty() || !schema.prefix_items.is_empty()
}

/// Returns whether the sibling keywords allow fewer types than an alternative.
fn narrows(schema: &ResolvedSchema<'_>, variant: &ResolvedSchema<'_>) -> bool {
    let is_allowed = |json_type: &JsonType| schema.types.iter().any(|allowed| allowed.includes(*json_type));
    let types = if variant.types.is_empty() && !variant.properties.is_empty() {
        &[JsonType::Object]
    } else {
        variant.types.as_slice()
    };
    !schema.types.is_empty() && (types.is_empty() || !types.iter().all(is_allowed))
}

/// Merges the sibling keywords into an alternative. Returns `false`, with a diagnostic, if no value satisfies both; the
/// alternative is then unchanged.
fn extend<'s>(lowering: &mut Lowering<'s, '_>, schema: &ResolvedSchema<'s>, variant: &mut ResolvedSchema<'s>) -> bool {
    let types =
        if schema.types.is_empty() && is_object(schema) { vec![JsonType::Object] } else { schema.types.clone() };
    let mut merged = ResolvedSchema {
        origin: variant.origin.clone(),
        model: None,
        title: variant.title,
        types,
        nullable: false,
        description: None,
        default: None,
        examples: Vec::new(),
        limits: Vec::new(),
        variants: Vec::new(),
        discriminator: None,
        deprecated: false,
        ..schema.clone()
    };
    let (contradictions, others): (Vec<_>, Vec<_>) =
        merged.merge(variant.clone()).into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    for diagnostic in others {
        lowering.report(diagnostic);
    }
    if let Some(contradiction) = contradictions.first() {
        let message = format!(
            "the alternative contradicts its sibling keywords, which are ignored for it: {}",
            contradiction.message
        );
        lowering.report(Diagnostic::warning("impossible-alternative", &variant.origin, message));
        return false;
    }
    *variant = merged;
    true
}

fn is_object(schema: &ResolvedSchema<'_>) -> bool {
    !schema.properties.is_empty() || !schema.required.is_empty()
}
