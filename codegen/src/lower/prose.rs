//! Limits in words → constraints, where a document's keywords are silent.
//!
//! Words are trusted least: a keyword of the same kind silences them, and they are not enforced where
//! they contradict the type, the default, an example or each other. fal's own documents state limits
//! by keyword, so their words are documentation only.

use super::{
    fit::keeps,
    flat::Flat,
    limit::{self, is_empty},
    shape::{Lowering, Spot},
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Confidence, Constraint, Direction, Docs, Provenance, ProvenanceKind},
    limit::{Limit, LimitKind},
    literal::Literal,
    origin::Sourced,
    read::prose::{self, Claim, Finding, Kind, Subject},
    spec::{Dialect, JsonType},
};

/// The description of a field, if its words count.
fn counting<'f>(lowering: &Lowering<'_, '_>, flat: &'f Flat<'_>, spot: &Spot<'_>) -> Option<&'f Sourced<String>> {
    let counts = lowering.dialect == Dialect::Foreign && spot.direction == Direction::Request;
    flat.description.as_ref().filter(|_| counts && !spot.field.is_empty())
}

/// What the description of a field says, if its words count.
fn findings(lowering: &Lowering<'_, '_>, flat: &Flat<'_>, spot: &Spot<'_>) -> Vec<(Finding, Sourced<String>)> {
    let Some(description) = counting(lowering, flat, spot) else { return Vec::new() };
    let subject = Subject { text: &description.value, kind: kind(flat), name: spot.field };
    prose::derive(&subject).into_iter().map(|finding| (finding, description.clone())).collect()
}

fn kind(flat: &Flat<'_>) -> Kind {
    match flat.types.as_slice() {
        [JsonType::String] => Kind::String,
        [JsonType::Integer] => Kind::Integer,
        [JsonType::Number] => Kind::Number,
        [JsonType::Boolean] => Kind::Boolean,
        [JsonType::Array] => Kind::Array,
        [JsonType::Object] => Kind::Object,
        _ => Kind::Unknown,
    }
}

/// Where words say it; words that an overlay set are the overlay's.
fn provenance(lowering: &Lowering<'_, '_>, finding: &Finding, description: &Sourced<String>) -> Provenance {
    let stated = limit::provenance(lowering, "description", &description.origin);
    let confidence = match finding.strength {
        prose::Strength::ScaleEnds => Confidence::ScaleEndpoints,
        prose::Strength::Stated => Confidence::Explicit,
    };
    let kind = ProvenanceKind::Prose { rule: finding.rule.to_owned(), phrase: finding.words.clone(), confidence };
    Provenance { kind, ..stated }
}

/// Tells what a description states and what is not believed.
fn doubt(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, spot: &Spot<'_>) {
    let Some(description) = counting(lowering, flat, spot) else { return };
    let subject = Subject { text: &description.value, kind: kind(flat), name: spot.field };
    let keyword = flat.default.is_some() || flat.members.is_some() || !flat.limits.is_empty();
    if keyword || limit::is_file(lowering, flat, spot.field) {
        return;
    }
    for doubt in prose::doubts(&subject) {
        let message = format!("“{}” is not enforced: {}", doubt.words, doubt.why);
        let help = "if the words are right, state the limit with an overlay";
        lowering.tell(Diagnostic::warning("prose-contradicted", &description.origin, message).help(help));
    }
}

/// A default in words, where no keyword states one.
pub(super) fn default(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, spot: &Spot<'_>, docs: &mut Docs) {
    doubt(lowering, flat, spot);
    for (finding, description) in findings(lowering, flat, spot) {
        let Claim::Default(value) = &finding.claim else { continue };
        let value = super::docs::typed(value, &flat.types);
        match &docs.default {
            None => docs.default = Some((value, provenance(lowering, &finding, &description))),
            Some((stated, _)) if *stated != value => {
                let message =
                    format!("the description says “{}”, the keyword {stated}; the keyword holds", finding.words);
                lowering.tell(Diagnostic::note("prose-against-keyword", &description.origin, message));
            }
            Some(_) => {}
        }
    }
}

/// A list of values in words, for a text or a whole number.
pub(super) fn set(
    lowering: &mut Lowering<'_, '_>,
    flat: &Flat<'_>,
    spot: &Spot<'_>,
    docs: &Docs,
) -> Option<(Vec<Literal>, Provenance)> {
    let listable = matches!(flat.types.as_slice(), [JsonType::String | JsonType::Integer]);
    if !listable || limit::is_file(lowering, flat, spot.field) {
        return None;
    }
    for (finding, description) in findings(lowering, flat, spot) {
        let Claim::OneOf(values) = &finding.claim else { continue };
        let values: Vec<Literal> = values.iter().map(|value| super::docs::typed(value, &flat.types)).collect();
        let outside = evidence(flat, spot, docs).into_iter().find(|shown| !values.contains(shown));
        match outside {
            Some(shown) => contradicted(lowering, &finding, &description, &shown),
            None => return Some((values, provenance(lowering, &finding, &description))),
        }
    }
    None
}

