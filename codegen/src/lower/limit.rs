//! Limits by keyword → constraints of a checked type: fitted to the type, intersected, held together.

use super::{
    flat::Flat,
    prose,
    shape::{Lowering, Spot, plain_integer},
};
use crate::{
    diagnostic::Diagnostic,
    ir::{Base, Constrained, Constraint, Direction, Docs, IntType, Provenance, ProvenanceKind, Ty, TypeKind},
    limit::{Limit, LimitKind},
    literal::{Literal, NumberLiteral},
    origin::Origin,
    spec::{JsonType, Stated},
};

/// Where a keyword's demand came from: what stands in another file than the specification, an overlay set.
pub(super) fn provenance(lowering: &Lowering<'_, '_>, keyword: &str, origin: &Origin) -> Provenance {
    let kind = if *origin.place.file == *lowering.source {
        ProvenanceKind::Keyword(keyword.to_owned())
    } else {
        ProvenanceKind::Overlay(origin.place.file.to_string())
    };
    Provenance { kind, origin: origin.clone() }
}

/// Whether a limit says something about values of these types.
pub(super) fn fits(limit: &Limit, types: &[JsonType]) -> bool {
    let has = |wanted: &[JsonType]| types.iter().any(|json_type| wanted.contains(json_type));
    match limit.kind() {
        LimitKind::Minimum | LimitKind::Maximum | LimitKind::MultipleOf => has(&[JsonType::Integer, JsonType::Number]),
        LimitKind::MinLength | LimitKind::MaxLength | LimitKind::Pattern => has(&[JsonType::String]),
        LimitKind::MinItems | LimitKind::MaxItems | LimitKind::UniqueItems => has(&[JsonType::Array]),
    }
}

/// The type of a number or a text.
pub(super) fn scalar<'s>(lowering: &mut Lowering<'s, '_>, flat: &Flat<'s>, spot: &Spot<'_>, docs: &mut Docs) -> Ty {
    let plain = plain(lowering, flat, spot);
    if spot.direction == Direction::Response {
        return plain;
    }
    let mut constraints = stated(lowering, flat);
    constraints.extend(prose::limits(lowering, flat, spot, docs, &constraints));
    constraints.sort_by_key(|constraint| constraint.limit.kind());
    if constraints.is_empty() {
        return wide_default(plain, docs);
    }
    docs.constraints.clone_from(&constraints);
    let base = base(flat, docs, &constraints);
    let shape = TypeKind::Constrained(Constrained { base, constraints });
    lowering.name(spot, docs.clone(), flat.origin.clone(), shape)
}

fn plain(lowering: &Lowering<'_, '_>, flat: &Flat<'_>, spot: &Spot<'_>) -> Ty {
    match flat.types.as_slice() {
        [JsonType::Integer] => plain_integer(spot.direction),
        [JsonType::Number] => Ty::Number,
        _ if spot.direction == Direction::Request && is_file(lowering, flat, spot.field) => Ty::FileUrl,
        _ => Ty::String,
    }
}

/// A text field that takes the URL of a file: marked so by the document, or named so; in a form, a binary part.
pub(super) fn is_file(lowering: &Lowering<'_, '_>, flat: &Flat<'_>, field: &str) -> bool {
    const CALLED: &[&str] = &["webhook", "callback", "redirect", "base_url", "api_url", "site"];
    let named =
        (field.ends_with("_url") || field.ends_with("_urls")) && !CALLED.iter().any(|word| field.contains(word));
    let text = flat.types.as_slice() == [JsonType::String];
    let part = lowering.is_form && flat.format.as_deref() == Some("binary");
    text && flat.members.is_none() && flat.constant.is_none() && (flat.is_file || named || part)
}

/// A default beyond `i64` shows that values beyond it are meant.
fn wide_default(plain: Ty, docs: &Docs) -> Ty {
    let beyond = docs.default.as_ref().and_then(|(default, _)| default.as_number()).is_some_and(beyond_signed);
    if beyond && plain == Ty::Integer(IntType::I64) { Ty::Integer(IntType::U64) } else { plain }
}

