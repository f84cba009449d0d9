//! Findings of one text must agree with each other.
//!
//! Two different defaults, two different maxima, a default outside its own range: one of them was misread
//! or belongs to a case the rules did not see. The limit goes, the default stays, because a wrong limit
//! refuses what upstream allows while a wrong default is only shown.

use std::mem::discriminant;

use super::{Claim, Finding, Strength};
use crate::{Literal, NumberLiteral};

/// What survives of the findings of one text.
pub(super) fn agreeing(findings: Vec<Finding>) -> Vec<Finding> {
    let single = only_undisputed(only_stated_ends(findings));
    let single = without_values_of_prose(without_codes_in_a_range(single));
    let unordered = without_inverted(single);
    let default = unordered.iter().find_map(|finding| match &finding.claim {
        Claim::Default(value) => Some(value.clone()),
        _ => None,
    });
    match default {
        Some(default) => allowing(unordered, &default),
        None => unordered,
    }
}

/// Drops every limit of a kind of which one excludes the default: the other was read from the same words.
fn allowing(findings: Vec<Finding>, default: &Literal) -> Vec<Finding> {
    let contradicted: Vec<Facet> = findings
        .iter()
        .filter(|finding| !allows(&finding.claim, default))
        .map(|finding| Facet::of(&finding.claim))
        .collect();
    findings.into_iter().filter(|finding| !contradicted.contains(&Facet::of(&finding.claim))).collect()
}

/// What a claim is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Facet {
    Default,
    Value,
    Members,
    Length,
    Count,
}

impl Facet {
    fn of(claim: &Claim) -> Self {
        match claim {
            Claim::Default(_) => Self::Default,
            Claim::Minimum { .. } | Claim::Maximum { .. } => Self::Value,
            Claim::OneOf(_) => Self::Members,
            Claim::MinLength(_) | Claim::MaxLength(_) => Self::Length,
            Claim::MinItems(_) | Claim::MaxItems(_) => Self::Count,
        }
    }
}

/// A stated bound makes the ends of a scale superfluous, and so does a list.
fn only_stated_ends(findings: Vec<Finding>) -> Vec<Finding> {
    let stated = findings.iter().any(|finding| {
        finding.strength == Strength::Stated
            && matches!(finding.claim, Claim::Minimum { .. } | Claim::Maximum { .. } | Claim::OneOf(_))
    });
    findings.into_iter().filter(|finding| !stated || finding.strength == Strength::Stated).collect()
}

/// Keeps one finding of each kind; none where two differ. A list may be repeated in part.
fn only_undisputed(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut disputed = Vec::new();
    for finding in findings {
        match kept.iter().find(|other| discriminant(&other.claim) == discriminant(&finding.claim)) {
            None => kept.push(finding),
            Some(other) if repeats(&finding.claim, &other.claim) => {}
            Some(other) if repeats(&other.claim, &finding.claim) && is_list(&finding.claim) => {}
            Some(other) => disputed.push(discriminant(&other.claim)),
        }
    }
    kept.retain(|finding| !disputed.contains(&discriminant(&finding.claim)));
    kept
}

fn is_list(claim: &Claim) -> bool {
    matches!(claim, Claim::OneOf(_))
}

fn repeats(later: &Claim, earlier: &Claim) -> bool {
    match (later, earlier) {
        (Claim::OneOf(later), Claim::OneOf(earlier)) => later.iter().all(|member| earlier.contains(member)),
        (Claim::Default(later), Claim::Default(earlier)) => {
            later == earlier || number_of(later).is_some_and(|later| number_of(earlier) == Some(later))
        }
        _ => later == earlier,
    }
}

/// Numbers with meanings inside a stated range are its landmarks, not a list.
fn without_codes_in_a_range(findings: Vec<Finding>) -> Vec<Finding> {
    let ranged = findings.iter().any(|finding| matches!(finding.claim, Claim::Minimum { .. } | Claim::Maximum { .. }));
    findings
        .into_iter()
        .filter(|finding| !(ranged && is_list(&finding.claim) && finding.rule == "code-table"))
        .collect()
}

/// A string whose length in characters is limited holds prose: a range in its text is that of something it
/// describes.
fn without_values_of_prose(findings: Vec<Finding>) -> Vec<Finding> {
    let is_prose = findings.iter().any(|finding| Facet::of(&finding.claim) == Facet::Length);
    findings.into_iter().filter(|finding| !is_prose || Facet::of(&finding.claim) != Facet::Value).collect()
}

fn without_inverted(findings: Vec<Finding>) -> Vec<Finding> {
    let number = |pick: fn(&Claim) -> Option<NumberLiteral>| findings.iter().find_map(|finding| pick(&finding.claim));
    let pairs = [
        (number(minimum), number(maximum)),
        (number(least_length), number(most_length)),
        (number(least_items), number(most_items)),
    ];
    let inverted = pairs.map(|(low, high)| low.zip(high).is_some_and(|(low, high)| low > high));
    findings
        .into_iter()
        .filter(|Finding { claim, .. }| match claim {
            Claim::Minimum { .. } | Claim::Maximum { .. } => !inverted[0],
            Claim::MinLength(_) | Claim::MaxLength(_) => !inverted[1],
            Claim::MinItems(_) | Claim::MaxItems(_) => !inverted[2],
            Claim::Default(_) | Claim::OneOf(_) => true,
        })
        .collect()
}

fn minimum(claim: &Claim) -> Option<NumberLiteral> {
    if let Claim::Minimum { value, .. } = claim { Some(value.clone()) } else { None }
}

fn maximum(claim: &Claim) -> Option<NumberLiteral> {
    if let Claim::Maximum { value, .. } = claim { Some(value.clone()) } else { None }
}

fn least_length(claim: &Claim) -> Option<NumberLiteral> {
    if let Claim::MinLength(value) = claim { Some((*value).into()) } else { None }
}

fn most_length(claim: &Claim) -> Option<NumberLiteral> {
    if let Claim::MaxLength(value) = claim { Some((*value).into()) } else { None }
}

fn least_items(claim: &Claim) -> Option<NumberLiteral> {
    if let Claim::MinItems(value) = claim { Some((*value).into()) } else { None }
}

fn most_items(claim: &Claim) -> Option<NumberLiteral> {
    if let Claim::MaxItems(value) = claim { Some((*value).into()) } else { None }
}

/// Whether a claim leaves room for the default. What cannot be compared is allowed.
fn allows(claim: &Claim, default: &Literal) -> bool {
    let number = number_of(default);
    let length = default.as_str().map(|text| text.chars().count() as u64);
    match claim {
        Claim::Minimum { value, exclusive } => {
            number.is_none_or(|number| number > *value || !exclusive && number == *value)
        }
        Claim::Maximum { value, exclusive } => {
            number.is_none_or(|number| number < *value || !exclusive && number == *value)
        }
        Claim::OneOf(values) => *default == Literal::Null || values.contains(default),
        Claim::MinLength(least) => length.is_none_or(|length| length >= *least),
        Claim::MaxLength(most) => length.is_none_or(|length| length <= *most),
        Claim::MinItems(least) => items_of(default).is_none_or(|count| count >= *least),
        Claim::MaxItems(most) => items_of(default).is_none_or(|count| count <= *most),
        Claim::Default(_) => true,
    }
}

fn number_of(literal: &Literal) -> Option<NumberLiteral> {
    match literal {
        Literal::Number(number) => Some(number.clone()),
        Literal::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn items_of(literal: &Literal) -> Option<u64> {
    if let Literal::Array(items) = literal { u64::try_from(items.len()).ok() } else { None }
}
