//! H.264 in its plainest form: a first image of flat macroblocks, and then images in which a bar grows.
//!
//! A flat macroblock is told as the difference to its neighbour, in a few bits; one with writing in it as its samples.
//! Quantiser 28 makes differences exact: one step is one step of brightness and two of color, so nothing drifts.

use super::{
    bits::Bits,
    picture::{Picture, TILE},
};

/// A tile's brightness and color.
type Sample = [u8; 3];

/// The bar that grows.
const BAR: Sample = [235, 128, 128];

/// How a macroblock is foretold.
#[derive(Clone, Copy)]
enum Neighbour {
    Left(Sample),
    Above(Sample),
    None,
}

/// The sets of parameters: of the sequence, and of its images.
pub(super) fn parameters(picture: &Picture) -> [Vec<u8>; 2] {
    let (columns, rows) = (picture.columns(), picture.tile_rows());
    let mut bits = Bits::default();
    bits.put(66, 8);
    bits.put(0xc0, 8);
    bits.put(level(columns * rows), 8);
    // The set's number, a counter of images of four bits, images in the order they are shown, one to refer to.
    bits.put_counts([0, 0, 2, 1]);
    bits.put(0, 1);
    bits.put_count(columns - 1);
    bits.put_count(rows - 1);
    // Whole images, and what is cut off, in steps of two.
    bits.put(0b111, 3);
    let cut = [0, (columns * TILE - picture.width) / 2, 0, (rows * TILE - picture.height) / 2];
    bits.put_counts(cut);
    bits.put(0, 1);
    [unit(0x67, bits), unit(0x68, of_images())]
}

/// The level of the format that allows images of so many macroblocks.
fn level(macroblocks: u32) -> u32 {
    match macroblocks {
        ..=3600 => 31,
        3601..=8192 => 40,
        _ => 51,
    }
}

fn of_images() -> Bits {
    let mut bits = Bits::default();
    // Set 0 of sequence 0, code without tables of its own, one slice group, one image to refer to, no weights.
    bits.put(0b1100, 4);
    bits.put(0b111, 3);
    bits.put(0, 3);
    // The quantiser is 26 + 2; the filter between blocks can be turned off.
    bits.put_count(3);
    bits.put(0b11, 2);
    bits.put(0b100, 3);
    bits
}

/// The first image.
pub(super) fn first(picture: &Picture) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put_counts([0, 7, 0]);
    bits.put(0, 4);
    bits.put_count(0);
    bits.put(0, 2);
    start(&mut bits);
    let mut above = vec![false; picture.columns() as usize];
    for row in 0..picture.tile_rows() {
        above = image_row(&mut bits, picture, row, &above);
    }
    unit(0x65, bits)
}

/// A row of macroblocks; which of them, and of those above, are samples, decides on how the next are told.
fn image_row(bits: &mut Bits, picture: &Picture, row: u32, above: &[bool]) -> Vec<bool> {
    let mut plain = Vec::new();
    let mut left = self::above(picture, row);
    let mut runs_out = false;
    for (column, above) in (0..picture.columns()).zip(above) {
        let flat = picture.tile(column, row).filter(|_| !runs_out).map(|color| of(picture.color(color)));
        match flat {
            Some(color) => macroblock(bits, 0, left, color, *above || plain.last() == Some(&true)),
            None => samples(bits, picture, column * TILE, row * TILE),
        }
        // What is written up to the edge cannot foretell a flat neighbour.
        runs_out = flat.is_none() && !edge_is_flat(picture, column, row);
        plain.push(flat.is_none());
        left = Neighbour::Left(sample(picture, column * TILE + TILE - 1, row * TILE));
    }
    plain
}

/// What the first macroblock of a row is foretold by.
fn above(picture: &Picture, row: u32) -> Neighbour {
    let above = row.checked_sub(1).map(|row| sample(picture, 0, row * TILE));
    above.map_or(Neighbour::None, Neighbour::Above)
}

fn edge_is_flat(picture: &Picture, column: u32, row: u32) -> bool {
    let edge = |y| picture.pixel(column * TILE + TILE - 1, y);
    (row * TILE..(row + 1) * TILE).all(|y| edge(y) == edge(row * TILE))
}

