//! Endpoints of a scale: "1 表示最严格，5 表示最宽松", "0 being the most strict and 6 the least".
//!
//! They imply a range without stating it, so the confidence is [`Confidence::ScaleEndpoints`]: the server may accept more.

use std::ops::Range;

use super::{
    exclusions,
    model::{FieldType, Finding, Statement},
    number_text,
    pattern::Pattern,
    text_view::TextView,
};
use crate::{NumberLiteral, ir::Confidence};

const RULE: &str = "scale-ends";

/// A number that is one extreme of a scale.
static EXTREME: Pattern = Pattern::new(r"(-?[0-9]+(?:\.[0-9]+)?)(?: *(?:⟨means (scale)⟩|=|:))* *⟨extreme⟩");
/// 0 and 1 (or 100) of a fraction, each with its meaning.
static FRACTION: Pattern = Pattern::new(concat!(
    r"(?:^|[^0-9.:-])(0|1|100|0\.0|1\.0)",
    r"(?: *(?:⟨means (fraction, direct)⟩|= *[a-z])| +⟨means (fraction)⟩ +(?:\w+ ){0,2}⟨degree⟩)",
));
/// Two numbers, each with its meaning in brackets: "1 (strictest) to 6 (most permissive)".
static EXPLAINED: Pattern = Pattern::new(r"⟨n⟩ *\([^()0-9]{1,40}\)⟨join⟩⟨n⟩ *\([^()0-9]{1,40}\)");
static LIST_JOIN: Pattern = Pattern::new("^(?:⟨list and⟩|,)$");

/// Returns the endpoints of the scale that the text describes, if it describes exactly two.
pub(super) fn endpoints(view: &TextView<'_>) -> Vec<Finding> {
    match view.field.ty {
        FieldType::Boolean | FieldType::Array | FieldType::Object => Vec::new(),
        FieldType::Number => {
            endpoints_of(view, &EXTREME).or_else(|| endpoints_of(view, &FRACTION)).unwrap_or_else(|| explained(view))
        }
        FieldType::String if view.points_elsewhere() || view.is_identifier() => Vec::new(),
        _ => endpoints_of(view, &EXTREME).unwrap_or_else(|| explained(view)),
    }
}

fn endpoints_of(view: &TextView<'_>, pattern: &Pattern) -> Option<Vec<Finding>> {
    let mut extremes = Vec::new();
    for found in pattern.all_captures(view.text()) {
        let (whole, number) = (found.get(0)?.range(), found.get(1)?);
        let attached = number_text::is_attached_before(view.before(number.start()));
        if !attached && !exclusions::is_example(view, whole.start) && !exclusions::is_conditional(view, &whole) {
            extremes.push((number_text::decimal(number.as_str())?, whole));
        }
    }
    let [(first, start), (second, end)] = <[_; 2]>::try_from(extremes).ok()?;
    scale(view, &(start.start..end.end), first, second)
}

fn explained(view: &TextView<'_>) -> Vec<Finding> {
    let scales = EXPLAINED.all_captures(view.text()).filter_map(|found| {
        let span = found.get(0)?.range();
        let joined = !LIST_JOIN.is_match(found.get(2)?.as_str().trim());
        let is_scale = joined
            && !number_text::is_attached_before(view.before(span.start))
            && !exclusions::is_excluded(view, &span);
        let ends = [found.get(1)?, found.get(3)?].map(|number| number_text::decimal(number.as_str()));
        let [Some(first), Some(second)] = ends else { return None };
        is_scale.then(|| scale(view, &span, first, second)).flatten()
    });
    scales.take(1).flatten().collect()
}

fn scale(
    view: &TextView<'_>,
    span: &Range<usize>,
    first: NumberLiteral,
    second: NumberLiteral,
) -> Option<Vec<Finding>> {
    let (low, high) = if first < second { (first, second) } else { (second, first) };
    let statements = [
        Statement::Minimum { value: low.clone(), exclusive: false },
        Statement::Maximum { value: high.clone(), exclusive: false },
    ];
    let finding = |statement| Finding { confidence: Confidence::ScaleEndpoints, ..view.finding(RULE, span, statement) };
    (low < high).then(|| statements.map(finding).to_vec())
}
