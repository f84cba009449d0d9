//! Normalization of characters that are written in several ways, with a mapping back to the original text.
//!
//! A colon is `:` or `：`, a digit `1` or `１`, a quote `"` or `”`. [`Normalized`] contains the text in ASCII spelling and the
//! position of each character in the original, so that a finding can quote [the original](Normalized::original). Letters
//! and word boundaries do not change.

use std::ops::Range;

/// Equivalent characters; the first column is the normalized one.
///
/// The full-width forms of ASCII (U+FF01 to U+FF5E) are mapped as a block.
const ALIKE: &[(char, &str)] = &[
    (' ', "\t\u{a0}\u{2002}\u{2003}\u{2009}\u{3000}·"),
    ('\n', "\r\u{b}\u{c}\u{85}\u{2028}\u{2029}●○•◦▪■◆"),
    (',', "﹐"),
    (':', "∶﹕ː"),
    (';', "﹔"),
    ('。', "｡"),
    ('-', "–—―‐‑‒−﹣"),
    ('~', "〜∼˜"),
    ('"', "“”„‟«»「」『』〝〞"),
    ('\'', "‘’‚‛′"),
    ('[', "【〔"),
    (']', "】〕"),
    ('(', "﹙"),
    (')', "﹚"),
    ('≤', "≦⩽"),
    ('≥', "≧⩾"),
    ('x', "×✕"),
];

/// Zero-width characters, which text pasted from a web page contains.
const DROPPED: &str = "\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{ad}";

/// A normalized text.
pub(super) struct Normalized<'a> {
    original: &'a str,
    text: String,
    /// For each character of `text`: its offset there, and its byte range in the original.
    positions: Vec<(usize, Range<usize>)>,
}

impl<'a> Normalized<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        let mut normalized = Self { original, text: String::with_capacity(original.len()), positions: Vec::new() };
        let mut characters = original.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            if !is_decoration(character, next, original.get(..at)) {
                normalized.push(fold(character), at..at + character.len_utf8());
            }
        }
        normalized
    }

    fn push(&mut self, character: char, position: Range<usize>) {
        self.positions.push((self.text.len(), position));
        self.text.push(character);
    }

    /// The normalized text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the original text at a span of the normalized text, trimmed.
    pub(super) fn original(&self, span: &Range<usize>) -> &'a str {
        let first = self.positions.partition_point(|(start, _)| *start < span.start);
        let after = self.positions.partition_point(|(start, _)| *start < span.end);
        let from = self.positions.get(first).map_or(self.original.len(), |(_, position)| position.start);
        let to =
            after.checked_sub(1).and_then(|last| self.positions.get(last)).map_or(from, |(_, position)| position.end);
        self.original.get(from..to).unwrap_or_default().trim()
    }
}

/// Returns whether a character is dropped: zero width, the CR of CR LF, Markdown `**`, and `\` before an escaped character.
fn is_decoration(character: char, next: Option<char>, before: Option<&str>) -> bool {
    match character {
        '\r' => next == Some('\n'),
        '\\' => next.is_some_and(|next| "[](){}*_~.<>-".contains(next)),
        '*' => next == Some('*') || before.is_some_and(|before| before.ends_with('*')),
        _ => DROPPED.contains(character),
    }
}

fn fold(character: char) -> char {
    if let Some((normalized, _)) = ALIKE.iter().find(|(_, others)| others.contains(character)) {
        return *normalized;
    }
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivalent_characters_become_one() {
        let normalized = Normalized::new("默认值：“１．５”，范围【０～２】（整数）\r\n**注**");
        assert_eq!(normalized.text(), "默认值:\"1.5\",范围[0~2](整数)\n注");
    }

    #[test]
    fn quotes_are_from_the_original() {
        let normalized = Normalized::new("范围\u{200b}值：１－２０。");
        let span = 0..normalized.text().find('。').unwrap_or(0);
        assert_eq!(normalized.original(&span), "范围\u{200b}值：１－２０");
        assert_eq!(normalized.original(&(500..900)), "");
    }
}