/// A further image, in which the bar reaches from one column to another.
pub(super) fn next(picture: &Picture, number: u32, from: u32, to: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put_counts([0, 5, 0]);
    bits.put(number % 16, 4);
    bits.put(0, 3);
    start(&mut bits);
    let (columns, last) = (picture.columns(), picture.tile_rows() - 1);
    let mut skipped = columns * last + from;
    for column in from..to {
        bits.put_count(skipped);
        skipped = 0;
        let neighbour = if column > 0 { Neighbour::Left(BAR) } else { above(picture, last) };
        macroblock(&mut bits, 5, neighbour, BAR, false);
    }
    skipped += columns - to;
    if skipped > 0 {
        bits.put_count(skipped);
    }
    unit(0x41, bits)
}

/// The end of a slice's header: the quantiser stays, and no filter between blocks.
fn start(bits: &mut Bits) {
    bits.put_count(0);
    bits.put_count(1);
}

/// A flat macroblock. `kind` is where the kinds of such begin, `crowded` whether a neighbour is told as samples.
fn macroblock(bits: &mut Bits, kind: u32, neighbour: Neighbour, color: Sample, crowded: bool) {
    let (told, by_bright, by_color) = foretold(neighbour);
    let mut steps = color.iter().zip(told).map(|(is, told)| i32::from(*is) - i32::from(told));
    let bright = steps.next().unwrap_or_default();
    let colors: Vec<i32> = steps.map(|step| step / 2).collect();
    let colored = colors.iter().any(|step| *step != 0);
    bits.put_count(kind + 1 + by_bright + if colored { 4 } else { 0 });
    bits.put_count(by_color);
    bits.put(1, 1);
    let words = if crowded { [(0b11, 6), (0, 6), (1, 6)] } else { [(1, 1), (0b101, 6), (1, 2)] };
    coefficient(bits, bright, words);
    if colored {
        for step in colors {
            coefficient(bits, step, [(1, 2), (0b111, 6), (1, 1)]);
        }
    }
}

/// The color that a neighbour foretells, and the words for how it does brightness and color.
fn foretold(neighbour: Neighbour) -> (Sample, u32, u32) {
    match neighbour {
        Neighbour::Above(told) => (told, 0, 2),
        Neighbour::Left(told) => (told, 1, 1),
        Neighbour::None => ([128; 3], 2, 0),
    }
}

/// A block of one coefficient; `words` are for none, one of any size, and one of size 1.
fn coefficient(bits: &mut Bits, step: i32, words: [(u32, u32); 3]) {
    let [none, any, one] = words;
    let size = step.unsigned_abs();
    let (word, length) = match size {
        0 => none,
        1 => one,
        _ => any,
    };
    bits.put(word, length);
    match size {
        0 => return,
        1 => bits.put(u32::from(step < 0), 1),
        _ => size_of(bits, 2 * size - 4 + u32::from(step < 0)),
    }
    // No zeros before it.
    bits.put(1, 1);
}

fn size_of(bits: &mut Bits, code: u32) {
    match code {
        ..14 => bits.put(1, code + 1),
        14..30 => {
            bits.put(1, 15);
            bits.put(code - 14, 4);
        }
        _ => {
            bits.put(1, 16);
            bits.put(code - 30, 12);
        }
    }
}

/// A macroblock as its samples.
fn samples(bits: &mut Bits, picture: &Picture, left: u32, top: u32) {
    bits.put_count(25);
    bits.align(false);
    let places = (top..top + TILE).flat_map(|y| (left..left + TILE).map(move |x| (x, y)));
    bits.extend(places.map(|(x, y)| sample(picture, x, y)).map(|[bright, ..]| bright));
    let [_, blue, red] = sample(picture, left, top);
    bits.extend([[blue; 64], [red; 64]].into_iter().flatten());
}

fn sample(picture: &Picture, x: u32, y: u32) -> Sample {
    of(picture.color(picture.pixel(x, y)))
}

/// Brightness, and how blue and how red: the last two even, since their steps are two.
fn of(color: [u8; 3]) -> Sample {
    let [red, green, blue] = color.map(i32::from);
    let bright = 16 + (66 * red + 129 * green + 25 * blue) / 256;
    let blueness = 128 + (112 * blue - 38 * red - 74 * green) / 512 * 2;
    let redness = 128 + (112 * red - 94 * green - 18 * blue) / 512 * 2;
    [bright, blueness, redness].map(|part| u8::try_from(part).unwrap_or(128))
}

/// A unit of the stream: its kind, and its bits, in which two zero bytes are never followed by a small one.
fn unit(kind: u8, mut bits: Bits) -> Vec<u8> {
    bits.put(1, 1);
    let mut unit = vec![kind];
    let mut zeros = 0;
    for byte in bits.finish(false) {
        if zeros == 2 && byte <= 3 {
            unit.push(3);
            zeros = 0;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        unit.push(byte);
    }
    unit
}
