//! The two ends of a scale: "1 表示最严格，5 表示最宽松", "0 being the most strict and 6 the least".
//!
//! They imply a range without stating one, so what is found here is of strength
//! [`Strength::ScaleEnds`]: upstream may allow more than the ends it describes.

use std::ops::Range;

use super::{Claim, Finding, Kind, Strength, pattern::Pattern, range, reading::Reading, traps, value};
use crate::NumberLiteral;

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
pub(super) fn scale_ends(reading: &Reading<'_>) -> Vec<Finding> {
    match reading.subject.kind {
        Kind::Boolean | Kind::Array | Kind::Object => Vec::new(),
        Kind::Number => {
            ends(reading, &POLE).or_else(|| ends(reading, &FRACTION_END)).unwrap_or_else(|| glossed(reading))
        }
        Kind::String if reading.subject.points_elsewhere(&reading.name) || reading.subject.is_ticket(&reading.name) => {
            Vec::new()
        }
        _ => ends(reading, &POLE).unwrap_or_else(|| glossed(reading)),
    }
}

fn ends(reading: &Reading<'_>, pattern: &Pattern) -> Option<Vec<Finding>> {
    let mut poles = Vec::new();
    for found in pattern.all_captures(reading.text()) {
        let (whole, number) = (found.get(0)?.range(), found.get(1)?);
        let glued = range::is_glued_before(reading.before(number.start()));
        if !glued && !traps::is_example(reading, whole.start) && !traps::is_conditional(reading, &whole) {
            poles.push((value::decimal(number.as_str())?, whole));
        }
    }
    let [(first, start), (second, end)] = <[_; 2]>::try_from(poles).ok()?;
    scale(reading, &(start.start..end.end), first, second)
}

fn glossed(reading: &Reading<'_>) -> Vec<Finding> {
    let scales = GLOSSED.all_captures(reading.text()).filter_map(|found| {
        let span = found.get(0)?.range();
        let joined = !matches!(found.get(2)?.as_str().trim(), "和" | "与" | "," | "and");
        let stands =
            joined && !range::is_glued_before(reading.before(span.start)) && !traps::is_doubtful(reading, &span);
        let ends = [found.get(1)?, found.get(3)?].map(|number| value::decimal(number.as_str()));
        let [Some(first), Some(second)] = ends else { return None };
        stands.then(|| scale(reading, &span, first, second)).flatten()
    });
    scales.take(1).flatten().collect()
}

fn scale(
    reading: &Reading<'_>,
    span: &Range<usize>,
    first: NumberLiteral,
    second: NumberLiteral,
) -> Option<Vec<Finding>> {
    let (low, high) = if first < second { (first, second) } else { (second, first) };
    let claims = [
        Claim::Minimum { value: low.clone(), exclusive: false },
        Claim::Maximum { value: high.clone(), exclusive: false },
    ];
    let finding = |claim| Finding { strength: Strength::ScaleEnds, ..reading.finding(RULE, span, claim) };
    (low < high).then(|| claims.map(finding).to_vec())
}
