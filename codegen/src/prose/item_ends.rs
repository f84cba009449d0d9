//! The end of a list item: words of its name, of the sentence, or of prose after it.
//!
//! "Kling V2, Kling V1.6" has spaces inside its items; "a, b, which differ" and "a, b, bigger values cost more" continue the
//! sentence. The run of items is read by [`super::list_items`].

use super::{pattern::Pattern, written_value::WrittenValue};

static SENTENCE_WORD: Pattern = Pattern::new("^⟨sentence word⟩$");
static ITEM_WORD: Pattern = Pattern::new("^⟨item word⟩$");
static JOINING_WORD: Pattern = Pattern::new("^⟨joining word⟩$");
static MORE_WORDS: Pattern = Pattern::new("^(?: [a-z0-9][a-z0-9._-]*){1,3}");
static NEXT_WORD: Pattern = Pattern::new("^ +((?-i:[a-z])[a-z0-9]*)");

/// Returns the words after an item that belong to its name: they begin with a capital letter or a digit.
pub(super) fn rest_of_name<'t>(behind: &'t str, written: &WrittenValue) -> Option<&'t str> {
    let first = written.text.chars().next()?;
    if written.is_quoted() || !first.is_ascii_uppercase() {
        return None;
    }
    let words = MORE_WORDS.find(behind)?.as_str();
    let capital = |word: &str| word.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit());
    let next = behind.get(words.len()..)?.trim_start().chars().next();
    let closed = next.is_none_or(|next| ",、;|/\n。.()[]".contains(next));
    (words.split_whitespace().all(capital) && closed).then_some(words)
}

/// Returns whether the item is the beginning of prose: "fast, slow, bigger values cost more".
pub(super) fn is_prose(behind: &str, written: &WrittenValue) -> bool {
    let next = NEXT_WORD.captures(behind).and_then(|found| found.get(1));
    written.is_plain_word() && next.is_some_and(|word| !JOINING_WORD.is_match(word.as_str()))
}

/// Returns whether the word at the beginning of a text continues the sentence and is not an item.
pub(super) fn continues_sentence(text: &str, written: &WrittenValue) -> bool {
    let behind = text.get(written.length..).unwrap_or_default();
    let ends = behind.is_empty() || behind.starts_with(['、', ',', '|', '/', ')', ']', '。', '\n', ';', '(']);
    let is_switch = behind.trim_start().starts_with([':', '=']) && written.text.eq_ignore_ascii_case("on");
    let is_item = written.is_quoted() || is_switch || (ends && ITEM_WORD.is_match(&written.text));
    !is_item && SENTENCE_WORD.is_match(&written.text)
}
