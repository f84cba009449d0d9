//! Minimal H.264 encoder: a key frame, followed by frames in which a progress bar grows.
//!
//! A macroblock of one color is predicted from its neighbour and takes a few bits; one with text is PCM, its raw samples.
//! With QP 28, one quantization step is exactly one step of luma and two steps of chroma, so no error accumulates.

use super::{
    bits::BitWriter,
    picture::{Picture, TILE},
};

/// Y, Cb and Cr.
type Sample = [u8; 3];

/// Color of the progress bar.
const BAR: Sample = [235, 128, 128];

/// The neighbour that a macroblock is predicted from.
#[derive(Clone, Copy)]
enum Neighbour {
    Left(Sample),
    Above(Sample),
    None,
}

/// Returns the sequence and picture parameter sets.
pub(super) fn sps_pps(picture: &Picture) -> [Vec<u8>; 2] {
    let (columns, rows) = (picture.columns(), picture.tile_rows());
    let mut bits = BitWriter::default();
    bits.put(66, 8);
    bits.put(0xc0, 8);
    bits.put(level(columns * rows), 8);
    // SPS id, 4-bit frame_num, POC type 2, one reference frame.
    bits.write_ues([0, 0, 2, 1]);
    bits.put(0, 1);
    bits.write_ue(columns - 1);
    bits.write_ue(rows - 1);
    // Frames only, direct 8x8 inference, and cropping in units of two samples.
    bits.put(0b111, 3);
    let cut = [0, (columns * TILE - picture.width) / 2, 0, (rows * TILE - picture.height) / 2];
    bits.write_ues(cut);
    bits.put(0, 1);
    [nal_unit(0x67, bits), nal_unit(0x68, pps())]
}

/// Returns the level that allows this number of macroblocks per frame.
fn level(macroblocks: u32) -> u32 {
    match macroblocks {
        ..=3600 => 31,
        3601..=8192 => 40,
        _ => 51,
    }
}

fn pps() -> BitWriter {
    let mut bits = BitWriter::default();
    // PPS 0 of SPS 0, CAVLC, one slice group, one reference frame, no weighted prediction.
    bits.put(0b1100, 4);
    bits.put(0b111, 3);
    bits.put(0, 3);
    // QP 26 + 2; slices can disable the deblocking filter.
    bits.write_ue(3);
    bits.put(0b11, 2);
    bits.put(0b100, 3);
    bits
}

/// Encodes the key frame.
pub(super) fn key_frame(picture: &Picture) -> Vec<u8> {
    let mut bits = BitWriter::default();
    bits.write_ues([0, 7, 0]);
    bits.put(0, 4);
    bits.write_ue(0);
    bits.put(0, 2);
    write_slice_header_end(&mut bits);
    let mut above = vec![false; picture.columns() as usize];
    for row in 0..picture.tile_rows() {
        above = write_row(&mut bits, picture, row, &above);
    }
    nal_unit(0x65, bits)
}

/// Encodes a row of macroblocks and returns which are PCM. The coding depends on the PCM macroblocks to the left and above.
fn write_row(bits: &mut BitWriter, picture: &Picture, row: u32, above: &[bool]) -> Vec<bool> {
    let mut is_pcm = Vec::new();
    let mut left = self::above(picture, row);
    let mut edge_varies = false;
    for (column, above) in (0..picture.columns()).zip(above) {
        let flat = picture.tile(column, row).filter(|_| !edge_varies).map(|color| to_ycbcr(picture.color(color)));
        match flat {
            Some(color) => write_flat_macroblock(bits, 0, left, color, *above || is_pcm.last() == Some(&true)),
            None => write_pcm_macroblock(bits, picture, column * TILE, row * TILE),
        }
        // A macroblock with text at its right edge cannot predict a flat neighbour.
        edge_varies = flat.is_none() && !edge_is_flat(picture, column, row);
        is_pcm.push(flat.is_none());
        left = Neighbour::Left(sample(picture, column * TILE + TILE - 1, row * TILE));
    }
    is_pcm
}

/// Returns the predictor of the first macroblock in a row.
fn above(picture: &Picture, row: u32) -> Neighbour {
    let above = row.checked_sub(1).map(|row| sample(picture, 0, row * TILE));
    above.map_or(Neighbour::None, Neighbour::Above)
}

fn edge_is_flat(picture: &Picture, column: u32, row: u32) -> bool {
    let edge = |y| picture.pixel(column * TILE + TILE - 1, y);
    (row * TILE..(row + 1) * TILE).all(|y| edge(y) == edge(row * TILE))
}

