//! Words as dots: wrapped into lines, and written into a sheet.

use font8x8::{BASIC_FONTS, BOX_FONTS, GREEK_FONTS, HIRAGANA_FONTS, LATIN_FONTS, UnicodeFonts};

/// The dots of a letter's side.
pub(super) const LETTER: u32 = 8;

/// What stands for a letter that the font lacks.
const BOX: [u8; 8] = [0x00, 0x7e, 0x42, 0x42, 0x42, 0x42, 0x7e, 0x00];

/// A sheet of dots.
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

    fn place(&self, x: u32, y: u32) -> Option<usize> {
        if x >= self.columns || y >= self.rows {
            return None;
        }
        usize::try_from(y * self.columns + x).ok()
    }

    /// Whether there is a dot.
    pub(super) fn has(&self, x: u32, y: u32) -> bool {
        self.place(x, y).and_then(|place| self.dots.get(place)).is_some_and(|dot| *dot)
    }

    /// The dots of a row.
    pub(super) fn row(&self, y: u32) -> &[bool] {
        self.dots.chunks(self.columns.max(1) as usize).nth(y as usize).unwrap_or_default()
    }

    /// Writes a line, each dot of the font `size` wide and high.
    pub(super) fn write(&mut self, line: &str, left: u32, top: u32, size: u32) {
        for (letter, left) in line.chars().zip((left..).step_by((LETTER * size) as usize)) {
            self.letter(letter, left, top, size);
        }
    }

    fn letter(&mut self, letter: char, left: u32, top: u32, size: u32) {
        for (row, y) in dots(letter).into_iter().zip((top..).step_by(size as usize)) {
            for column in (0..LETTER).filter(|column| row & (1 << column) != 0) {
                self.fill(left + column * size, y, size);
            }
        }
    }

    fn fill(&mut self, left: u32, top: u32, size: u32) {
        for (x, y) in (top..top + size).flat_map(|y| (left..left + size).map(move |x| (x, y))) {
            if let Some(dot) = self.place(x, y).and_then(|place| self.dots.get_mut(place)) {
                *dot = true;
            }
        }
    }
}

/// The rows of a letter, their first dot in the lowest bit.
fn dots(letter: char) -> [u8; 8] {
    let basic = BASIC_FONTS.get(letter).or_else(|| LATIN_FONTS.get(letter));
    let other = || GREEK_FONTS.get(letter).or_else(|| HIRAGANA_FONTS.get(letter)).or_else(|| BOX_FONTS.get(letter));
    basic.or_else(other).unwrap_or(BOX)
}

/// Words in at most so many lines of so many letters; what does not fit is cut, and said to be.
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

/// A word in pieces that fit into a line.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect()
}
