//! Contradictory limits.

use super::super::context::Lowering;
use crate::{diagnostic::Diagnostic, ir::Constraint};

/// Reports limits that no value satisfies; the specification is refused.
pub(super) fn reject_contradictions(lowering: &mut Lowering<'_, '_>, constraints: &[Constraint], is_integer: bool) {
    if let Some((lower, upper)) = contradiction(constraints, is_integer) {
        let message = format!("no value is both {} and {}", lower.limit, upper.limit);
        let help = "correct one of the two limits with an overlay";
        lowering.report(Diagnostic::error("contradicting-limits", &upper.provenance.origin, message).help(help));
    }
}

/// Returns two bounds with no value between them.
pub(super) fn contradiction(constraints: &[Constraint], is_integer: bool) -> Option<(&Constraint, &Constraint)> {
    let upper = |lower: &Constraint| constraints.iter().find(|upper| lower.limit.excludes(&upper.limit, is_integer));
    constraints.iter().find_map(|lower| Some((lower, upper(lower)?)))
}
