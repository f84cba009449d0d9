//! Numbers of items that are written as words: "Up to two voices", "Only one is supported", "最多两张".
//!
//! Numbers in digits are read by [`super::single_bounds`], exact sizes by [`super::exact_sizes`].

use super::{
    exclusions, interpret,
    model::{FieldType, Finding, Statement},
    number_words,
    pattern::Pattern,
    text_view::TextView,
    units,
};

/// The statement, and a pattern with two groups: the numeral, and the noun that is counted.
type CountPhrase = (fn(u64) -> Statement, Pattern);

macro_rules! counted {
    () => {
        "(?: *⟨filler⟩)* *(⟨numeral⟩)((?: [a-z-]+){1,3}|⟨item counter⟩)"
    };
}

static BOUNDS: [CountPhrase; 3] = [
    (Statement::MaxItems, Pattern::new(concat!(r"(?:⟨at most⟩|\bup to\b)", counted!()))),
    (Statement::MaxItems, Pattern::new("⟨only⟩ (?:a )?([0-9]+|⟨single⟩|⟨numeral⟩)((?: [a-z-]+){1,3}?) ⟨is supported⟩")),
    (Statement::MinItems, Pattern::new(concat!("⟨at least⟩", counted!()))),
];

static WORD: Pattern = Pattern::new("[a-z]+");

/// Returns every number of items that is written as a word.
pub(super) fn counts(view: &TextView<'_>) -> Vec<Finding> {
    if view.field.ty != FieldType::Array {
        return Vec::new();
    }
    let found = |(statement, pattern): &'static CountPhrase| {
        pattern.all_captures(view.text()).filter_map(move |found| {
            let (span, numeral, noun) = (found.get(0)?.range(), found.get(1)?, found.get(2)?.as_str());
            let is_counted = !noun.is_ascii() || names_items(view, noun);
            let is_part = interpret::is_partial(view, &(span.start..numeral.end()));
            let is_limit = is_counted && !is_part && !exclusions::is_excluded(view, &span);
            let count = number_words::parse(numeral.as_str()).filter(|_| is_limit)?;
            Some(view.finding("item-count", &span, statement(count)))
        })
    };
    BOUNDS.iter().flat_map(found).collect()
}

/// Returns whether one of the words is a known kind of item, or what the field is named after.
pub(super) fn names_items(view: &TextView<'_>, words: &str) -> bool {
    WORD.find_all(words).any(|word| {
        let word = word.as_str();
        let singular = word.strip_suffix('s').unwrap_or(word);
        units::measure(word) == units::UnitKind::Items || view.name.counts(singular)
    })
}
