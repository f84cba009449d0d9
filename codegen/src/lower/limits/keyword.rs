//! Limits that keywords state.

use super::{super::context::Lowering, contradiction::reject_contradictions};
use crate::{
    diagnostic::Diagnostic,
    ir::Constraint,
    limit::{Limit, LimitKind},
    literal::NumberLiteral,
    spec::{JsonType, SchemaLimit},
};

/// Converts the limits on values of `json_type` to constraints. Of two limits of one kind the tighter is kept.
pub(super) fn constraints(
    lowering: &mut Lowering<'_, '_>,
    limits: Vec<SchemaLimit>,
    json_type: JsonType,
) -> Vec<Constraint> {
    let mut constraints: Vec<Constraint> = Vec::new();
    for stated in limits {
        let Some(limit) = enforceable(lowering, &stated, json_type) else { continue };
        let provenance = lowering.provenance(stated.keyword, &stated.origin);
        intersect(lowering, &mut constraints, Constraint { limit, provenance }, stated.keyword);
    }
    reject_contradictions(lowering, &constraints, json_type == JsonType::Integer);
    constraints
}

/// Returns a limit as the type enforces it; `None` if every value satisfies it, or with a diagnostic if it cannot be
/// enforced.
fn enforceable(lowering: &mut Lowering<'_, '_>, stated: &SchemaLimit, json_type: JsonType) -> Option<Limit> {
    let is_integer = json_type == JsonType::Integer;
    if let Some(diagnostic) = beyond_machine_numbers(stated, is_integer) {
        lowering.report(diagnostic);
        return None;
    }
    match &stated.limit {
        Limit::Minimum { .. } | Limit::Maximum { .. } if is_integer => Some(round_bounds_inward(&stated.limit)),
        Limit::MultipleOf(step) if is_integer && !step.is_integer() => {
            let message = format!("integers in steps of {step} are not enforced; the server checks it");
            lowering.report(Diagnostic::warning("fraction-step", &stated.origin, message));
            None
        }
        Limit::Pattern(pattern) => supported_pattern(lowering, stated, pattern),
        Limit::MinLength(0) | Limit::MinItems(0) | Limit::MinProperties(0) => None,
        Limit::Minimum { .. }
        | Limit::Maximum { .. }
        | Limit::MultipleOf(_)
        | Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::MinItems(_)
        | Limit::MaxItems(_)
        | Limit::UniqueItems
        | Limit::MinProperties(_)
        | Limit::MaxProperties(_) => Some(stated.limit.clone()),
    }
}

/// Reports a number that no machine type holds: one beyond `i128` for integers, beyond `f64` for other numbers. Every value
/// that can be sent satisfies a bound so far away, or none does.
fn beyond_machine_numbers(stated: &SchemaLimit, is_integer: bool) -> Option<Diagnostic> {
    let number = stated.limit.number()?;
    let fits = if is_integer { number.floor().is_some() } else { number.as_f64().is_some() };
    if fits {
        return None;
    }
    let is_negative = number.as_str().starts_with('-');
    let is_satisfied = match stated.limit.kind() {
        LimitKind::Minimum => is_negative,
        LimitKind::Maximum => !is_negative,
        LimitKind::MultipleOf
        | LimitKind::MinLength
        | LimitKind::MaxLength
        | LimitKind::Pattern
        | LimitKind::MinItems
        | LimitKind::MaxItems
        | LimitKind::UniqueItems
        | LimitKind::MinProperties
        | LimitKind::MaxProperties => false,
    };
    let keyword = stated.keyword;
    Some(if is_satisfied {
        let message = format!("`{keyword}` is beyond every number that can be sent; it is not enforced");
        Diagnostic::note("limit-beyond-numbers", &stated.origin, message)
    } else {
        let message = format!("`{keyword}` is beyond every number that can be sent; the server checks it");
        Diagnostic::warning("limit-not-enforced", &stated.origin, message)
    })
}

/// Rounds a fractional bound to the next integer inside the range.
pub(super) fn round_bounds_inward(limit: &Limit) -> Limit {
    let rounded = |number: Option<i128>| number.map(NumberLiteral::from);
    match limit {
        Limit::Minimum { value, .. } if !value.is_integer() => {
            rounded(value.ceil()).map(|value| Limit::Minimum { value, exclusive: false })
        }
        Limit::Maximum { value, .. } if !value.is_integer() => {
            rounded(value.floor()).map(|value| Limit::Maximum { value, exclusive: false })
        }
        Limit::Minimum { .. }
        | Limit::Maximum { .. }
        | Limit::MultipleOf(_)
        | Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::Pattern(_)
        | Limit::MinItems(_)
        | Limit::MaxItems(_)
        | Limit::UniqueItems
        | Limit::MinProperties(_)
        | Limit::MaxProperties(_) => None,
    }
    .unwrap_or_else(|| limit.clone())
}

fn supported_pattern(lowering: &mut Lowering<'_, '_>, stated: &SchemaLimit, pattern: &str) -> Option<Limit> {
    if let Err(error) = regex::Regex::new(pattern) {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
        let message = format!("the pattern is not enforced, the server checks it: {reason}");
        let help = "patterns are compiled by the regex crate, which has no look-around and no back-references";
        lowering.report(Diagnostic::warning("pattern-not-enforced", &stated.origin, message).help(help));
        return None;
    }
    Some(stated.limit.clone())
}

/// Adds a constraint. A type has at most one of each kind: the tighter of two; if neither implies the other, such as
/// two patterns, the second is reported.
fn intersect(
    lowering: &mut Lowering<'_, '_>,
    constraints: &mut Vec<Constraint>,
    new: Constraint,
    keyword: &'static str,
) {
    let known = constraints.iter_mut().find(|known| known.limit.kind() == new.limit.kind());
    match known {
        None => constraints.push(new),
        Some(known) if known.limit.implies(&new.limit) => {}
        Some(known) if new.limit.implies(&known.limit) => *known = new,
        Some(_) => {
            let message = format!("a second `{keyword}` is not enforced; the server checks it");
            lowering.report(Diagnostic::warning("limit-not-enforced", &new.provenance.origin, message));
        }
    }
}
