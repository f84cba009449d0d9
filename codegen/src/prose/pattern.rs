//! Regular expressions that refer to the tables of phrases.
//!
//! A [`Pattern`] ignores case. In it, `⟨n⟩` is a number, `⟨u⟩` an optional unit, `⟨join⟩` the text between two bounds, and
//! `⟨role⟩` any phrase of a role (`⟨-role⟩`: also attached to the character before it). Matching takes linear time.

use std::sync::OnceLock;

use regex::{Captures, Match, Regex, RegexBuilder};

use super::phrases;

/// Signs that are not roles. A number may be quoted (`` `1` ``); `⟨n⟩`, `⟨u⟩` and `⟨join⟩` are one group each.
const SIGNS: &[(&str, &str)] = &[
    ("n", r#"[`"']?\+?(-?[0-9]+(?:,[0-9]{3}\b)*(?:\.[0-9]+)?(?:[eE]-?[0-9]+\b)?(?:万|[wW]\b|[kK]\b)?)[`"']?"#),
    ("u", "(?: *(⟨unit⟩))?"),
    (
        "unit",
        concat!(
            "⟨-unit bytes⟩|⟨-unit characters⟩|⟨-unit foreign⟩|%|⟨-unit time⟩|⟨-unit days⟩|⟨-unit pixels⟩|⟨-unit frames⟩",
            "|⟨-unit items⟩|⟨-unit steps⟩|⟨-unit factor⟩|⟨-unit angle⟩",
        ),
    ),
    // A hyphen with a space before it only is the sign of the second number.
    ("join", r"( *(?:~+|--|⟨-range join⟩|,) *|-| +- +|- )"),
    (
        "numeral",
        concat!(
            "⟨numeral 1⟩|⟨numeral 2⟩|⟨numeral 3⟩|⟨numeral 4⟩|⟨numeral 5⟩|⟨numeral 6⟩|⟨numeral 7⟩|⟨numeral 8⟩|⟨numeral 9⟩",
            "|⟨numeral 10⟩",
        ),
    ),
    ("0-4 han", r"\p{Han}{0,4}"),
    ("1-4 han", r"\p{Han}{1,4}"),
    ("1-6 han", r"\p{Han}{1,6}"),
    ("some", r"[^。\n]{0,12}"),
    ("pause", r" *(?:[,:]|$)"),
    ("colon", r"[,:] *$"),
    ("comma", "[,:]"),
    ("no comma", "^[^,]*"),
    ("to comma", "[^,]*,"),
    ("clause start", r"(?:^|[,(;。 \n])"),
    ("word", "[a-z]+"),
    ("term", r"[\w.-]+"),
    ("versioned", r"[a-z][\w.-]*[0-9][\w.-]*\b"),
    ("code", r#"[`"']?[a-z][a-z0-9_.-]*[`"']?"#),
    ("model name", r"[\w.-]*[0-9][\w.-]*\b"),
    ("noun", "(?P<n>[a-z]+)"),
    ("words", "[a-z ()_-]{1,50}"),
    ("quoted", r#"(?P<v>"[^"\n]{1,40}"|`[^`\n]{1,40}`|'[^'\n]{1,40}')"#),
];

/// A regular expression, compiled at first use.
pub(super) struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// Returns the compiled expression. A pattern that does not compile is a bug of this crate: tests fail on it, and a
    /// release build finds no match.
    fn regex(&self) -> Option<&Regex> {
        let compiled = self.compiled.get_or_init(|| {
            // Unicode's `\b` treats Han characters as letters, so that `10s后` would not contain `s`.
            let source = expand(self.source)?.replace(r"\b", r"(?-u:\b)");
            RegexBuilder::new(&source).case_insensitive(true).build().ok()
        });
        debug_assert!(compiled.is_some(), "{} is not a regular expression", self.source);
        compiled.as_ref()
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    pub(super) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex().and_then(|regex| regex.find(text))
    }

    pub(super) fn find_all<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'_, 't> {
        self.regex().into_iter().flat_map(move |regex| regex.find_iter(text))
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex().and_then(|regex| regex.captures(text))
    }

    pub(super) fn all_captures<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'_, 't> {
        self.regex().into_iter().flat_map(move |regex| regex.captures_iter(text))
    }
}

/// Replaces the signs and roles of a pattern; `None` if one does not exist.
pub(super) fn expand(source: &str) -> Option<String> {
    let mut expanded = String::new();
    let mut rest = source;
    while let Some((before, sign)) = rest.split_once('⟨') {
        let (name, behind) = sign.split_once('⟩')?;
        expanded.push_str(before);
        expanded.push_str(&expand_sign(name)?);
        rest = behind;
    }
    expanded.push_str(rest);
    Some(expanded)
}

fn expand_sign(name: &str) -> Option<String> {
    if let Some((_, meaning)) = SIGNS.iter().find(|(sign, _)| *sign == name) {
        return match name {
            "unit" | "numeral" => Some(format!("(?:{})", expand(meaning)?)),
            _ => expand(meaning),
        };
    }
    let (role, attached) = name.strip_prefix('-').map_or((name, false), |role| (role, true));
    Some(format!("(?:{})", expand(&phrases::alternatives(role, attached)?)?))
}