/// The limits in words of a kind that no keyword states.
pub(super) fn limits(
    lowering: &mut Lowering<'_, '_>,
    flat: &Flat<'_>,
    spot: &Spot<'_>,
    docs: &Docs,
    stated: &[Constraint],
) -> Vec<Constraint> {
    let mut constraints: Vec<Constraint> = Vec::new();
    for (finding, description) in findings(lowering, flat, spot) {
        let Some(limit) = finding.claim.limit().and_then(|limit| fitted(flat, limit)) else { continue };
        if let Some(keyword) = stated.iter().find(|keyword| silences(&keyword.limit, &limit)) {
            let contradicts = keyword.limit.kind() == limit.kind() && keyword.limit != limit;
            if contradicts {
                let message = format!("the description says {limit}, the keyword {}; the keyword holds", keyword.limit);
                lowering.tell(Diagnostic::note("prose-against-keyword", &description.origin, message));
            }
            continue;
        }
        if let Some(shown) = evidence(flat, spot, docs).into_iter().find(|shown| !agrees(flat, &limit, shown)) {
            contradicted(lowering, &finding, &description, &shown);
            continue;
        }
        constraints.push(Constraint { limit, provenance: provenance(lowering, &finding, &description) });
    }
    without_gaps(lowering, flat, constraints)
}

/// A keyword silences words about the same end, and about the other end of its range: words that
/// describe the whole range differently are not half believed.
fn silences(keyword: &Limit, words: &Limit) -> bool {
    let family = |limit: &Limit| match limit.kind() {
        LimitKind::Minimum | LimitKind::Maximum => 0,
        LimitKind::MinLength | LimitKind::MaxLength => 1,
        LimitKind::MinItems | LimitKind::MaxItems => 2,
        LimitKind::MultipleOf | LimitKind::Pattern | LimitKind::UniqueItems => 3,
    };
    family(keyword) == family(words)
}

/// Words about another kind of value are not about this field. A number within a range may be sent as text.
fn fitted(flat: &Flat<'_>, limit: Limit) -> Option<Limit> {
    let numeric_text =
        flat.types == [JsonType::String] && matches!(limit.kind(), LimitKind::Minimum | LimitKind::Maximum);
    if flat.types == [JsonType::Integer] && limit::fits(&limit, &flat.types) {
        return Some(limit::whole_ends(&limit));
    }
    (numeric_text || limit::fits(&limit, &flat.types)).then_some(limit)
}

/// What the document shows of the field: its default and its examples.
fn evidence(flat: &Flat<'_>, spot: &Spot<'_>, docs: &Docs) -> Vec<Literal> {
    let default = docs.default.iter().map(|(default, _)| default.clone());
    let shown = spot.shown.iter().map(|shown| super::docs::typed(shown, &flat.types));
    default.chain(docs.examples.iter().cloned()).chain(shown).filter(|value| *value != Literal::Null).collect()
}

/// A number range on a text field also demands that what is shown is a number at all.
fn agrees(flat: &Flat<'_>, limit: &Limit, shown: &Literal) -> bool {
    let is_number = || shown.as_str().is_some_and(|text| text.parse::<crate::literal::NumberLiteral>().is_ok());
    let numeric_text =
        flat.types == [JsonType::String] && matches!(limit.kind(), LimitKind::Minimum | LimitKind::Maximum);
    keeps(limit, shown) && (!numeric_text || is_number())
}

fn contradicted(lowering: &mut Lowering<'_, '_>, finding: &Finding, description: &Sourced<String>, shown: &Literal) {
    let message = format!("“{}” is not enforced: the document itself shows {shown}", finding.words);
    let help = "if the words are right, state the limit with an overlay";
    lowering.tell(Diagnostic::warning("prose-contradicted", &description.origin, message).help(help));
}

/// Words whose ends leave nothing between them are misread.
fn without_gaps(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, constraints: Vec<Constraint>) -> Vec<Constraint> {
    let whole = flat.types == [JsonType::Integer];
    let misread = constraints.iter().any(|low| constraints.iter().any(|high| is_empty(&low.limit, &high.limit, whole)));
    if !misread {
        return constraints;
    }
    if let Some(constraint) = constraints.first() {
        let message = "the limits in this description leave no value; none is enforced";
        lowering.tell(Diagnostic::warning("prose-contradicted", &constraint.provenance.origin, message));
    }
    Vec::new()
}
