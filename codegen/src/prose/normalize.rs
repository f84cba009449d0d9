//! One spelling for what people type in many ways, with a way back to what they typed.
//!
//! The rules should not care whether a colon is `:` or `：`, a digit `1` or `１`, a quote `"` or `”`.
//! [`Normalized`] holds the text with every such sign in its ASCII spelling and remembers for each character
//! where it stood, so that a finding can show [the exact words](Normalized::words) of the document.
//!
//! Folding never changes letters, never joins or splits words and knows nothing about limits.

use std::ops::Range;

/// Signs that are written differently and mean the same; the first column is what the rules see.
///
/// The full-width forms of ASCII (U+FF01 to U+FF5E) are not listed: they are shifted as a block.
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

/// Characters without width or meaning, seen around ranges that were pasted from a web page.
const DROPPED: &str = "\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{ad}";

/// A text in one spelling.
pub(super) struct Normalized<'a> {
    original: &'a str,
    text: String,
    /// For each character of `text`: where it begins there, and which bytes of the original it stands for.
    places: Vec<(usize, Range<usize>)>,
}

impl<'a> Normalized<'a> {
    pub(super) fn new(original: &'a str) -> Self {
        let mut normalized = Self { original, text: String::with_capacity(original.len()), places: Vec::new() };
        let mut characters = original.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            if !is_decoration(character, next, original.get(..at)) {
                normalized.push(fold(character), at..at + character.len_utf8());
            }
        }
        normalized
    }

    fn push(&mut self, character: char, place: Range<usize>) {
        self.places.push((self.text.len(), place));
        self.text.push(character);
    }

    /// The normalized text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What the document says at a span of the normalized text, without surrounding blanks.
    pub(super) fn original(&self, span: &Range<usize>) -> &'a str {
        let first = self.places.partition_point(|(start, _)| *start < span.start);
        let behind = self.places.partition_point(|(start, _)| *start < span.end);
        let from = self.places.get(first).map_or(self.original.len(), |(_, place)| place.start);
        let to = behind.checked_sub(1).and_then(|last| self.places.get(last)).map_or(from, |(_, place)| place.end);
        self.original.get(from..to).unwrap_or_default().trim()
    }
}

/// Zero-width characters, the first half of CR LF, and of Markdown the `**` of bold and the `\` of an escape.
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
    fn every_spelling_becomes_one() {
        let normalized = Normalized::new("默认值：“１．５”，范围【０～２】（整数）\r\n**注**");
        assert_eq!(normalized.text(), "默认值:\"1.5\",范围[0~2](整数)\n注");
    }

    #[test]
    fn words_are_those_of_the_document() {
        let normalized = Normalized::new("范围\u{200b}值：１－２０。");
        let span = 0..normalized.text().find('。').unwrap_or(0);
        assert_eq!(normalized.original(&span), "范围\u{200b}值：１－２０");
        assert_eq!(normalized.original(&(500..900)), "");
    }
}
