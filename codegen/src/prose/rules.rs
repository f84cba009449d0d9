//! The list of rules, and the function that applies them.

use super::{
    comparisons, count_phrases, defaults, exact_sizes, labelled_lists,
    model::{FieldText, Finding},
    ranges, reconcile, scale_endpoints, single_bounds,
    text_view::TextView,
    unlabelled_lists, value_tables,
};

/// The rules after [`defaults`]; each reads the whole text on its own.
const RULES: &[fn(&TextView<'_>) -> Vec<Finding>] = &[
    ranges::ranges,
    single_bounds::bounds,
    comparisons::chains,
    count_phrases::counts,
    exact_sizes::sizes,
    labelled_lists::lists,
    unlabelled_lists::lists,
    value_tables::tables,
    scale_endpoints::endpoints,
];

/// Returns the statements of a field's description, without those that contradict each other.
pub fn derive(field: &FieldText<'_>) -> Vec<Finding> {
    reconcile::reconcile(all(field))
}

/// Returns the findings of every rule, including contradictory ones.
pub(super) fn all(field: &FieldText<'_>) -> Vec<Finding> {
    let view = TextView::new(field);
    let mut findings = defaults::defaults(&view);
    let view = view.with_default(&findings);
    findings.extend(RULES.iter().flat_map(|rule| rule(&view)));
    findings
}
