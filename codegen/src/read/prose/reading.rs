//! A text with the questions that every rule asks about a place in it: what stands before it in the same
//! sentence or clause, what follows, and what the text as a whole is about.
//!
//! Looking around is bounded, so that a text without any stop costs no more than one with many.

use std::{cell::OnceCell, ops::Range};

use super::{Claim, Finding, Strength, Subject, default, fold::Folded, names::Name, traps, value::Written};
use crate::{Literal, NumberLiteral};

/// How far around a place the context is looked at, in bytes.
const WINDOW: usize = 400;

/// A text as the rules see it.
pub(super) struct Reading<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) name: Name,
    folded: Folded<'a>,
    /// Everything behind this place depends on something else ("默认值依据模型而定：…").
    void_from: usize,
    /// Asked for at many places of a text, answered once.
    default_text: OnceCell<Option<String>>,
    has_sentinel: OnceCell<bool>,
    switches_off: OnceCell<Vec<NumberLiteral>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(subject: &'a Subject<'a>) -> Self {
        let folded = Folded::new(subject.text);
        let void_from = traps::dependence(folded.text()).unwrap_or(usize::MAX);
        let name = Name::new(subject.name);
        Self {
            subject,
            name,
            folded,
            void_from,
            default_text: OnceCell::new(),
            has_sentinel: OnceCell::new(),
            switches_off: OnceCell::new(),
        }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        self.folded.text()
    }

    /// The folded text from a place on.
    pub(super) fn from(&self, at: usize) -> &str {
        self.text().get(at..).unwrap_or_default()
    }

    /// The folded text before a place, at most a window of it.
    pub(super) fn before(&self, at: usize) -> &str {
        let earliest = at.saturating_sub(WINDOW);
        let start = (earliest..=at).find(|start| self.text().is_char_boundary(*start)).unwrap_or(at);
        self.text().get(start..at).unwrap_or_default()
    }

    /// The folded text behind a place, at most a window of it.
    pub(super) fn behind(&self, at: usize) -> &str {
        let latest = at.saturating_add(WINDOW).min(self.text().len());
        let end = (at..=latest).rev().find(|end| self.text().is_char_boundary(*end)).unwrap_or(at);
        self.text().get(at..end).unwrap_or_default()
    }

    /// From the beginning of the sentence to a place in it.
    pub(super) fn sentence_before(&self, at: usize) -> &str {
        last_piece(self.before(at), stops_sentence)
    }

    /// From the beginning of the clause (a part between commas or brackets) to a place in it.
    pub(super) fn clause_before(&self, at: usize) -> &str {
        last_piece(self.before(at), stops_clause)
    }

    /// From a place to the end of its sentence.
    pub(super) fn sentence_behind(&self, at: usize) -> &str {
        first_piece(self.behind(at), stops_sentence)
    }

    /// From a place to the end of its clause.
    pub(super) fn clause_behind(&self, at: usize) -> &str {
        first_piece(self.behind(at), stops_clause)
    }

    /// Whether the description opens with one of the words: then it is what the field is about.
    pub(super) fn head_mentions(&self, words: &[&str]) -> bool {
        let head = first_piece(self.behind(0).trim_start(), stops_clause).to_lowercase();
        words.iter().any(|word| head.contains(word))
    }

    /// Whether a place lies where everything depends on something else.
    pub(super) fn is_void(&self, at: usize) -> bool {
        at >= self.void_from
    }

    /// Whether the text states a default that is a number: then a string holds numbers.
    pub(super) fn has_numeric_default(&self) -> bool {
        self.default_text().is_some_and(|text| text.parse::<NumberLiteral>().is_ok())
    }

    /// Whether one of the values is the default that the text states.
    pub(super) fn marks_default(&self, values: &[Written]) -> bool {
        self.default_text().is_some_and(|text| values.iter().any(|value| value.text == text))
    }

    fn default_text(&self) -> Option<&str> {
        let text = self.default_text.get_or_init(|| {
            default::defaults(self).into_iter().find_map(|finding| match finding.claim {
                Claim::Default(Literal::String(text)) => Some(text),
                Claim::Default(Literal::Number(number)) => Some(number.as_str().to_owned()),
                _ => None,
            })
        });
        text.as_deref()
    }

    /// Whether -1 has a meaning of its own in the text.
    pub(super) fn has_sentinel(&self) -> bool {
        *self.has_sentinel.get_or_init(|| traps::has_sentinel(self.text()))
    }

    /// Whether a lower bound shuts out a value that has a meaning of its own.
    pub(super) fn shuts_out(&self, low: &NumberLiteral) -> bool {
        let minus_one = self.has_sentinel() && *low > NumberLiteral::from(-1i128);
        minus_one || self.switches_off.get_or_init(|| traps::switches_off(self.text())).iter().any(|value| value < low)
    }

    /// Whether the default that the text states is a number strictly between two others.
    pub(super) fn default_is_between(&self, low: &NumberLiteral, high: &NumberLiteral) -> bool {
        let default = self.default_text().and_then(|text| text.parse::<NumberLiteral>().ok());
        default.is_some_and(|default| *low < default && default < *high)
    }

    /// A finding with the words it was read from.
    pub(super) fn finding(&self, rule: &'static str, span: &Range<usize>, claim: Claim) -> Finding {
        Finding { claim, rule, words: self.folded.words(span).to_owned(), strength: Strength::Stated }
    }
}

/// Whether a sentence stops at the character that begins at `at`.
fn stops_sentence(text: &str, at: usize, character: char) -> bool {
    match character {
        '。' | '!' | '?' | ';' | '\n' => true,
        '.' => is_full_stop(text, at),
        _ => false,
    }
}

/// A dot inside `2.5`, `v1.6`, `.jpg` or behind the `g` of `e.g.` ends nothing.
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
    let wide_blank = || text.get(at + 1..).is_some_and(|rest| rest.starts_with(' '));
    match character {
        ',' | '(' | ')' => true,
        ' ' => wide_blank(),
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
