//! Removal of findings of one text that contradict each other.
//!
//! Two different defaults, two different maxima, or a default outside its own range: one of them was misread, or applies
//! to a case that the rules did not recognise. The limit is dropped and the default stays, because a wrong limit rejects
//! valid requests, while a wrong default is only shown in documentation.

use std::mem::discriminant;

use super::model::{Aspect, Finding, Statement};
use crate::{Literal, NumberLiteral, ir::Confidence};

/// Returns the findings that are consistent with each other.
pub(super) fn reconcile(findings: Vec<Finding>) -> Vec<Finding> {
    let findings = drop_disputed(drop_implied_endpoints(findings));
    let findings = drop_ranges_of_free_text(drop_value_tables_in_ranges(findings));
    drop_contradicted_by_default(drop_inverted(findings))
}

/// Drops the endpoints of a scale where a bound or a list of values is stated explicitly.
fn drop_implied_endpoints(mut findings: Vec<Finding>) -> Vec<Finding> {
    let explicit = |finding: &Finding| finding.confidence == Confidence::Explicit;
    let restricts = |finding: &Finding| matches!(finding.statement.aspect(), Aspect::Range | Aspect::EnumValues);
    if findings.iter().any(|finding| explicit(finding) && restricts(finding)) {
        findings.retain(explicit);
    }
    findings
}

/// Keeps one finding of each kind, and none of a kind of which two differ. A list may be repeated in part.
fn drop_disputed(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut disputed = Vec::new();
    for finding in findings {
        match kept.iter().find(|other| discriminant(&other.statement) == discriminant(&finding.statement)) {
            None => kept.push(finding),
            Some(other) if repeats(&finding.statement, &other.statement) => {}
            Some(other) if repeats(&other.statement, &finding.statement) && is_list(&finding.statement) => {}
            Some(other) => disputed.push(discriminant(&other.statement)),
        }
    }
    kept.retain(|finding| !disputed.contains(&discriminant(&finding.statement)));
    kept
}

fn is_list(statement: &Statement) -> bool {
    statement.aspect() == Aspect::EnumValues
}

fn repeats(later: &Statement, earlier: &Statement) -> bool {
    match (later, earlier) {
        (Statement::OneOf(later), Statement::OneOf(earlier)) => later.iter().all(|value| earlier.contains(value)),
        (Statement::Default(later), Statement::Default(earlier)) => {
            later == earlier || as_number(later).is_some_and(|later| as_number(earlier) == Some(later))
        }
        _ => later == earlier,
    }
}

/// Drops a value table next to a range: its numbers are examples of values inside the range.
fn drop_value_tables_in_ranges(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.iter().any(|finding| finding.statement.aspect() == Aspect::Range) {
        findings.retain(|finding| !(is_list(&finding.statement) && finding.rule == "code-table"));
    }
    findings
}

/// Drops a range next to a length limit: such a string contains free text, and the range is that of its subject.
fn drop_ranges_of_free_text(mut findings: Vec<Finding>) -> Vec<Finding> {
    if findings.iter().any(|finding| finding.statement.aspect() == Aspect::Length) {
        findings.retain(|finding| finding.statement.aspect() != Aspect::Range);
    }
    findings
}

/// Drops pairs of bounds of which the lower is greater than the upper.
fn drop_inverted(mut findings: Vec<Finding>) -> Vec<Finding> {
    let bound = |aspect, pick: fn(&Statement) -> Option<NumberLiteral>| {
        findings.iter().filter(|finding| finding.statement.aspect() == aspect).find_map(|found| pick(&found.statement))
    };
    let inverted = [Aspect::Range, Aspect::Length, Aspect::ItemCount].map(|aspect| {
        let pair = bound(aspect, lower_bound).zip(bound(aspect, upper_bound));
        (aspect, pair.is_some_and(|(low, high)| low > high))
    });
    findings.retain(|finding| !inverted.contains(&(finding.statement.aspect(), true)));
    findings
}

fn lower_bound(statement: &Statement) -> Option<NumberLiteral> {
    match statement {
        Statement::Minimum { value, .. } => Some(value.clone()),
        Statement::MinLength(value) | Statement::MinItems(value) => Some((*value).into()),
        Statement::Default(_)
        | Statement::Maximum { .. }
        | Statement::OneOf(_)
        | Statement::MaxLength(_)
        | Statement::MaxItems(_) => None,
    }
}

fn upper_bound(statement: &Statement) -> Option<NumberLiteral> {
    match statement {
        Statement::Maximum { value, .. } => Some(value.clone()),
        Statement::MaxLength(value) | Statement::MaxItems(value) => Some((*value).into()),
        Statement::Default(_)
        | Statement::Minimum { .. }
        | Statement::OneOf(_)
        | Statement::MinLength(_)
        | Statement::MinItems(_) => None,
    }
}

/// Drops both bounds of an aspect of which one excludes the default: they were read from the same phrase.
fn drop_contradicted_by_default(mut findings: Vec<Finding>) -> Vec<Finding> {
    let default = findings.iter().find_map(|finding| match &finding.statement {
        Statement::Default(value) => Some(value.clone()),
        _ => None,
    });
    let Some(default) = default else { return findings };
    let contradicted = findings.iter().filter(|finding| !allows(&finding.statement, &default));
    let contradicted: Vec<Aspect> = contradicted.map(|finding| finding.statement.aspect()).collect();
    findings.retain(|finding| !contradicted.contains(&finding.statement.aspect()));
    findings
}

/// Returns whether a statement allows the default. A default that cannot be compared is allowed.
fn allows(statement: &Statement, default: &Literal) -> bool {
    let number = as_number(default);
    let length = default.as_str().map(|text| text.chars().count() as u64);
    match statement {
        Statement::Minimum { value, exclusive } => {
            number.is_none_or(|number| number > *value || !exclusive && number == *value)
        }
        Statement::Maximum { value, exclusive } => {
            number.is_none_or(|number| number < *value || !exclusive && number == *value)
        }
        Statement::OneOf(values) => *default == Literal::Null || values.contains(default),
        Statement::MinLength(minimum) => length.is_none_or(|length| length >= *minimum),
        Statement::MaxLength(maximum) => length.is_none_or(|length| length <= *maximum),
        Statement::MinItems(minimum) => item_count(default).is_none_or(|count| count >= *minimum),
        Statement::MaxItems(maximum) => item_count(default).is_none_or(|count| count <= *maximum),
        Statement::Default(_) => true,
    }
}

fn as_number(literal: &Literal) -> Option<NumberLiteral> {
    match literal {
        Literal::Number(number) => Some(number.clone()),
        Literal::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn item_count(literal: &Literal) -> Option<u64> {
    if let Literal::Array(items) = literal { u64::try_from(items.len()).ok() } else { None }
}
