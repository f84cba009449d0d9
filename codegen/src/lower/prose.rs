//! Statements of descriptions: defaults, lists of values and candidates for limits.
//!
//! Prose is the weakest source: a keyword overrides it, and it is not enforced where it contradicts the type, the
//! default, an example or itself. fal's own documents state limits by keyword, so their prose is documentation only.

use super::{
    context::{Lowering, SchemaContext},
    schema::ResolvedSchema,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, Docs, Provenance, ProvenanceKind},
    limit::Limit,
    literal::Literal,
    origin::{Origin, Spanned},
    prose::{self, FieldText, FieldType, Finding, Statement},
    spec::{Dialect, JsonType},
};

/// A limit that a description states.
pub(super) struct Candidate {
    pub limit: Limit,
    pub provenance: Provenance,
    /// The phrase, as quoted in diagnostics.
    pub phrase: String,
}

/// Returns the description of a field if its statements may be enforced.
fn enforceable_description<'f>(
    lowering: &Lowering<'_, '_>,
    schema: &'f ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
) -> Option<&'f Spanned<String>> {
    let enforceable = lowering.dialect == Dialect::Other && context.direction == Direction::Request;
    schema.description.as_ref().filter(|_| enforceable && !context.field.is_empty())
}

fn findings(
    lowering: &Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
) -> Vec<(Finding, Origin)> {
    let Some(description) = enforceable_description(lowering, schema, context) else { return Vec::new() };
    let subject = FieldText { text: &description.value, ty: field_type(schema), name: context.field };
    prose::derive(&subject).into_iter().map(|finding| (finding, description.origin.clone())).collect()
}

fn field_type(schema: &ResolvedSchema<'_>) -> FieldType {
    match schema.types.as_slice() {
        [JsonType::String] => FieldType::String,
        [JsonType::Integer] => FieldType::Integer,
        [JsonType::Number] => FieldType::Number,
        [JsonType::Boolean] => FieldType::Boolean,
        [JsonType::Array] => FieldType::Array,
        [JsonType::Object] => FieldType::Object,
        [] | [_, _, ..] => FieldType::Unknown,
    }
}

/// Returns the provenance of a finding. A description that an overlay set counts as the overlay's.
fn provenance(lowering: &Lowering<'_, '_>, finding: &Finding, origin: &Origin) -> Provenance {
    let kind = ProvenanceKind::Prose {
        rule: finding.rule.to_owned(),
        phrase: finding.phrase.clone(),
        confidence: finding.confidence,
    };
    Provenance { kind, ..lowering.provenance("description", origin) }
}

/// Reports statements of a description that are not enforced because the phrase is ambiguous.
fn report_ambiguous(lowering: &mut Lowering<'_, '_>, schema: &ResolvedSchema<'_>, context: &SchemaContext<'_>) {
    let Some(description) = enforceable_description(lowering, schema, context) else { return };
    let has_keywords = schema.default.is_some() || schema.enum_values.is_some() || !schema.limits.is_empty();
    if has_keywords || schema.is_file_url(context.field, lowering.is_form) {
        return;
    }
    let subject = FieldText { text: &description.value, ty: field_type(schema), name: context.field };
    for unenforced in prose::unenforced(&subject) {
        let message = format!("“{}” is not enforced: {}", unenforced.phrase, unenforced.reason);
        lowering.report(not_enforced(&description.origin, message));
    }
}

fn not_enforced(origin: &Origin, message: String) -> Diagnostic {
    Diagnostic::warning("prose-contradicted", origin, message).help(HELP)
}

const HELP: &str = "if the description is right, state the limit with an overlay";

/// Documents the default that the description states, unless a keyword states one.
pub(super) fn default(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    docs: &mut Docs,
) {
    report_ambiguous(lowering, schema, context);
    for (finding, origin) in findings(lowering, schema, context) {
        let Statement::Default(value) = &finding.statement else { continue };
        let value = schema.coerce(value);
        match &docs.default {
            None => docs.default = Some((value, provenance(lowering, &finding, &origin))),
            Some((stated, _)) if *stated != value => {
                let message = format!(
                    "the description says “{}”, the keyword `default` says {stated}; the keyword takes precedence",
                    finding.phrase
                );
                lowering.report(Diagnostic::note("prose-against-keyword", &origin, message));
            }
            Some(_) => {}
        }
    }
}

/// Returns the values that the description of a string or an integer lists.
pub(super) fn enum_values(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    docs: &Docs,
) -> Option<(Vec<Literal>, Provenance)> {
    let listable = matches!(schema.types.as_slice(), [JsonType::String | JsonType::Integer]);
    if !listable || schema.is_file_url(context.field, lowering.is_form) {
        return None;
    }
    for (finding, origin) in findings(lowering, schema, context) {
        let Statement::OneOf(values) = &finding.statement else { continue };
        let values: Vec<Literal> = values.iter().map(|value| schema.coerce(value)).collect();
        match example_values(schema, context, docs).into_iter().find(|example| !values.contains(example)) {
            Some(example) => report_contradiction(lowering, &finding.phrase, &origin, &example),
            None => return Some((values, provenance(lowering, &finding, &origin))),
        }
    }
    None
}

/// Returns the limits that the description states.
pub(super) fn candidates(
    lowering: &Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
) -> Vec<Candidate> {
    let candidate = |(finding, origin): (Finding, Origin)| {
        let limit = finding.statement.limit()?;
        let provenance = provenance(lowering, &finding, &origin);
        Some(Candidate { limit, provenance, phrase: finding.phrase })
    };
    findings(lowering, schema, context).into_iter().filter_map(candidate).collect()
}

/// Returns the values that the document itself uses for the field: its default and its examples.
pub(super) fn example_values(schema: &ResolvedSchema<'_>, context: &SchemaContext<'_>, docs: &Docs) -> Vec<Literal> {
    let default = docs.default.iter().map(|(default, _)| default.clone());
    let examples = context.examples.iter().map(|example| schema.coerce(example));
    default.chain(docs.examples.iter().cloned()).chain(examples).filter(|value| !value.is_null()).collect()
}

/// Reports a phrase that a value of the document contradicts.
pub(super) fn report_contradiction(lowering: &mut Lowering<'_, '_>, phrase: &str, origin: &Origin, example: &Literal) {
    lowering.report(not_enforced(
        origin,
        format!("“{phrase}” is not enforced: the document uses {example} as the default or an example"),
    ));
}