fn beyond_signed(number: &NumberLiteral) -> bool {
    number.as_i128().is_some_and(|value| value > i128::from(i64::MAX))
}

fn base(flat: &Flat<'_>, docs: &Docs, constraints: &[Constraint]) -> Base {
    let ends = |kind: LimitKind| {
        constraints.iter().filter(move |constraint| constraint.limit.kind() == kind).filter_map(|c| number_of(&c.limit))
    };
    match flat.types.as_slice() {
        [JsonType::Integer] => {
            let wide_default = docs.default.as_ref().and_then(|(default, _)| default.as_number());
            let beyond =
                ends(LimitKind::Maximum).chain(ends(LimitKind::Minimum)).chain(wide_default).any(beyond_signed);
            let negative = ends(LimitKind::Minimum).any(|end| *end < NumberLiteral::from(0u64));
            Base::Integer(if beyond && !negative { IntType::U64 } else { IntType::I64 })
        }
        [JsonType::Number] => Base::Number,
        _ => {
            let mut numbers = ends(LimitKind::Minimum).chain(ends(LimitKind::Maximum)).peekable();
            if numbers.peek().is_none() { Base::String } else { Base::NumericString { integer: whole(numbers, docs) } }
        }
    }
}

/// Whether a number that is sent as text must be whole: its ends are, and so is its default.
fn whole<'a>(mut ends: impl Iterator<Item = &'a NumberLiteral>, docs: &Docs) -> bool {
    let shown = docs.default.iter().map(|(default, _)| default).chain(&docs.examples);
    let looks_whole = |value: &Literal| value.as_str().is_none_or(|text| !text.contains('.'));
    ends.all(NumberLiteral::is_integer) && shown.into_iter().all(looks_whole)
}

fn number_of(limit: &Limit) -> Option<&NumberLiteral> {
    match limit {
        Limit::Minimum { value, .. } | Limit::Maximum { value, .. } | Limit::MultipleOf(value) => Some(value),
        _ => None,
    }
}

/// The limits of a list.
pub(super) fn of_list<'s>(
    lowering: &mut Lowering<'s, '_>,
    flat: &Flat<'s>,
    spot: &Spot<'_>,
    docs: &mut Docs,
) -> Vec<Constraint> {
    let mut constraints = stated(lowering, flat);
    if spot.direction == Direction::Request {
        constraints.extend(prose::limits(lowering, flat, spot, docs, &constraints));
        constraints.sort_by_key(|constraint| constraint.limit.kind());
        docs.constraints.clone_from(&constraints);
    }
    constraints
}

/// A schema without a type: any value. Limits on it cannot be fitted to one.
pub(super) fn untyped<'s>(lowering: &mut Lowering<'s, '_>, flat: &Flat<'s>, _: &Spot<'_>, docs: &mut Docs) -> Ty {
    if let Some(stated) = flat.limits.first() {
        let message = "a limit without a type is not enforced; the server checks it";
        let help = "state the type with an overlay";
        lowering.tell(Diagnostic::warning("limit-without-type", &stated.origin, message).help(help));
        docs.notes.push(format!("The server demands a value that is {}. This is not checked here.", stated.limit));
    }
    Ty::Any
}

/// The constraints that keywords state, one of each kind, none in contradiction to another.
fn stated(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>) -> Vec<Constraint> {
    let mut constraints: Vec<Constraint> = Vec::new();
    for stated in &flat.limits {
        let Some(limit) = fitted(lowering, stated, &flat.types) else { continue };
        let provenance = provenance(lowering, stated.keyword, &stated.origin);
        tighten(&mut constraints, Constraint { limit, provenance });
    }
    refuse_contradiction(lowering, flat, &constraints);
    constraints
}

/// Of two limits of one kind, the tighter holds.
fn tighten(constraints: &mut Vec<Constraint>, new: Constraint) {
    match constraints.iter_mut().find(|known| known.limit.kind() == new.limit.kind()) {
        Some(known) if new.limit.implies(&known.limit) => *known = new,
        Some(_) => {}
        None => constraints.push(new),
    }
}

