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
    ir::{Confidence, Direction, Docs, Provenance, ProvenanceKind},
    limit::Limit,
    literal::Literal,
    origin::{Origin, Sourced},
    read::prose::{self, Claim, Finding, Kind, Subject},
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
) -> Option<&'f Sourced<String>> {
    let enforceable = lowering.dialect == Dialect::Foreign && context.direction == Direction::Request;
    schema.description.as_ref().filter(|_| enforceable && !context.field.is_empty())
}

fn findings(
    lowering: &Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
) -> Vec<(Finding, Origin)> {
    let Some(description) = enforceable_description(lowering, schema, context) else { return Vec::new() };
    let subject = Subject { text: &description.value, kind: field_type(schema), name: context.field };
    prose::derive(&subject).into_iter().map(|finding| (finding, description.origin.clone())).collect()
}

fn field_type(schema: &ResolvedSchema<'_>) -> Kind {
    match schema.types.as_slice() {
        [JsonType::String] => Kind::String,
        [JsonType::Integer] => Kind::Integer,
        [JsonType::Number] => Kind::Number,
        [JsonType::Boolean] => Kind::Boolean,
        [JsonType::Array] => Kind::Array,
        [JsonType::Object] => Kind::Object,
        [] | [_, _, ..] => Kind::Unknown,
    }
}

/// Returns the provenance of a finding. A description that an overlay set counts as the overlay's.
fn provenance(lowering: &Lowering<'_, '_>, finding: &Finding, origin: &Origin) -> Provenance {
    let confidence = match finding.strength {
        prose::Strength::ScaleEnds => Confidence::ScaleEndpoints,
        prose::Strength::Stated => Confidence::Explicit,
    };
    let kind = ProvenanceKind::Prose { rule: finding.rule.to_owned(), phrase: finding.words.clone(), confidence };
    Provenance { kind, ..lowering.provenance("description", origin) }
}

/// Reports statements of a description that are not enforced because the phrase is ambiguous.
fn report_ambiguous(lowering: &mut Lowering<'_, '_>, schema: &ResolvedSchema<'_>, context: &SchemaContext<'_>) {
    let Some(description) = enforceable_description(lowering, schema, context) else { return };
    let has_keywords = schema.default.is_some() || schema.enum_values.is_some() || !schema.limits.is_empty();
    if has_keywords || schema.is_file_url(context.field, lowering.is_form) {
        return;
    }
    let subject = Subject { text: &description.value, kind: field_type(schema), name: context.field };
    for doubt in prose::doubts(&subject) {
        let message = format!("“{}” is not enforced: {}", doubt.words, doubt.why);
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
        let Claim::Default(value) = &finding.claim else { continue };
        let value = schema.coerce(value);
        match &docs.default {
            None => docs.default = Some((value, provenance(lowering, &finding, &origin))),
            Some((stated, _)) if *stated != value => {
                let message = format!(
                    "the description says “{}”, the keyword `default` says {stated}; the keyword takes precedence",
                    finding.words
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
        let Claim::OneOf(values) = &finding.claim else { continue };
        let values: Vec<Literal> = values.iter().map(|value| schema.coerce(value)).collect();
        match example_values(schema, context, docs).into_iter().find(|example| !values.contains(example)) {
            Some(example) => report_contradiction(lowering, &finding.words, &origin, &example),
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
        let limit = finding.claim.limit()?;
        let provenance = provenance(lowering, &finding, &origin);
        Some(Candidate { limit, provenance, phrase: finding.words })
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
