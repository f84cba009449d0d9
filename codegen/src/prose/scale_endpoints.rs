//! The two ends of a scale: "1 表示最严格，5 表示最宽松", "0 being the most strict and 6 the least".
//!
//! They imply a range without stating one, so what is found here is of confidence
//! [`Confidence::ScaleEndpoints`]: upstream may allow more than the ends it describes.

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

/// A number that is one extreme of something.
static POLE: Pattern = Pattern::new(concat!(
    r"(-?[0-9]+(?:\.[0-9]+)?)(?: *(?:表示|代表|意味着|为|是|即|指|对应|时|则|=|:|\bbeing\b|\bis\b|\bmeans?\b|\brepresents?\b",
    r"|\bindicates?\b|\bas\b))*",
    r" *(?:the )?(?:最(?:\p{Han}{1,4})|\bmost\b|\bleast\b|\b(?:strict|high|low|loos|weak|strong|safe|fast|slow)est\b)",
));

/// 0 and 1 (or 100) of a fraction, each with its meaning.
static FRACTION_END: Pattern = Pattern::new(concat!(
    r"(?:^|[^0-9.:-])(0|1|100|0\.0|1\.0)(?: *(?:表示|代表|意味着|= *[a-z])| +(?:means?|represents?|indicates?|is",
    r"|being) +(?:\w+ ){0,2}(?:no|none|full|fully|complete|completely|original|entirely)\b)",
));

/// Two ends, each with what it means: "1 (strictest) to 6 (most permissive)".
static GLOSSED: Pattern = Pattern::new(r"⟨n⟩ *\([^()0-9]{1,40}\)⟨to⟩⟨n⟩ *\([^()0-9]{1,40}\)");

/// The ends of the scale that the text describes, if it describes exactly two.
pub(super) fn endpoints(view: &TextView<'_>) -> Vec<Finding> {
    match view.field.ty {
        FieldType::Boolean | FieldType::Array | FieldType::Object => Vec::new(),
        FieldType::Number => ends(view, &POLE).or_else(|| ends(view, &FRACTION_END)).unwrap_or_else(|| glossed(view)),
        FieldType::String if view.points_elsewhere() || view.is_identifier() => Vec::new(),
        _ => ends(view, &POLE).unwrap_or_else(|| glossed(view)),
    }
}

fn ends(view: &TextView<'_>, pattern: &Pattern) -> Option<Vec<Finding>> {
    let mut poles = Vec::new();
    for found in pattern.all_captures(view.text()) {
        let (whole, number) = (found.get(0)?.range(), found.get(1)?);
        let glued = number_text::is_glued_before(view.before(number.start()));
        if !glued && !exclusions::is_example(view, whole.start) && !exclusions::is_conditional(view, &whole) {
            poles.push((number_text::decimal(number.as_str())?, whole));
        }
    }
    let [(first, start), (second, end)] = <[_; 2]>::try_from(poles).ok()?;
    scale(view, &(start.start..end.end), first, second)
}

fn glossed(view: &TextView<'_>) -> Vec<Finding> {
    let scales = GLOSSED.all_captures(view.text()).filter_map(|found| {
        let span = found.get(0)?.range();
        let joined = !matches!(found.get(2)?.as_str().trim(), "和" | "与" | "," | "and");
        let stands =
            joined && !number_text::is_glued_before(view.before(span.start)) && !exclusions::is_doubtful(view, &span);
        let ends = [found.get(1)?, found.get(3)?].map(|number| number_text::decimal(number.as_str()));
        let [Some(first), Some(second)] = ends else { return None };
        stands.then(|| scale(view, &span, first, second)).flatten()
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
