//! Phrases that state a limit which is not derived, because it contradicts the type or another phrase.
//!
//! The caller reports them, so that no stated limit is lost silently.

use std::collections::BTreeSet;

use super::{
    model::{Aspect, FieldText, FieldType, Finding, Statement},
    rules::{self, derive},
};
use crate::ir::Confidence;

/// A phrase whose limit is not derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unenforced {
    /// The phrase, quoted from the description.
    pub phrase: String,
    /// The reason, as a clause.
    pub reason: &'static str,
}

/// Returns the phrases of a description whose limits are not derived, each once.
pub fn unenforced(field: &FieldText<'_>) -> Vec<Unenforced> {
    let derived = derive(field);
    let mut unenforced = contradicting_each_other(field, &derived);
    if unenforced.is_empty() {
        unenforced = contradicting_the_type(field, &derived);
    }
    let mut phrases = BTreeSet::new();
    unenforced.retain(|found| phrases.insert(found.phrase.clone()));
    unenforced
}

/// Returns whether two statements can replace each other: bounds and lists of values can, and so can all sizes.
fn are_alike(one: &Statement, other: &Statement) -> bool {
    let group = |statement: &Statement| match statement.aspect() {
        Aspect::Default => 0,
        Aspect::Range | Aspect::EnumValues => 1,
        Aspect::Length | Aspect::ItemCount => 2,
    };
    group(one) == group(other)
}

fn is_replaced(finding: &Finding, derived: &[Finding]) -> bool {
    derived.iter().any(|other| are_alike(&other.statement, &finding.statement))
}

/// Findings that reconciliation dropped without a similar one in their place.
fn contradicting_each_other(field: &FieldText<'_>, derived: &[Finding]) -> Vec<Unenforced> {
    let has_size = derived.iter().any(|finding| are_alike(&finding.statement, &Statement::MaxLength(0)));
    let dropped = rules::all(field).into_iter().filter(|finding| {
        let explicit = finding.confidence == Confidence::Explicit && finding.rule != "code-table";
        // Next to a length, a range is that of a subject of the text.
        let of_subject = has_size && matches!(finding.statement.aspect(), Aspect::Range | Aspect::EnumValues);
        explicit && !of_subject && !is_replaced(finding, derived)
    });
    dropped.map(|finding| Unenforced { phrase: finding.phrase, reason: "the description contradicts it" }).collect()
}

/// Rules that need a keyword such as "default" or "range", so that every match is meant as a limit.
const KEYWORD_RULES: &[&str] = &["default", "range", "one-sided-range", "supported-values"];

/// Findings that the text would have for a field of another type, where it has no similar one for this type.
fn contradicting_the_type(field: &FieldText<'_>, derived: &[Finding]) -> Vec<Unenforced> {
    let others: &[FieldType] = match field.ty {
        FieldType::Boolean => &[FieldType::Number],
        FieldType::Integer | FieldType::Number => &[FieldType::String],
        FieldType::String | FieldType::Array | FieldType::Object | FieldType::Unknown => &[],
    };
    let findings = others.iter().flat_map(|ty| derive(&FieldText { ty: *ty, ..*field }));
    let ignored = findings.filter(|finding| KEYWORD_RULES.contains(&finding.rule) && !is_replaced(finding, derived));
    let reason = "the type of the field does not allow it";
    ignored.map(|finding| Unenforced { phrase: finding.phrase, reason }).collect()
}
