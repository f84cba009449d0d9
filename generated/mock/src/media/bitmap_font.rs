//! Draws wrapped text into a bitmap.

use font8x8::{BASIC_FONTS, BOX_FONTS, GREEK_FONTS, HIRAGANA_FONTS, LATIN_FONTS, UnicodeFonts};

/// Width and height of a glyph in dots.
pub(super) const GLYPH: u32 = 8;

/// Replacement for characters that the font lacks.
const BOX: [u8; 8] = [0x00, 0x7e, 0x42, 0x42, 0x42, 0x42, 0x7e, 0x00];

/// A monochrome bitmap.
#[derive(Clone, Debug)]
pub(super) struct Bitmap {
    pub(super) columns: u32,
    pub(super) rows: u32,
    dots: Vec<bool>,
}

impl Bitmap {
    pub(super) fn new(columns: u32, rows: u32) -> Self {
        let count = usize::try_from(u64::from(columns) * u64::from(rows)).unwrap_or_default();
        Self { columns, rows, dots: vec![false; count] }
    }

    fn index(&self, x: u32, y: u32) -> Option<usize> {
        if x >= self.columns || y >= self.rows {
            return None;
        }
        usize::try_from(y * self.columns + x).ok()
    }

    /// Whether a dot is set.
    pub(super) fn has(&self, x: u32, y: u32) -> bool {
        self.index(x, y).and_then(|index| self.dots.get(index)).is_some_and(|dot| *dot)
    }

    /// Returns the dots of a row.
    pub(super) fn row(&self, y: u32) -> &[bool] {
        self.dots.chunks(self.columns.max(1) as usize).nth(y as usize).unwrap_or_default()
    }

    /// Draws a line of text with the font scaled by `size`.
    pub(super) fn write(&mut self, line: &str, left: u32, top: u32, size: u32) {
        for (character, left) in line.chars().zip((left..).step_by((GLYPH * size) as usize)) {
            self.character(character, left, top, size);
        }
    }

    fn character(&mut self, character: char, left: u32, top: u32, size: u32) {
        for (row, y) in dots(character).into_iter().zip((top..).step_by(size as usize)) {
            for column in (0..GLYPH).filter(|column| row & (1 << column) != 0) {
                self.fill(left + column * size, y, size);
            }
        }
    }

    fn fill(&mut self, left: u32, top: u32, size: u32) {
        for (x, y) in (top..top + size).flat_map(|y| (left..left + size).map(move |x| (x, y))) {
            if let Some(dot) = self.index(x, y).and_then(|index| self.dots.get_mut(index)) {
                *dot = true;
            }
        }
    }
}

/// Returns the rows of a glyph; the lowest bit is the leftmost dot.
fn dots(character: char) -> [u8; 8] {
    let basic = BASIC_FONTS.get(character).or_else(|| LATIN_FONTS.get(character));
    let other =
        || GREEK_FONTS.get(character).or_else(|| HIRAGANA_FONTS.get(character)).or_else(|| BOX_FONTS.get(character));
    basic.or_else(other).unwrap_or(BOX)
}

/// Wraps text into at most `most` lines of `width` characters. Truncated text ends in an ellipsis.
pub(super) fn wrap(words: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace().flat_map(|word| pieces(word, width)) {
        let room = lines.last().map(|line| line.chars().count() + 1 + word.chars().count());
        match lines.last_mut() {
            Some(line) if room.is_some_and(|room| room <= width) => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(line) = lines.last_mut() {
            *line = line.chars().take(width.saturating_sub(3)).chain("...".chars()).collect();
        }
    }
    lines
}

/// Splits a word into pieces of at most `width` characters.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect()
}
