//! Chains of comparisons: "512≤width≤2048", "0 < x <= 1", "1 ≤ 值 < 10".
//!
//! What stands in the middle must be the field, by its name or by a word for any value: pixels of a picture
//! are compared like this in the texts of fields that are not about them.

use super::{
    exclusions,
    interpret::{self, Limit, Side},
    model::Finding,
    number_text, other_subjects,
    pattern::Pattern,
    text_view::TextView,
    units,
};

static CHAIN: Pattern = Pattern::new(r"⟨n⟩⟨u⟩ *(<=|≤|<) *([\p{L}_][\p{L}0-9_]{0,30})? *(<=|≤|<) *⟨n⟩⟨u⟩");
/// What stands for the value whatever the field is called.
static ANY_VALUE: Pattern = Pattern::new(r"^(?:[xnv]|值|取值|数值|该值|参数值?|输入值?|value|val|num|number)$");

/// Both bounds of every chain.
pub(super) fn chains(view: &TextView<'_>) -> Vec<Finding> {
    CHAIN.all_captures(view.text()).filter_map(|found| chain(view, &found)).flatten().collect()
}

/// What Han texts call fields with these names.
const CALLED: &[(&str, &[&str])] = &[
    ("宽", &["width", "w"]),
    ("高", &["height", "h"]),
    ("时长", &["duration", "seconds", "length"]),
    ("步数", &["steps"]),
];

fn is_called(view: &TextView<'_>, middle: &str) -> bool {
    CALLED.iter().any(|(called, names)| middle.trim_end_matches('度') == *called && view.name.mentions(names))
}

/// "0<字符数<=2000", "1≤张数≤4": whether the field has such a size is for [`Limit`].
fn is_size(middle: &str) -> bool {
    interpret::speaks_of_length(middle) || ["张数", "个数", "数量", "条数"].contains(&middle)
}

fn chain(view: &TextView<'_>, found: &regex::Captures<'_>) -> Option<Vec<Finding>> {
    let group = |index| found.get(index).map_or("", |part| part.as_str());
    let span = found.get(0)?.range();
    let middle = group(4);
    let announced = view.before(span.start).contains(middle);
    let own =
        announced || ANY_VALUE.found_in(middle) || view.name.is(middle) || is_size(middle) || is_called(view, middle);
    if !own
        || exclusions::is_doubtful(view, &span)
        || exclusions::has_alternative(view, &span)
        || other_subjects::is_about_another(view, view.clause_before(span.start))
    {
        return None;
    }
    let sides = [(Side::Lower, 1, 2, 3), (Side::Upper, 6, 7, 5)];
    let stated = sides.into_iter().map(|(side, number, unit, sign)| {
        let value = number_text::number(group(number))?;
        let limit = Limit { side, value, exclusive: group(sign) == "<", measure: units::measure(group(unit)) };
        let (statement, rule) = limit.statement(view, &span, interpret::speaks_of_length(middle))?;
        Some(view.finding(rule.unwrap_or("range"), &span, statement))
    });
    stated.collect()
}
