//! The normalized text of a field with its context queries: the sentence or clause before and after a position.
//!
//! Queries are limited to a window, so that their cost does not depend on the length of the text.

use std::ops::Range;

use super::{
    field_name::Name,
    model::{FieldText, Finding, Statement},
    normalize::Normalized,
    pattern::Pattern,
    special_values,
    written_value::WrittenValue,
};
use crate::{Literal, NumberLiteral, ir::Confidence};

/// The size of the context before and after a position, in bytes.
const WINDOW: usize = 400;

/// The text of a field as the rules read it.
pub(super) struct TextView<'a> {
    pub(super) field: &'a FieldText<'a>,
    pub(super) name: Name,
    normalized: Normalized<'a>,
    /// Every position from here on depends on another field ("默认值依据模型而定：…").
    conditional_from: usize,
    has_sentinel: bool,
    disabling_values: Vec<NumberLiteral>,
    stated_default: Option<String>,
}

impl<'a> TextView<'a> {
    pub(super) fn new(field: &'a FieldText<'a>) -> Self {
        let normalized = Normalized::new(field.text);
        Self {
            field,
            name: Name::new(field.name),
            conditional_from: special_values::dependence(normalized.text()).unwrap_or(usize::MAX),
            has_sentinel: special_values::has_sentinel(normalized.text()),
            disabling_values: special_values::disabling_values(normalized.text()),
            normalized,
            stated_default: None,
        }
    }

    /// Adds the default that was found, which other rules compare with.
    #[must_use]
    pub(super) fn with_default(self, findings: &[Finding]) -> Self {
        let stated_default = findings.iter().find_map(|finding| match &finding.statement {
            Statement::Default(Literal::String(text)) => Some(text.clone()),
            Statement::Default(Literal::Number(number)) => Some(number.as_str().to_owned()),
            _ => None,
        });
        Self { stated_default, ..self }
    }

    /// Returns the normalized text.
    pub(super) fn text(&self) -> &str {
        self.normalized.text()
    }

    /// Returns the text from a position on.
    pub(super) fn from(&self, at: usize) -> &str {
        self.text().get(at..).unwrap_or_default()
    }

    /// Returns the text before a position, at most a window of it.
    pub(super) fn before(&self, at: usize) -> &str {
        let earliest = at.saturating_sub(WINDOW);
        let start = (earliest..=at).find(|start| self.text().is_char_boundary(*start)).unwrap_or(at);
        self.text().get(start..at).unwrap_or_default()
    }

    /// Returns the text after a position, at most a window of it.
    pub(super) fn after(&self, at: usize) -> &str {
        let latest = at.saturating_add(WINDOW).min(self.text().len());
        let end = (at..=latest).rev().find(|end| self.text().is_char_boundary(*end)).unwrap_or(at);
        self.text().get(at..end).unwrap_or_default()
    }

    /// Returns the text between the beginning of the sentence and a position.
    pub(super) fn sentence_before(&self, at: usize) -> &str {
        last_piece(self.before(at), stops_sentence)
    }

    /// Returns the text between the beginning of the clause (delimited by commas or brackets) and a position.
    pub(super) fn clause_before(&self, at: usize) -> &str {
        last_piece(self.before(at), stops_clause)
    }

    /// Returns the text between a position and the end of its sentence.
    pub(super) fn sentence_after(&self, at: usize) -> &str {
        first_piece(self.after(at), stops_sentence)
    }

    /// Returns the text between a position and the end of its clause.
    pub(super) fn clause_after(&self, at: usize) -> &str {
        first_piece(self.after(at), stops_clause)
    }

    /// Returns whether the first clause of the description contains a phrase, so that the field is about it.
    pub(super) fn head_matches(&self, pattern: &Pattern) -> bool {
        pattern.is_match(first_piece(self.after(0).trim_start(), stops_clause))
    }

    /// Returns whether the field is a string that refers to a file or another object, judging by its name.
    pub(super) fn points_elsewhere(&self) -> bool {
        self.name.points_elsewhere(self.field.ty)
    }

    /// Returns whether the field is a string that identifies another object, judging by its name.
    pub(super) fn is_identifier(&self) -> bool {
        self.name.is_identifier(self.field.ty)
    }

    /// Returns whether the field is a string of free text, judging by its name.
    pub(super) fn is_free_text(&self) -> bool {
        self.name.is_free_text(self.field.ty)
    }

    /// Returns whether the text at a position applies under a condition only.
    pub(super) fn is_conditional_at(&self, at: usize) -> bool {
        at >= self.conditional_from
    }

    /// Returns whether the stated default is a number, so that a string field contains numbers.
    pub(super) fn has_numeric_default(&self) -> bool {
        self.numeric_default().is_some()
    }

    /// Returns whether one of the values is the stated default.
    pub(super) fn contains_default(&self, values: &[WrittenValue]) -> bool {
        self.stated_default.as_ref().is_some_and(|text| values.iter().any(|value| value.text == *text))
    }

    /// Returns whether the stated default is strictly between two numbers.
    pub(super) fn default_is_between(&self, low: &NumberLiteral, high: &NumberLiteral) -> bool {
        self.numeric_default().is_some_and(|default| *low < default && default < *high)
    }

    fn numeric_default(&self) -> Option<NumberLiteral> {
        self.stated_default.as_ref()?.parse().ok()
    }

    /// Returns whether a lower bound excludes a value with a special meaning.
    pub(super) fn excludes(&self, low: &NumberLiteral) -> bool {
        let minus_one = self.has_sentinel && *low > NumberLiteral::from(-1i128);
        minus_one || self.disabling_values.iter().any(|value| value < low)
    }

    /// Returns a finding with the phrase at `span`.
    pub(super) fn finding(&self, rule: &'static str, span: &Range<usize>, statement: Statement) -> Finding {
        Finding { statement, rule, phrase: self.normalized.original(span).to_owned(), confidence: Confidence::Explicit }
    }
}

/// Returns whether a sentence ends at the character at `at`.
fn stops_sentence(text: &str, at: usize, character: char) -> bool {
    match character {
        '。' | '!' | '?' | ';' | '\n' => true,
        '.' => is_full_stop(text, at),
        _ => false,
    }
}

/// Returns whether a dot ends a sentence, unlike those of `2.5`, `v1.6`, `.jpg` and `e.g.`.
fn is_full_stop(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
    let abbreviates = before.chars().rev().nth(1) == Some('.')
        || before.ends_with("vs")
        || before.ends_with("max")
        || before.ends_with("min")
        || before.ends_with("Max")
        || before.ends_with("Min");
    !abbreviates && !next.is_some_and(|next| next.is_ascii_alphanumeric())
}

fn stops_clause(text: &str, at: usize, character: char) -> bool {
    let wide_space = || text.get(at + 1..).is_some_and(|rest| rest.starts_with(' '));
    match character {
        ',' | '(' | ')' => true,
        ' ' => wide_space(),
        _ => stops_sentence(text, at, character),
    }
}

fn last_piece(text: &str, stops: fn(&str, usize, char) -> bool) -> &str {
    let stop = text.char_indices().rev().find(|(at, character)| stops(text, *at, *character));
    stop.and_then(|(at, character)| text.get(at + character.len_utf8()..)).unwrap_or(text)
}

fn first_piece(text: &str, stops: fn(&str, usize, char) -> bool) -> &str {
    let stop = text.char_indices().find(|(at, character)| stops(text, *at, *character));
    stop.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}