/// A limit as it applies to the type; `None`, with a diagnostic, where it does not.
fn fitted(lowering: &mut Lowering<'_, '_>, stated: &Stated, types: &[JsonType]) -> Option<Limit> {
    if !fits(&stated.limit, types) {
        let message = format!("`{}` says nothing about values of this type; it is not enforced", stated.keyword);
        lowering.tell(Diagnostic::warning("limit-of-other-type", &stated.origin, message));
        return None;
    }
    match &stated.limit {
        Limit::Pattern(pattern) => usable_pattern(lowering, stated, pattern),
        Limit::MultipleOf(step) if types == [JsonType::Integer] && !step.is_integer() => {
            let message = format!("whole numbers in steps of {step} are not enforced; the server checks it");
            lowering.tell(Diagnostic::warning("fraction-step", &stated.origin, message));
            None
        }
        limit if types == [JsonType::Integer] => Some(whole_ends(limit)),
        // Every text has at least no characters, every list at least no items.
        Limit::MinLength(0) | Limit::MinItems(0) => None,
        limit => Some(limit.clone()),
    }
}

/// Between whole numbers, an end with a fraction is the next whole number inside.
pub(super) fn whole_ends(limit: &Limit) -> Limit {
    let whole = |number: Option<i128>| number.map(NumberLiteral::from);
    match limit {
        Limit::Minimum { value, .. } if !value.is_integer() => {
            whole(value.ceil()).map(|value| Limit::Minimum { value, exclusive: false })
        }
        Limit::Maximum { value, .. } if !value.is_integer() => {
            whole(value.floor()).map(|value| Limit::Maximum { value, exclusive: false })
        }
        _ => None,
    }
    .unwrap_or_else(|| limit.clone())
}

fn usable_pattern(lowering: &mut Lowering<'_, '_>, stated: &Stated, pattern: &str) -> Option<Limit> {
    if let Err(error) = regex::Regex::new(pattern) {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
        let message = format!("the pattern is not enforced, the server checks it: {reason}");
        let help = "patterns are read by the regex crate, which has no look-around and no back-references";
        lowering.tell(Diagnostic::warning("pattern-not-enforced", &stated.origin, message).help(help));
        return None;
    }
    Some(stated.limit.clone())
}

/// Limits that no value can keep are a mistake that somebody has to settle.
fn refuse_contradiction(lowering: &mut Lowering<'_, '_>, flat: &Flat<'_>, constraints: &[Constraint]) {
    let find = |kind: LimitKind| constraints.iter().find(|constraint| constraint.limit.kind() == kind);
    let pairs = [
        (LimitKind::Minimum, LimitKind::Maximum),
        (LimitKind::MinLength, LimitKind::MaxLength),
        (LimitKind::MinItems, LimitKind::MaxItems),
    ];
    for (low, high) in pairs {
        let (Some(low), Some(high)) = (find(low), find(high)) else { continue };
        if is_empty(&low.limit, &high.limit, flat.types.as_slice() == [JsonType::Integer]) {
            let message = format!("no value is both {} and {}", low.limit, high.limit);
            let help = "correct one of the two limits with an overlay";
            lowering.tell(Diagnostic::error("contradicting-limits", &high.provenance.origin, message).help(help));
        }
    }
}

/// Whether nothing lies between two ends.
pub(super) fn is_empty(low: &Limit, high: &Limit, whole: bool) -> bool {
    match (low, high) {
        (Limit::Minimum { value: low, exclusive: above }, Limit::Maximum { value: high, exclusive: below }) => {
            let gap = low.as_i128().zip(high.as_i128()).map(|(low, high)| high - low);
            let open_ends = i128::from(*above) + i128::from(*below);
            low > high || (low == high && open_ends > 0) || (whole && gap.is_some_and(|gap| gap < open_ends))
        }
        (Limit::MinLength(low), Limit::MaxLength(high)) | (Limit::MinItems(low), Limit::MaxItems(high)) => low > high,
        _ => false,
    }
}
