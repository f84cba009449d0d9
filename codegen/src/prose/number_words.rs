//! Numbers that are written as words: 两, three.

use super::pattern::Pattern;

static NUMERALS: [(u64, Pattern); 11] = [
    (1, Pattern::new("^⟨single⟩$")),
    (1, Pattern::new("^⟨numeral 1⟩$")),
    (2, Pattern::new("^⟨numeral 2⟩$")),
    (3, Pattern::new("^⟨numeral 3⟩$")),
    (4, Pattern::new("^⟨numeral 4⟩$")),
    (5, Pattern::new("^⟨numeral 5⟩$")),
    (6, Pattern::new("^⟨numeral 6⟩$")),
    (7, Pattern::new("^⟨numeral 7⟩$")),
    (8, Pattern::new("^⟨numeral 8⟩$")),
    (9, Pattern::new("^⟨numeral 9⟩$")),
    (10, Pattern::new("^⟨numeral 10⟩$")),
];

/// Returns the value of a number in digits or words.
pub(super) fn parse(text: &str) -> Option<u64> {
    let numeral = NUMERALS.iter().find(|(_, pattern)| pattern.is_match(text)).map(|(value, _)| *value);
    numeral.or_else(|| text.parse().ok())
}
