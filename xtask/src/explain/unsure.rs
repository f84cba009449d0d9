//! Every limit that was read from words, the weakest first: what a maintainer should hold against the server.
//!
//! A limit is weak where words only name the ends of a scale, and where nothing else in the document agrees
//! with it: no default and no example.

use std::io::{self, Write};

use fal_codegen::{
    Source,
    explain::{Fact, limits},
    ir::{Api, Basis, Direction, Endpoint, Field, Shape, Strength},
};

use super::place;

/// An inferred limit and how much speaks for it.
struct Inferred<'a> {
    strength: Strength,
    /// A default or an example of the document keeps to it.
    supported: bool,
    endpoint: &'a str,
    field: &'a str,
    fact: Fact,
}

/// Lists the inferred limits of all endpoints, a block each, and how many there are.
pub(super) fn tell(api: &Api, sources: &[Source], out: &mut dyn Write) -> io::Result<()> {
    let mut all: Vec<Inferred<'_>> = api.endpoints.iter().flat_map(of_endpoint).collect();
    all.sort_by_key(|inferred| (inferred.strength, inferred.supported));
    for inferred in &all {
        let Basis::Prose { rule, words, .. } = &inferred.fact.provenance.basis else { continue };
        writeln!(out, "{}.{}: {}", inferred.endpoint, inferred.field, inferred.fact.demand)?;
        writeln!(out, "    {}: “{words}” by rule `{rule}`", standing(inferred))?;
        writeln!(out, "    {}", place(&inferred.fact.provenance, sources))?;
    }
    let weak = all.iter().filter(|inferred| inferred.strength == Strength::ScaleEnds || !inferred.supported).count();
    writeln!(out, "{} limits were read from words, {weak} of them with little to support them", all.len())
}

fn of_endpoint(endpoint: &Endpoint) -> Vec<Inferred<'_>> {
    let records = endpoint.types.iter().filter(|named| named.direction == Direction::Request);
    let fields = records.filter_map(|named| match &named.shape {
        Shape::Record(record) => Some(&record.fields),
        _ => None,
    });
    fields.flatten().flat_map(|field| of_field(endpoint, field)).collect()
}

fn of_field<'a>(endpoint: &'a Endpoint, field: &'a Field) -> Vec<Inferred<'a>> {
    let supported = field.docs.default.is_some() || !field.docs.examples.is_empty();
    let inferred = |fact: Fact| match fact.provenance.basis {
        Basis::Prose { strength, .. } => {
            Some(Inferred { strength, supported, endpoint: &endpoint.id, field: &field.wire, fact })
        }
        Basis::Keyword(_) | Basis::Overlay(_) => None,
    };
    limits(endpoint, field).into_iter().filter_map(inferred).collect()
}

fn standing(inferred: &Inferred<'_>) -> &'static str {
    match (inferred.strength, inferred.supported) {
        (Strength::ScaleEnds, false) => "the ends of a scale, and nothing else",
        (Strength::ScaleEnds, true) => "the ends of a scale; a default or an example agrees",
        (Strength::Stated, false) => "stated, and nothing else",
        (Strength::Stated, true) => "stated; a default or an example agrees",
    }
}
