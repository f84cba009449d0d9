//! Patterns in a notation that reads like the grammar of the sentences.
//!
//! A [`Pattern`] is a regular expression without regard to case in which `⟨n⟩` stands for a number, `⟨u⟩` for an optional unit
//! and `⟨to⟩` for what stands between two bounds. Matching takes linear time whatever the text.
//! What a match means is decided where the pattern is used.

use std::sync::OnceLock;

use regex::{Captures, Match, Regex, RegexBuilder};

/// What the short signs stand for. A number may be quoted (`` `1` ``) and is one group, as is a unit.
const SIGNS: &[(&str, &str)] = &[
    ("⟨n⟩", r#"[`"']?\+?(-?[0-9]+(?:,[0-9]{3}\b)*(?:\.[0-9]+)?(?:[eE]-?[0-9]+\b)?(?:万|[wW]\b|[kK]\b)?)[`"']?"#),
    // A hyphen with a blank only before it is the sign of the second number's own sentence.
    ("⟨to⟩", r"( *(?:~+|--|to\b|through\b|and\b|至|到|和|与|,) *|-| +- +|- )"),
    (
        "⟨u⟩",
        concat!(
            r"(?: *(个?字符|个? *(?:ascii|utf-?8|unicode|英文|中文|汉字)? *码?(?:可打印|可见)?字符|(?:ascii|unicode) characters?\b|字节|个?汉字|个?字|位|characters?\b|chars?\b|letters?\b|digits?\b|words?\b|bytes?\b",
            r"|[kmg]i?b\b|m\b|tokens?\b|个?(?:令牌|标记)|%|秒钟?|毫秒|分钟|小时|天|日|个?月|年|岁",
            r"|seconds?\b|secs?\b|s\b|ms\b|milliseconds?\b|minutes?\b|mins?\b|hours?\b|days?\b",
            r"|像素|pixels?\b|px\b|帧|frames?\b|fps\b|张|个|条|幅|组|项|份|段|首|名|种|维|次|步|倍|元|度",
            r"|images?\b|pictures?\b|photos?\b|videos?\b|clips?\b|items?\b|sequences?\b|references?\b|subjects?\b|elements?\b|entries\b|files?\b|urls?\b",
            r"|tags?\b|steps?\b|credits?\b|times\b|points?\b|db\b|dpi\b|kbps\b|k?hz\b))?",
        ),
    ),
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

    /// A pattern that does not compile is a slip in this crate, never a fault of the text: tests stop at
    /// it, and in a release it finds nothing.
    fn regex(&self) -> Option<&Regex> {
        let compiled = self.compiled.get_or_init(|| {
            let source =
                SIGNS.iter().fold(self.source.to_owned(), |source, (sign, meaning)| source.replace(sign, meaning));
            // Han counts as a letter for Unicode's `\b`: without this, `10s后` would hold no `s`.
            RegexBuilder::new(&source.replace(r"\b", r"(?-u:\b)")).case_insensitive(true).build().ok()
        });
        debug_assert!(compiled.is_some(), "{} is not a regular expression", self.source);
        compiled.as_ref()
    }

    pub(super) fn found_in(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    pub(super) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex().and_then(|regex| regex.find(text))
    }

    pub(super) fn all<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> + use<'_, 't> {
        self.regex().into_iter().flat_map(move |regex| regex.find_iter(text))
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex().and_then(|regex| regex.captures(text))
    }

    pub(super) fn all_captures<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'_, 't> {
        self.regex().into_iter().flat_map(move |regex| regex.captures_iter(text))
    }
}
