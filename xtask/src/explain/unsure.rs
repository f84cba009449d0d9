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
    all.sort_by_key(|limit| (limit.confidence, limit.supported));
    for limit in &all {
        let ProvenanceKind::Prose { rule, phrase, .. } = &limit.fact.provenance.kind else { continue };
        writeln!(out, "{}.{}: {}", limit.endpoint, limit.field, limit.fact.text)?;
        writeln!(out, "    {}: “{phrase}” by rule `{rule}`", evidence(limit))?;
        writeln!(out, "    {}", location(&limit.fact.provenance, sources))?;
    }
    let uncertain =
        all.iter().filter(|limit| limit.confidence == Confidence::ScaleEndpoints || !limit.supported).count();
    writeln!(out, "{} limits derived from prose, {uncertain} of them uncertain", all.len())
}

fn of_endpoint(endpoint: &Endpoint) -> Vec<ProseLimit<'_>> {
    let structs = endpoint.types.iter().filter(|named| named.direction == Direction::Request);
    let fields = structs.filter_map(|named| named.kind.as_struct()).map(|definition| &definition.fields);
    fields.flatten().flat_map(|field| of_field(endpoint, field)).collect()
}

fn of_field<'a>(endpoint: &'a Endpoint, field: &'a Field) -> Vec<ProseLimit<'a>> {
    let supported = field.docs.default.is_some() || !field.docs.examples.is_empty();
    let from_prose = |fact: LimitFact| match fact.provenance.kind {
        ProvenanceKind::Prose { confidence, .. } => {
            Some(ProseLimit { confidence, supported, endpoint: &endpoint.id, field: &field.wire, fact })
        }
        ProvenanceKind::Keyword(_) | ProvenanceKind::Overlay(_) => None,
    };
    field_limits(endpoint, field).into_iter().filter_map(from_prose).collect()
}

fn evidence(limit: &ProseLimit<'_>) -> &'static str {
    match (limit.confidence, limit.supported) {
        (Confidence::ScaleEndpoints, false) => "endpoints of a scale, no default or example",
        (Confidence::ScaleEndpoints, true) => "endpoints of a scale, consistent with a default or example",
        (Confidence::Explicit, false) => "explicit, no default or example",
        (Confidence::Explicit, true) => "explicit, consistent with a default or example",
    }
}
