//! Values with a special meaning, and dependencies on another field: "-1 means random", "0 表示不限制", "默认值依据模型而定".

use super::{number_text, pattern::Pattern};
use crate::NumberLiteral;

/// -1 has a special meaning.
static MINUS_ONE: Pattern =
    Pattern::new(r#"(?:^|[^0-9a-z.-])-1 *(?:⟨means (-1)⟩|[:=])|⟨send -1⟩ *[`"']?-1(?:[^0-9.]|$)"#);
/// A value with a special meaning, possibly outside the range.
static DISABLING_VALUE: Pattern = Pattern::new(
    r"(?:^|[^0-9a-z.-])(-?[0-9]+) *(?:⟨means (value)⟩|(?:⟨disabling link⟩|[:=,])(?: *⟨disabling link⟩|[:=,])* *⟨disabled⟩)",
);
/// A heading after which each line applies in some cases only.
static DEPENDENCE: Pattern =
    Pattern::new("⟨limit noun⟩[^。\\n]{0,24}⟨depends⟩|⟨models differ⟩|⟨limit noun (en)⟩[^.\\n,;0-9]{0,60}⟨varies⟩");

/// Returns the position from which everything depends on another field.
pub(super) fn dependence(text: &str) -> Option<usize> {
    DEPENDENCE.find(text).map(|found| found.start())
}

/// Returns whether -1 has a special meaning, so that a lower bound above it is not the whole truth.
pub(super) fn has_sentinel(text: &str) -> bool {
    MINUS_ONE.is_match(text)
}

/// Returns the values that disable the field; a bound that excludes one of them is not the whole truth.
pub(super) fn disabling_values(text: &str) -> Vec<NumberLiteral> {
    DISABLING_VALUE.all_captures(text).filter_map(|found| number_text::decimal(found.get(1)?.as_str())).collect()
}
