//! From a number with a side and a unit to what it limits: the value, the length or the count.
//!
//! The scanners ([`super::ranges`], [`super::single_bounds`]) find numbers; which statement a number makes is decided
//! here, from the kind of the field, so that both scanners agree about it.

use std::ops::Range;

use super::{
    model::{FieldType, Statement},
    pattern::Pattern,
    text_view::TextView,
    units::{self, UnitKind},
};
use crate::NumberLiteral;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    Lower,
    Upper,
}

/// One bound as it was read.
pub(super) struct Limit {
    pub(super) side: Side,
    pub(super) value: NumberLiteral,
    pub(super) exclusive: bool,
    pub(super) measure: UnitKind,
}

/// A length is meant even without a unit.
static LENGTH_WORD: Pattern = Pattern::new(r"长度|字数|字符数|字符串长|\blength\b|\bcharacters\b");

const TOTAL: &str = "总长度";

/// Lengths and counts of parts, sums, hashes and other fields.
static PARTIAL: Pattern = Pattern::new(concat!(
    r"每[个张段条行项句种幅名组]|单[个张条段]|各|分别|合计|总和|之和|加起来|共计|文件名|小数|前缀|后缀|停顿|视频|音频|歌曲",
    r"|\beach\b|\bper\b|\bevery\b|\bcombined\b|\btogether\b|\btotal\b|\bsum\b|\bfilename|\bprefix\b|\bvideo\b",
    r"|\baudio\b|\bdecimal",
));
static PARTIAL_BEHIND: Pattern = Pattern::new(
    r"^[^。.;\n]{0,24}(?:\beach\b|\bper (?:image|item|video|line|tag|prompt|entry|file|frame|word|scene|shot)\b|\bcombined\b|之和)|^ *位?小数",
);

/// Whether the words in front of a number speak of a length.
pub(super) fn speaks_of_length(words: &str) -> bool {
    LENGTH_WORD.found_in(words)
}

/// Whether the length or count at a span is that of a part, or of several fields together.
///
/// Where a text states the total length, every other length in it is a part's.
pub(super) fn is_partial(view: &TextView<'_>, span: &Range<usize>) -> bool {
    let before = view.clause_before(span.start);
    let said = view.text().get(span.clone()).unwrap_or_default();
    let of_total = before.contains(TOTAL) || said.contains(TOTAL);
    PARTIAL.found_in(before)
        || (of_total && before.contains(['+', '与', '和', '及']))
        || PARTIAL_BEHIND.found_in(view.behind(span.end))
        || (!of_total && view.text().contains(TOTAL))
}

impl Limit {
    /// The limit of the field itself, and the rule's name where it is a length or a count.
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
                (own && units::measures_value(self.measure, view)).then(|| (self.value_claim(), None))
            }
            FieldType::String if self.is_length(means_length) => self.length_claim(),
            FieldType::String => self.text_claim(view),
            FieldType::Array => self.count_claim(),
            FieldType::Unknown => (self.measure == UnitKind::Bare && !means_length).then(|| (self.value_claim(), None)),
            FieldType::Boolean | FieldType::Object => None,
        }
    }

    fn is_length(&self, means_length: bool) -> bool {
        let bytes = self.measure == UnitKind::Bytes && self.side == Side::Upper;
        bytes || self.measure == UnitKind::Characters || (means_length && self.measure == UnitKind::Bare)
    }

    /// A string that holds a number: not one that points to a picture or holds prose.
    fn text_claim(self, view: &TextView<'_>) -> Option<(Statement, Option<&'static str>)> {
        let about_itself = !view.points_elsewhere() && !view.is_identifier() && !view.is_free_text();
        let measured = self.measure != UnitKind::Items && units::measures_value(self.measure, view);
        (about_itself && measured).then(|| (self.value_claim(), None))
    }

    fn value_claim(self) -> Statement {
        match self.side {
            Side::Lower => Statement::Minimum { value: self.value, exclusive: self.exclusive },
            Side::Upper => Statement::Maximum { value: self.value, exclusive: self.exclusive },
        }
    }

    fn length_claim(self) -> Option<(Statement, Option<&'static str>)> {
        let length = self.whole()?;
        Some(match self.side {
            Side::Lower => (Statement::MinLength(length), Some("min-length")),
            Side::Upper => (Statement::MaxLength(length), Some("max-length")),
        })
    }

    fn count_claim(self) -> Option<(Statement, Option<&'static str>)> {
        if !matches!(self.measure, UnitKind::Items | UnitKind::Bare) {
            return None;
        }
        let count = self.whole()?;
        Some(match self.side {
            Side::Lower => (Statement::MinItems(count), Some("min-items")),
            Side::Upper => (Statement::MaxItems(count), Some("max-items")),
        })
    }

    /// Lengths and counts are whole: fewer than 500 are at most 499.
    fn whole(&self) -> Option<u64> {
        let value = self.value.as_u64()?;
        match (self.exclusive, self.side) {
            (false, _) => Some(value),
            (true, Side::Lower) => value.checked_add(1),
            (true, Side::Upper) => value.checked_sub(1),
        }
    }
}
