//! GIF: the colors of the palette, in the code of Lempel, Ziv and Welch.

use super::{
    bits::Lowest,
    picture::{Picture, Row},
};

/// The words that are no colors: forget what was seen, and the end.
const FORGET: u16 = 256;
const END: u16 = 257;

/// How many words there can be.
const MOST: u16 = 4096;

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX).to_le_bytes();
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(side(picture.width));
    bytes.extend(side(picture.height));
    // A palette of 256 colors for all of it.
    bytes.extend([0xf7, 0, 0]);
    bytes.extend(picture.palette.concat());
    bytes.extend([0x2c, 0, 0, 0, 0]);
    bytes.extend(side(picture.width));
    bytes.extend(side(picture.height));
    bytes.extend([0, 8]);
    for block in pixels(picture).chunks(255) {
        bytes.push(u8::try_from(block.len()).unwrap_or(u8::MAX));
        bytes.extend(block);
    }
    bytes.extend([0, 0x3b]);
    bytes
}

fn pixels(picture: &Picture) -> Vec<u8> {
    let mut words = Words::new();
    let mut above = Vec::new();
    for row in picture.rows() {
        if let Row::Runs(runs) = row {
            above = runs;
        }
        let colors = above.iter().flat_map(|(color, length)| std::iter::repeat_n(*color, *length as usize));
        colors.for_each(|color| words.push(color));
    }
    words.finish()
}

/// What was seen, as words: a word and a color after it make another one.
struct Words {
    bits: Lowest,
    /// For each word 256 places, one for each color after it; zero where that was not seen.
    known: Vec<u16>,
    next: u16,
    word: Option<u16>,
}

impl Words {
    fn new() -> Self {
        let mut words = Self { bits: Lowest::default(), known: Vec::new(), next: MOST, word: None };
        words.forget();
        words
    }

    fn forget(&mut self) {
        // The first word has nine bits, and so has this one where nothing was seen.
        let bits = if self.next == MOST && self.known.is_empty() { 9 } else { 12 };
        self.bits.put(u32::from(FORGET), bits);
        self.known = vec![0; usize::from(MOST) * 256];
        self.next = END + 1;
    }

    fn push(&mut self, color: u8) {
        let Some(word) = self.word else {
            self.word = Some(u16::from(color));
            return;
        };
        let place = usize::from(word) * 256 + usize::from(color);
        if let Some(longer @ 1..) = self.known.get(place).copied() {
            self.word = Some(longer);
            return;
        }
        self.tell(word);
        self.learn(place);
        self.word = Some(u16::from(color));
    }

    fn tell(&mut self, word: u16) {
        let bits = (self.next - 1).ilog2() + 1;
        self.bits.put(u32::from(word), bits.clamp(9, 12));
    }

    fn learn(&mut self, place: usize) {
        if self.next == MOST {
            self.forget();
            return;
        }
        if let Some(known) = self.known.get_mut(place) {
            *known = self.next;
        }
        self.next += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        if let Some(word) = self.word {
            self.tell(word);
            self.next = (self.next + 1).min(MOST);
        }
        self.tell(END);
        self.bits.finish()
    }
}
