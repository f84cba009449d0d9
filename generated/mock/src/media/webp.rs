//! WebP without loss: a tile's first pixel is told, the rest is the pixel to the left or the row above again.

use super::{
    bits::{Lowest, length},
    picture::{Picture, Row},
};

/// The longest repetition.
const MOST: u32 = 4096;

/// Whose pixels are repeated, as the word that says so.
const ABOVE: u32 = 0;
const LEFT: u32 = 1;

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let mut image = vec![0x2f];
    image.extend(stream(picture));
    let size = length(image.len());
    if size % 2 == 1 {
        image.push(0);
    }
    let whole = length(image.len()) + 12;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(whole.to_le_bytes());
    bytes.extend(b"WEBPVP8L");
    bytes.extend(size.to_le_bytes());
    bytes.extend(image);
    bytes
}

fn stream(picture: &Picture) -> Vec<u8> {
    let mut bits = Lowest::default();
    bits.put(picture.width - 1, 14);
    bits.put(picture.height - 1, 14);
    // No transparency, the version, no transformation, no cache of colors, one set of codes.
    bits.put(0, 1 + 3 + 1 + 1 + 1);
    codes(&mut bits);
    for row in picture.rows() {
        match row {
            Row::Same => repeat(&mut bits, picture.width, ABOVE),
            Row::Runs(runs) => runs.into_iter().for_each(|(color, length)| {
                pixel(&mut bits, picture.color(color));
                repeat(&mut bits, length - 1, LEFT);
            }),
        }
    }
    bits.finish()
}

/// The five prefix codes: green together with lengths, red, blue, opacity, and whose pixels are repeated.
fn codes(bits: &mut Lowest) {
    even_code(bits, 232, 48);
    even_code(bits, 256, 0);
    even_code(bits, 256, 0);
    // One word, 255, which takes no bits: everything is opaque.
    bits.put(0b101, 3);
    bits.put(255, 8);
    // Two words, 0 and 1.
    bits.put(0b0011, 4);
    bits.put(1, 8);
}

/// A code in which `short` words have eight bits and the `long` ones after them nine.
fn even_code(bits: &mut Lowest, short: u32, long: u32) {
    bits.put(0, 1);
    // Of the lengths of words, in the order of the format, only the twelfth and the thirteenth occur: 8 and 9.
    bits.put(13 - 4, 4);
    (0..13).for_each(|place| bits.put(u32::from(place >= 11), 3));
    bits.put(0, 1);
    (0..short).for_each(|_| bits.put(0, 1));
    (0..long).for_each(|_| bits.put(1, 1));
}

fn pixel(bits: &mut Lowest, [red, green, blue]: [u8; 3]) {
    green_word(bits, u32::from(green));
    bits.put_word(u32::from(red), 8);
    bits.put_word(u32::from(blue), 8);
}

fn green_word(bits: &mut Lowest, word: u32) {
    match word.checked_sub(232) {
        None => bits.put_word(word, 8),
        Some(beyond) => bits.put_word((232 << 1) + beyond, 9),
    }
}

fn repeat(bits: &mut Lowest, mut left: u32, whose: u32) {
    while left > 0 {
        let length = left.min(MOST);
        let (word, extra) = prefix(length);
        green_word(bits, 256 + word);
        bits.put((length - 1) & ((1 << extra) - 1), extra);
        bits.put_word(whose, 1);
        left -= length;
    }
}

/// The word for a length, and how many bits of it follow.
fn prefix(length: u32) -> (u32, u32) {
    let beyond = length - 1;
    match beyond.checked_ilog2() {
        Some(highest @ 2..) => (2 * highest + ((beyond >> (highest - 1)) & 1), highest - 1),
        _ => (beyond, 0),
    }
}
