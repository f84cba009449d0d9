//! Words behind and between the members of a run: part of a name, part of the sentence, or prose.
//!
//! "Kling V2, Kling V1.6" has blanks inside its members, "a, b, which differ" and "a, b, bigger values cost more" go
//! on with the sentence. The run itself is read by [`super::list_items`].

use super::{pattern::Pattern, written_value::WrittenValue};

/// Words that go on with the sentence behind a comma.
const SENTENCE_WORDS: &str = "a all an and another any are as because but by can default defaults depending e e.g each etc \
    for from i i.e if in is it its may min max must not note of on only or other otherwise see so such than that the then \
    this to unless use used using we when where which while will with you your";

/// Those that are members all the same in front of a separator: "支持default、png".
const SWITCHES: &str = "a all any default max min not on";

static MORE_WORDS: Pattern = Pattern::new(r"^(?: [a-z0-9][a-z0-9._-]*){1,3}");
static NEXT_WORD: Pattern = Pattern::new(r"^ +((?-i:[a-z])[a-z0-9]*)");

/// Words that may stand behind a member without being prose.
const JOINING: &str = "and by default if is only or when";

/// The words behind a member that belong to it: all of them have a capital letter or digit in front.
pub(super) fn of_one_name<'t>(behind: &'t str, written: &WrittenValue) -> Option<&'t str> {
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

/// A plain word with more words behind it is no member: "fast, slow, bigger values cost more".
pub(super) fn run_into_prose(behind: &str, written: &WrittenValue) -> bool {
    let next = NEXT_WORD.captures(behind).and_then(|found| found.get(1));
    written.is_plain_word() && next.is_some_and(|word| !is_among(word.as_str(), JOINING))
}

/// Whether the word at the beginning of a text goes on with the sentence instead of being a member.
pub(super) fn go_on_with_sentence(text: &str, written: &WrittenValue) -> bool {
    let behind = text.get(written.length..).unwrap_or_default();
    let ends = behind.is_empty() || behind.starts_with(['、', ',', '|', '/', ')', ']', '。', '\n', ';', '(']);
    let is_switch = behind.trim_start().starts_with([':', '=']) && written.text.eq_ignore_ascii_case("on");
    let is_member = written.is_quoted() || is_switch || (ends && is_among(&written.text, SWITCHES));
    !is_member && is_among(&written.text, SENTENCE_WORDS)
}

fn is_among(word: &str, words: &str) -> bool {
    words.split_whitespace().any(|known| known.eq_ignore_ascii_case(word))
}
