//! Chains of comparisons: "512≤width≤2048", "0 < x <= 1", "1 ≤ 值 < 10".
//!
//! The middle must refer to the field, by its name or by a word for its value: descriptions of other fields contain such
//! comparisons too, e.g. of the width of a picture.

use super::{
    exclusions,
    interpret::{self, BoundSide, NumericBound},
    model::Finding,
    number_text, other_subjects,
    pattern::Pattern,
    text_view::TextView,
    units,
};

static CHAIN: Pattern = Pattern::new(r"⟨n⟩⟨u⟩ *(<=|≤|<) *([\p{L}_][\p{L}0-9_]{0,30})? *(<=|≤|<) *⟨n⟩⟨u⟩");
static THE_VALUE: Pattern = Pattern::new("^(?:[xnv]|⟨the value⟩)$");
static COUNT: Pattern = Pattern::new("^⟨count⟩$");
/// Names of dimensions in descriptions, and the names of the fields.
static DIMENSIONS: [(Pattern, &[&str]); 4] = [
    (Pattern::new("^⟨dimension width⟩$"), &["width", "w"]),
    (Pattern::new("^⟨dimension height⟩$"), &["height", "h"]),
    (Pattern::new("^⟨dimension duration⟩$"), &["duration", "seconds", "length"]),
    (Pattern::new("^⟨dimension steps⟩$"), &["steps"]),
];

/// Returns both bounds of every chain.
pub(super) fn chains(view: &TextView<'_>) -> Vec<Finding> {
    CHAIN.all_captures(view.text()).filter_map(|found| chain(view, &found)).flatten().collect()
}

fn is_dimension_of_field(view: &TextView<'_>, middle: &str) -> bool {
    DIMENSIONS.iter().any(|(phrases, names)| phrases.is_match(middle) && view.name.mentions(names))
}

/// Returns whether the middle is a size: "0<字符数<=2000", "1≤张数≤4".
fn is_size(middle: &str) -> bool {
    interpret::is_length(middle) || COUNT.is_match(middle)
}

fn chain(view: &TextView<'_>, found: &regex::Captures<'_>) -> Option<Vec<Finding>> {
    let group = |index| found.get(index).map_or("", |part| part.as_str());
    let span = found.get(0)?.range();
    let middle = group(4);
    let announced = view.before(span.start).contains(middle);
    let own = announced
        || THE_VALUE.is_match(middle)
        || view.name.is(middle)
        || is_size(middle)
        || is_dimension_of_field(view, middle);
    if !own
        || exclusions::is_excluded(view, &span)
        || exclusions::has_alternative(view, &span)
        || other_subjects::is_about_another(view, view.clause_before(span.start))
    {
        return None;
    }
    let sides = [(BoundSide::Lower, 1, 2, 3), (BoundSide::Upper, 6, 7, 5)];
    let stated = sides.into_iter().map(|(side, number, unit, sign)| {
        let value = number_text::number(group(number))?;
        let numeric = NumericBound { side, value, exclusive: group(sign) == "<", unit: units::measure(group(unit)) };
        let (statement, rule) = numeric.statement(view, &span, interpret::is_length(middle))?;
        Some(view.finding(rule.unwrap_or("range"), &span, statement))
    });
    stated.collect()
}
