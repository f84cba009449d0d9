//! JPEG: the frame of the file. What a picture consists of is one word for each of most blocks; see `jpeg_block`.

use super::{
    jpeg_block::{Coder, WORDS},
    picture::Picture,
};

/// The pixels of a block's side.
const BLOCK: u32 = 8;

/// By what each frequency is divided.
pub(super) const QUANTUM: u8 = 8;

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    segment(&mut bytes, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(&mut bytes, 0xdb, &[[0].as_slice(), &[QUANTUM; 64]].concat());
    segment(&mut bytes, 0xc0, &frame(picture));
    // Both codes are even: four bits for each of twelve words, and for the other one bit for the first, nine for the
    // rest. They cost a little room, and need no table.
    segment(&mut bytes, 0xc4, &code(0x00, &[(4, 12)], (0..12).collect()));
    segment(&mut bytes, 0xc4, &code(0x10, &[(1, 1), (9, WORDS - 1)], words()));
    segment(&mut bytes, 0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    for byte in scan(picture) {
        bytes.push(byte);
        if byte == 0xff {
            bytes.push(0);
        }
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn segment(bytes: &mut Vec<u8>, name: u8, data: &[u8]) {
    bytes.extend([0xff, name]);
    bytes.extend(u16::try_from(data.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend(data);
}

/// Eight bits, the size, and three components that are as fine as each other.
fn frame(picture: &Picture) -> Vec<u8> {
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes();
    let mut frame = vec![8];
    frame.extend(side(picture.height));
    frame.extend(side(picture.width));
    frame.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    frame
}

/// A code: how many words there are of which length, and the words.
fn code(place: u8, lengths: &[(u8, u8)], words: Vec<u8>) -> Vec<u8> {
    let count = |length: u8| lengths.iter().find(|(of, _)| *of == length).map_or(0, |(_, count)| *count);
    [place].into_iter().chain((1..=16).map(count)).chain(words).collect()
}

/// The words for frequencies: the end of a block, sixteen zeros, and zeros before a number of so many bits.
fn words() -> Vec<u8> {
    let numbers = (0..16_u8).flat_map(|zeros| (1..=10_u8).map(move |bits| (zeros << 4) | bits));
    [0x00, 0xf0].into_iter().chain(numbers).collect()
}

fn scan(picture: &Picture) -> Vec<u8> {
    let mut coder = Coder::new();
    let tops = (0..picture.height).step_by(BLOCK as usize);
    for (left, top) in tops.flat_map(|top| (0..picture.width).step_by(BLOCK as usize).map(move |left| (left, top))) {
        match picture.flat(left, top, BLOCK) {
            Some(color) => coder.flat(components(picture.color(color))),
            None => coder.gray(&brightness(picture, left, top)),
        }
    }
    coder.finish()
}

/// The brightness of each pixel of a block; what is written is gray on gray.
fn brightness(picture: &Picture, left: u32, top: u32) -> Vec<i64> {
    let pixel = |x, y| i64::from(components(picture.color(picture.pixel(x, y))).first().copied().unwrap_or_default());
    (top..top + BLOCK).flat_map(|y| (left..left + BLOCK).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect()
}

/// Brightness, and how blue and how red, each around zero.
fn components(color: [u8; 3]) -> [i32; 3] {
    let [red, green, blue] = color.map(i32::from);
    [
        (77 * red + 150 * green + 29 * blue) / 256 - 128,
        (128 * blue - 43 * red - 85 * green) / 256,
        (128 * red - 107 * green - 21 * blue) / 256,
    ]
}
