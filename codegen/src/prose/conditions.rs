//! Sentences that state a condition: "当 mode 为 pro 时", "if `hd` is on".

use super::{field_name::Name, pattern::Pattern, text_view::TextView};

static CONDITION: Pattern = Pattern::new("⟨condition⟩");
/// The absence of the field itself is not a condition: "if omitted, 1 is used" states the default.
pub(super) static ABSENCE: Pattern = Pattern::new("⟨absence⟩");
/// When a field is used at all is not a condition on its values: "仅当 hd 为真时生效，取值 1-5".
static VALIDITY: Pattern = Pattern::new("⟨validity⟩");
pub(super) static IDENTIFIER: Pattern =
    Pattern::new(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|`[^`]+`|\b(?-i:[a-z]+[A-Z])[A-Za-z]*\b");

/// Returns whether a sentence limits the rest of it to a condition.
pub(super) fn states_condition(view: &TextView<'_>, sentence: &str) -> bool {
    CONDITION.is_match(without_validity(sentence)) && !is_absence_of_field(sentence, &view.name)
}

fn without_validity(sentence: &str) -> &str {
    let clauses = sentence.match_indices(',').map(|(at, _)| at + 1).chain([0]);
    let end = clauses.filter_map(|start| Some(start + VALIDITY.find(sentence.get(start..)?)?.end())).max();
    sentence.get(end.unwrap_or(0)..).unwrap_or(sentence)
}

fn is_absence_of_field(before: &str, name: &Name) -> bool {
    ABSENCE.is_match(before)
        && IDENTIFIER.find_all(before).all(|found| name.is_empty() || name.is(found.as_str().trim_matches('`')))
}
