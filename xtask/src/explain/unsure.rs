//! Every limit that was read from words, the weakest first: what a maintainer should hold against the server.
//!
//! A limit is weak where words only name the ends of a scale, and where nothing else in the document agrees
//! with it: no default and no example.

use std::io::{self, Write};

use fal_codegen::{
    Source,
    explain::{Fact, limits},
    ir::{Api, Confidence, Direction, Endpoint, Field, ProvenanceKind, TypeKind},
};

use super::place;

/// An inferred limit and how much speaks for it.
struct Inferred<'a> {
    confidence: Confidence,
    /// A default or an example of the document keeps to it.
    supported: bool,
    endpoint: &'a str,
    field: &'a str,
    fact: Fact,
}

/// Lists the inferred limits of all endpoints, a block each, and how many there are.
pub(super) fn tell(api: &Api, sources: &[Source], out: &mut dyn Write) -> io::Result<()> {
    let mut all: Vec<Inferred<'_>> = api.endpoints.iter().flat_map(of_endpoint).collect();
    all.sort_by_key(|inferred| (inferred.confidence, inferred.supported));
    for inferred in &all {
        let ProvenanceKind::Prose { rule, phrase: words, .. } = &inferred.fact.provenance.kind else { continue };
        writeln!(out, "{}.{}: {}", inferred.endpoint, inferred.field, inferred.fact.demand)?;
        writeln!(out, "    {}: “{words}” by rule `{rule}`", standing(inferred))?;
        writeln!(out, "    {}", place(&inferred.fact.provenance, sources))?;
    }
    let weak =
        all.iter().filter(|inferred| inferred.confidence == Confidence::ScaleEndpoints || !inferred.supported).count();
    writeln!(out, "{} limits were read from words, {weak} of them with little to support them", all.len())
}

fn of_endpoint(endpoint: &Endpoint) -> Vec<Inferred<'_>> {
    let records = endpoint.types.iter().filter(|named| named.direction == Direction::Request);
    let fields = records.filter_map(|named| match &named.kind {
        TypeKind::Struct(record) => Some(&record.fields),
        _ => None,
    });
    fields.flatten().flat_map(|field| of_field(endpoint, field)).collect()
}

fn of_field<'a>(endpoint: &'a Endpoint, field: &'a Field) -> Vec<Inferred<'a>> {
    let supported = field.docs.default.is_some() || !field.docs.examples.is_empty();
    let inferred = |fact: Fact| match fact.provenance.kind {
        ProvenanceKind::Prose { confidence, .. } => {
            Some(Inferred { confidence, supported, endpoint: &endpoint.id, field: &field.wire, fact })
        }
        ProvenanceKind::Keyword(_) | ProvenanceKind::Overlay(_) => None,
    };
    limits(endpoint, field).into_iter().filter_map(inferred).collect()
}

fn standing(inferred: &Inferred<'_>) -> &'static str {
    match (inferred.confidence, inferred.supported) {
        (Confidence::ScaleEndpoints, false) => "the ends of a scale, and nothing else",
        (Confidence::ScaleEndpoints, true) => "the ends of a scale; a default or an example agrees",
        (Confidence::Explicit, false) => "stated, and nothing else",
        (Confidence::Explicit, true) => "stated; a default or an example agrees",
    }
}
