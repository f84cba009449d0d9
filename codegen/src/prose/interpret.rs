//! Interpretation of a number with a side and a unit as a limit of the value, the length or the number of items.
//!
//! [`super::ranges`] and [`super::single_bounds`] find numbers; the type of the field decides here what they limit.

use std::ops::Range;

use super::{
    model::{FieldType, Statement},
    pattern::Pattern,
    text_view::TextView,
    units::{self, UnitKind},
};
use crate::NumberLiteral;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum BoundSide {
    Lower,
    Upper,
}

/// A bound as it was read.
pub(super) struct NumericBound {
    pub(super) side: BoundSide,
    pub(super) value: NumberLiteral,
    pub(super) exclusive: bool,
    pub(super) unit: UnitKind,
}

/// A length is meant, even without a unit.
static LENGTH: Pattern = Pattern::new("⟨length⟩");
static TOTAL_LENGTH: Pattern = Pattern::new("⟨total length⟩");
static SUM: Pattern = Pattern::new(r"\+|⟨plus⟩");
/// A length or count of a part, a sum, or another field.
static PART: Pattern = Pattern::new("⟨part⟩");
static PART_AFTER: Pattern = Pattern::new(r"^[^。.;\n]{0,24}⟨part (after)⟩|^ *⟨decimal places⟩");

/// Returns whether the text before a number is about a length.
pub(super) fn is_length(before: &str) -> bool {
    LENGTH.is_match(before)
}

/// Returns whether the length or count at a span is that of a part, or of several fields together.
///
/// In a text that states the total length, every other length is that of a part.
pub(super) fn is_partial(view: &TextView<'_>, span: &Range<usize>) -> bool {
    let before = view.clause_before(span.start);
    let matched = view.text().get(span.clone()).unwrap_or_default();
    let of_total = TOTAL_LENGTH.is_match(before) || TOTAL_LENGTH.is_match(matched);
    PART.is_match(before)
        || (of_total && SUM.is_match(before))
        || PART_AFTER.is_match(view.after(span.end))
        || (!of_total && TOTAL_LENGTH.is_match(view.text()))
}

impl NumericBound {
    /// Returns the statement about the field, and the rule name of a length or count.
    pub(super) fn statement(
        self,
        view: &TextView<'_>,
        span: &Range<usize>,
        means_length: bool,
    ) -> Option<(Statement, Option<&'static str>)> {
        self.of_field(view, means_length).filter(|(_, rule)| rule.is_none() || !is_partial(view, span))
    }

    fn of_field(self, view: &TextView<'_>, means_length: bool) -> Option<(Statement, Option<&'static str>)> {
        match view.field.ty {
            FieldType::Integer | FieldType::Number => {
                let own = !means_length || view.name.mentions(&["length", "len", "chars"]);
                (own && units::measures_value(self.unit, view)).then(|| (self.value_claim(), None))
            }
            FieldType::String if self.is_length(means_length) => self.length_claim(),
            FieldType::String => self.text_claim(view),
            FieldType::Array => self.count_claim(),
            FieldType::Unknown => (self.unit == UnitKind::Bare && !means_length).then(|| (self.value_claim(), None)),
            FieldType::Boolean | FieldType::Object => None,
        }
    }

    fn is_length(&self, means_length: bool) -> bool {
        let bytes = self.unit == UnitKind::Bytes && self.side == BoundSide::Upper;
        bytes || self.unit == UnitKind::Characters || (means_length && self.unit == UnitKind::Bare)
    }

    /// Returns the range of a string that contains a number. An identifier, a reference to a file and free text have none.
    fn text_claim(self, view: &TextView<'_>) -> Option<(Statement, Option<&'static str>)> {
        let about_itself = !view.points_elsewhere() && !view.is_identifier() && !view.is_free_text();
        let measured = self.unit != UnitKind::Items && units::measures_value(self.unit, view);
        (about_itself && measured).then(|| (self.value_claim(), None))
    }

    fn value_claim(self) -> Statement {
        match self.side {
            BoundSide::Lower => Statement::Minimum { value: self.value, exclusive: self.exclusive },
            BoundSide::Upper => Statement::Maximum { value: self.value, exclusive: self.exclusive },
        }
    }

    fn length_claim(self) -> Option<(Statement, Option<&'static str>)> {
        let length = self.inclusive()?;
        Some(match self.side {
            BoundSide::Lower => (Statement::MinLength(length), Some("min-length")),
            BoundSide::Upper => (Statement::MaxLength(length), Some("max-length")),
        })
    }

    fn count_claim(self) -> Option<(Statement, Option<&'static str>)> {
        if !matches!(self.unit, UnitKind::Items | UnitKind::Bare) {
            return None;
        }
        let count = self.inclusive()?;
        Some(match self.side {
            BoundSide::Lower => (Statement::MinItems(count), Some("min-items")),
            BoundSide::Upper => (Statement::MaxItems(count), Some("max-items")),
        })
    }

    /// Returns a length or count as an inclusive bound: fewer than 500 is at most 499.
    fn inclusive(&self) -> Option<u64> {
        let value = self.value.as_u64()?;
        match (self.exclusive, self.side) {
            (false, _) => Some(value),
            (true, BoundSide::Lower) => value.checked_add(1),
            (true, BoundSide::Upper) => value.checked_sub(1),
        }
    }
}