/// Encodes a frame in which the bar grows from one column to another.
pub(super) fn delta_frame(picture: &Picture, number: u32, from: u32, to: u32) -> Vec<u8> {
    let mut bits = BitWriter::default();
    bits.write_ues([0, 5, 0]);
    bits.put(number % 16, 4);
    bits.put(0, 3);
    write_slice_header_end(&mut bits);
    let (columns, last) = (picture.columns(), picture.tile_rows() - 1);
    let mut skipped = columns * last + from;
    for column in from..to {
        bits.write_ue(skipped);
        skipped = 0;
        let neighbour = if column > 0 { Neighbour::Left(BAR) } else { above(picture, last) };
        write_flat_macroblock(&mut bits, 5, neighbour, BAR, false);
    }
    skipped += columns - to;
    if skipped > 0 {
        bits.write_ue(skipped);
    }
    nal_unit(0x41, bits)
}

/// Writes the end of a slice header: no change of QP, no deblocking filter.
fn write_slice_header_end(bits: &mut BitWriter) {
    bits.write_ue(0);
    bits.write_ue(1);
}

/// Writes a flat macroblock. `kind` is the first `mb_type` of intra macroblocks in this slice.
fn write_flat_macroblock(
    bits: &mut BitWriter,
    kind: u32,
    neighbour: Neighbour,
    color: Sample,
    has_pcm_neighbour: bool,
) {
    let (predicted, luma_mode, chroma_mode) = predict(neighbour);
    let mut steps = color.iter().zip(predicted).map(|(is, predicted)| i32::from(*is) - i32::from(predicted));
    let luma = steps.next().unwrap_or_default();
    let chroma: Vec<i32> = steps.map(|step| step / 2).collect();
    let has_chroma = chroma.iter().any(|step| *step != 0);
    bits.write_ue(kind + 1 + luma_mode + if has_chroma { 4 } else { 0 });
    bits.write_ue(chroma_mode);
    bits.put(1, 1);
    let codes = if has_pcm_neighbour { [(0b11, 6), (0, 6), (1, 6)] } else { [(1, 1), (0b101, 6), (1, 2)] };
    write_block(bits, luma, codes);
    if has_chroma {
        for step in chroma {
            write_block(bits, step, [(1, 2), (0b111, 6), (1, 1)]);
        }
    }
}

/// Returns the predicted color and the prediction modes of luma and chroma.
fn predict(neighbour: Neighbour) -> (Sample, u32, u32) {
    match neighbour {
        Neighbour::Above(predicted) => (predicted, 0, 2),
        Neighbour::Left(predicted) => (predicted, 1, 1),
        Neighbour::None => ([128; 3], 2, 0),
    }
}

/// Writes a block with one coefficient; `codes` are the coefficient tokens for none, any level, and level 1.
fn write_block(bits: &mut BitWriter, step: i32, codes: [(u32, u32); 3]) {
    let [none, any, one] = codes;
    let size = step.unsigned_abs();
    let (code, length) = match size {
        0 => none,
        1 => one,
        _ => any,
    };
    bits.put(code, length);
    match size {
        0 => return,
        1 => bits.put(u32::from(step < 0), 1),
        _ => write_level(bits, 2 * size - 4 + u32::from(step < 0)),
    }
    // total_zeros = 0
    bits.put(1, 1);
}

fn write_level(bits: &mut BitWriter, code: u32) {
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

/// Writes a PCM macroblock.
fn write_pcm_macroblock(bits: &mut BitWriter, picture: &Picture, left: u32, top: u32) {
    bits.write_ue(25);
    bits.align(false);
    let positions = (top..top + TILE).flat_map(|y| (left..left + TILE).map(move |x| (x, y)));
    bits.extend(positions.map(|(x, y)| sample(picture, x, y)).map(|[luma, ..]| luma));
    let [_, blue, red] = sample(picture, left, top);
    bits.extend([[blue; 64], [red; 64]].into_iter().flatten());
}

fn sample(picture: &Picture, x: u32, y: u32) -> Sample {
    to_ycbcr(picture.color(picture.pixel(x, y)))
}

/// Converts RGB to YCbCr with even chroma, because chroma changes in steps of two.
fn to_ycbcr(color: [u8; 3]) -> Sample {
    let [red, green, blue] = color.map(i32::from);
    let luma = 16 + (66 * red + 129 * green + 25 * blue) / 256;
    let cb = 128 + (112 * blue - 38 * red - 74 * green) / 512 * 2;
    let cr = 128 + (112 * red - 94 * green - 18 * blue) / 512 * 2;
    [luma, cb, cr].map(|part| u8::try_from(part).unwrap_or(128))
}

/// Returns a NAL unit with emulation prevention bytes.
fn nal_unit(kind: u8, mut bits: BitWriter) -> Vec<u8> {
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
