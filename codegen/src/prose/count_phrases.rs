//! Bounds of a list whose number is a word: "Up to two voices", "Only one is supported", "最多两张".
//!
//! Numbers in digits are for [`super::single_bounds`], sizes that are both bounds at once for [`super::exact_sizes`], whose
//! numerals these are.

use super::{
    exact_sizes, exclusions, interpret,
    model::{FieldType, Finding, Statement},
    pattern::Pattern,
    text_view::TextView,
    units,
};

/// What is claimed, and how it is said: the numeral, and what is counted.
type Bound = (fn(u64) -> Statement, Pattern);

static BOUNDS: [Bound; 5] = [
    (
        Statement::MaxItems,
        Pattern::new(concat!(
            r"\b(?:up to|at most|no more than|(?:a )?maximum(?: of)?) (one|two|three|four|five|six|eight)",
            r"((?: [a-z-]+){1,3})",
        )),
    ),
    (
        Statement::MaxItems,
        Pattern::new(concat!(
            r"\bonly (?:a )?([0-9]+|single|one|two|three|four|five|six|eight)((?: [a-z-]+){1,3}?)",
            r" (?:is|are|can be|may be) (?:currently )?(?:supported|allowed|accepted|permitted|given|provided|passed)\b",
        )),
    ),
    (
        Statement::MinItems,
        Pattern::new(concat!(
            r"\b(?:at least|no fewer than|(?:a )?minimum(?: of)?) (one|two|three|four|five|six|eight)",
            r"((?: [a-z-]+){1,3})",
        )),
    ),
    (
        Statement::MaxItems,
        Pattern::new(concat!(
            r"(?:最多|至多|不(?:能|得|可)?超过)(?:可以?|支持|允许|能|只能)?(?:传入?|上传|输入|选择?|添加|设置)?",
            r" *([一两二三四五六七八九十])((?:张|个|条|段|幅|组|项))",
        )),
    ),
    (
        Statement::MinItems,
        Pattern::new(concat!(
            r"(?:最少|至少|不(?:能|得|可)?少于)(?:需要?|要|应)?(?:传入?|上传|输入|选择?|添加|包含)?",
            r" *([一两二三四五六七八九十])((?:张|个|条|段|幅|组|项))",
        )),
    ),
];

static WORD: Pattern = Pattern::new(r"[a-z]+");

/// Every count of items that is written as a word.
pub(super) fn counts(view: &TextView<'_>) -> Vec<Finding> {
    if view.field.ty != FieldType::Array {
        return Vec::new();
    }
    let found = |(statement, pattern): &'static Bound| {
        pattern.all_captures(view.text()).filter_map(move |found| {
            let (span, numeral, things) = (found.get(0)?.range(), found.get(1)?, found.get(2)?.as_str());
            let counted = !things.is_ascii() || names_items(view, things);
            let partial = interpret::is_partial(view, &(span.start..numeral.end()));
            let stands = counted && !partial && !exclusions::is_doubtful(view, &span);
            let count = exact_sizes::numeral(numeral.as_str()).filter(|_| stands)?;
            Some(view.finding("item-count", &span, statement(count)))
        })
    };
    BOUNDS.iter().flat_map(found).collect()
}

/// Whether a noun among the words is a known item or what the field is named after.
pub(super) fn names_items(view: &TextView<'_>, words: &str) -> bool {
    WORD.all(words).any(|word| {
        let word = word.as_str();
        let singular = word.strip_suffix('s').unwrap_or(word);
        units::measure(word) == units::UnitKind::Items || view.name.counts(singular)
    })
}
