//! `explain --unsure`: lists the limits derived from prose, least certain first, so that a maintainer can check them
//! against the server.
//!
//! A limit is uncertain if the text only names the endpoints of a scale, or if the document has no default or example
//! that is consistent with it.

use std::io::{self, Write};

use fal_codegen::{
    Source,
    explain::{LimitFact, field_limits},
    ir::{Api, Confidence, Direction, Endpoint, Field, ProvenanceKind},
};

use super::location;

/// A limit derived from prose, with the evidence for it.
struct ProseLimit<'a> {
    confidence: Confidence,
    /// Whether the document has a default or an example, which then satisfies the limit.
    supported: bool,
    endpoint: &'a str,
    field: &'a str,
    fact: LimitFact,
}

/// Prints the limits of all endpoints and their number.
pub(super) fn print(api: &Api, sources: &[Source], out: &mut dyn Write) -> io::Result<()> {
    let mut all: Vec<ProseLimit<'_>> = api.endpoints.iter().flat_map(of_endpoint).collect();
    all.sort_by_key(|inferred| (inferred.confidence, inferred.supported));
    for inferred in &all {
        let ProvenanceKind::Prose { rule, phrase: words, .. } = &inferred.fact.provenance.kind else { continue };
        writeln!(out, "{}.{}: {}", inferred.endpoint, inferred.field, inferred.fact.text)?;
        writeln!(out, "    {}: “{words}” by rule `{rule}`", evidence(inferred))?;
        writeln!(out, "    {}", location(&inferred.fact.provenance, sources))?;
    }
    let weak =
        all.iter().filter(|inferred| inferred.confidence == Confidence::ScaleEndpoints || !inferred.supported).count();
    writeln!(out, "{} limits derived from prose, {weak} of them uncertain", all.len())
}

fn of_endpoint(endpoint: &Endpoint) -> Vec<ProseLimit<'_>> {
    let records = endpoint.types.iter().filter(|named| named.direction == Direction::Request);
    let fields = records.filter_map(|named| named.kind.as_struct()).map(|record| &record.fields);
    fields.flatten().flat_map(|field| of_field(endpoint, field)).collect()
}

fn of_field<'a>(endpoint: &'a Endpoint, field: &'a Field) -> Vec<ProseLimit<'a>> {
    let supported = field.docs.default.is_some() || !field.docs.examples.is_empty();
    let inferred = |fact: LimitFact| match fact.provenance.kind {
        ProvenanceKind::Prose { confidence, .. } => {
            Some(ProseLimit { confidence, supported, endpoint: &endpoint.id, field: &field.wire, fact })
        }
        ProvenanceKind::Keyword(_) | ProvenanceKind::Overlay(_) => None,
    };
    field_limits(endpoint, field).into_iter().filter_map(inferred).collect()
}

fn evidence(inferred: &ProseLimit<'_>) -> &'static str {
    match (inferred.confidence, inferred.supported) {
        (Confidence::ScaleEndpoints, false) => "endpoints of a scale, no default or example",
        (Confidence::ScaleEndpoints, true) => "endpoints of a scale, consistent with a default or example",
        (Confidence::Explicit, false) => "explicit, no default or example",
        (Confidence::Explicit, true) => "explicit, consistent with a default or example",
    }
}
