//! Limits that the description states.

use super::{
    super::{
        conformance::satisfies,
        context::{Lowering, SchemaContext},
        prose::{self, Candidate},
        schema::ResolvedSchema,
    },
    applies_to,
    contradiction::contradiction,
    keyword::round_bounds_inward,
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Constraint, Docs},
    limit::{Limit, LimitKind, Quantity},
    literal::{Literal, NumberLiteral},
    spec::JsonType,
};

/// Returns the limits of the description that no keyword overrides and that nothing in the document contradicts.
pub(super) fn constraints(
    lowering: &mut Lowering<'_, '_>,
    schema: &ResolvedSchema<'_>,
    context: &SchemaContext<'_>,
    docs: &Docs,
    keywords: &[Constraint],
) -> Vec<Constraint> {
    let mut constraints: Vec<Constraint> = Vec::new();
    for Candidate { limit, provenance, phrase } in prose::candidates(lowering, schema, context) {
        let Some(limit) = applicable(schema, limit) else { continue };
        if let Some(keyword) = keywords.iter().find(|keyword| overrides(&keyword.limit, &limit)) {
            if keyword.limit.kind() == limit.kind() && keyword.limit != limit {
                let message = format!(
                    "the description says “{phrase}” ({limit}), the keyword says {}; the keyword takes precedence",
                    keyword.limit
                );
                lowering.report(Diagnostic::note("prose-against-keyword", &provenance.origin, message));
            }
            continue;
        }
        let mut examples = prose::example_values(schema, context, docs).into_iter();
        match examples.find(|example| !consistent_with(schema, &limit, example)) {
            Some(example) => prose::report_contradiction(lowering, &phrase, &provenance.origin, &example),
            None => constraints.push(Constraint { limit, provenance }),
        }
    }
    drop_if_empty_range(lowering, constraints, schema.types == [JsonType::Integer])
}

/// Returns whether a keyword overrides a phrase: a keyword for one bound also overrides the phrase for the other,
/// because a description of the range that is half wrong is not trusted.
fn overrides(keyword: &Limit, phrase: &Limit) -> bool {
    let quantity = |kind: LimitKind| kind.bound().map(|(quantity, _)| quantity);
    match (quantity(keyword.kind()), quantity(phrase.kind())) {
        (Some(of_keyword), Some(of_phrase)) => of_keyword == of_phrase,
        (None, None) => keyword.kind() == phrase.kind(),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Returns a limit as it applies to the type; `None` if the phrase is about something else than the value. A range of
/// numbers on a string means that the string contains a number.
fn applicable(schema: &ResolvedSchema<'_>, limit: Limit) -> Option<Limit> {
    let applies = applies_to(limit.kind(), &schema.types);
    match schema.types.as_slice() {
        [JsonType::Integer] if applies => Some(round_bounds_inward(&limit)),
        [JsonType::String] if is_number_range(&limit) => Some(limit),
        _ => applies.then_some(limit),
    }
}

fn is_number_range(limit: &Limit) -> bool {
    limit.kind().bound().is_some_and(|(quantity, _)| quantity == Quantity::Value)
}

/// Returns whether a value of the document satisfies a limit. A number range on a string also requires that the
/// string contains a number.
fn consistent_with(schema: &ResolvedSchema<'_>, limit: &Limit, example: &Literal) -> bool {
    let is_number = || example.as_str().is_some_and(|text| text.parse::<NumberLiteral>().is_ok());
    let of_string = schema.types == [JsonType::String] && is_number_range(limit);
    satisfies(example, limit) && (!of_string || is_number())
}

/// Drops all limits of a description that leave no value: it was misread.
fn drop_if_empty_range(
    lowering: &mut Lowering<'_, '_>,
    constraints: Vec<Constraint>,
    is_integer: bool,
) -> Vec<Constraint> {
    let Some((_, upper)) = contradiction(&constraints, is_integer) else { return constraints };
    let message = "the limits in this description leave no valid value; none is enforced";
    lowering.report(Diagnostic::warning("prose-contradicted", &upper.provenance.origin, message));
    Vec::new()
}
