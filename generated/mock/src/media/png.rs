//! PNG with a palette: a row that repeats is one of zeros, and zeros are one word for 258 of them.

use super::{
    bits::{Lowest, crc32, length},
    picture::{Picture, Row},
};

/// Encodes a picture; the prompt stands in a text chunk.
pub(super) fn encode(picture: &Picture, prompt: &str) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(picture.width.to_be_bytes());
    header.extend(picture.height.to_be_bytes());
    // Eight bits for a pixel, which are a color of the palette.
    header.extend([8, 3, 0, 0, 0]);
    chunk(&mut bytes, *b"IHDR", &header);
    chunk(&mut bytes, *b"iTXt", &[b"Description\0\0\0\0\0", prompt.as_bytes()].concat());
    chunk(&mut bytes, *b"PLTE", &picture.palette.concat());
    chunk(&mut bytes, *b"IDAT", &pixels(picture));
    chunk(&mut bytes, *b"IEND", &[]);
    bytes
}

fn chunk(bytes: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    bytes.extend(length(data.len()).to_be_bytes());
    bytes.extend(name);
    bytes.extend(data);
    bytes.extend(crc32([name.as_slice(), data]).to_be_bytes());
}

/// The rows, each behind a byte that says what it is held against: nothing, or the row above.
fn pixels(picture: &Picture) -> Vec<u8> {
    let mut deflate = Deflate::new();
    for row in picture.rows() {
        match row {
            Row::Same => {
                deflate.run(2, 1);
                deflate.run(0, picture.width);
            }
            Row::Runs(runs) => {
                deflate.run(0, 1);
                for (color, length) in runs {
                    deflate.run(color, length);
                }
            }
        }
    }
    deflate.finish()
}

/// A stream of zlib in one block with the code that needs no table.
struct Deflate {
    bits: Lowest,
    /// Adler's check sum in its two parts.
    sum: (u64, u64),
}

impl Deflate {
    fn new() -> Self {
        let mut bits = Lowest::default();
        bits.put(0x0178, 16);
        bits.put(0b011, 3);
        Self { bits, sum: (1, 0) }
    }

    /// A byte so many times.
    fn run(&mut self, byte: u8, count: u32) {
        self.add(u64::from(byte), u64::from(count));
        if count == 0 {
            return;
        }
        self.literal(byte);
        let mut left = count - 1;
        while left >= 3 {
            let length = left.min(258);
            self.repeat(length);
            left -= length;
        }
        (0..left).for_each(|_| self.literal(byte));
    }

    /// The check sum of a run, without going through it.
    fn add(&mut self, byte: u64, count: u64) {
        let (first, second) = self.sum;
        let further = second + count * first + byte * (count * (count + 1) / 2);
        self.sum = ((first + byte * count) % 65_521, further % 65_521);
    }

    fn literal(&mut self, byte: u8) {
        match u32::from(byte) {
            byte @ ..144 => self.bits.put_word(0x30 + byte, 8),
            byte => self.bits.put_word(0x190 + byte - 144, 9),
        }
    }

    /// The last byte so many times more, from 3 to 258.
    fn repeat(&mut self, length: u32) {
        let beyond = length - 3;
        let extra = beyond.checked_ilog2().unwrap_or_default().saturating_sub(2);
        let (word, extra) = if length == 258 { (285, 0) } else { (257 + 4 * extra + (beyond >> extra), extra) };
        match word {
            ..280 => self.bits.put_word(word - 256, 7),
            _ => self.bits.put_word(0xc0 + word - 280, 8),
        }
        self.bits.put(beyond & ((1 << extra) - 1), extra);
        // How far back: one byte.
        self.bits.put(0, 5);
    }

    fn finish(mut self) -> Vec<u8> {
        self.bits.put(0, 7);
        let (first, second) = self.sum;
        let mut bytes = self.bits.finish();
        bytes.extend((((second << 16) | first) & 0xffff_ffff).to_be_bytes().into_iter().skip(4));
        bytes
    }
}
