//! MP4 with one H.264 track; the index precedes the data, so playback starts at once.

use super::{FRAMES_PER_SECOND, bits::u32_len, h264, picture::Picture};

/// Identity transformation matrix.
const IDENTITY_MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// Encodes a video with this number of frames.
pub(super) fn encode(picture: &Picture, frames: u32) -> Vec<u8> {
    let steps = frames.max(2) - 1;
    let reach = |number: u32| picture.columns() * number / steps;
    let first = [h264::key_frame(picture)];
    let next = (1..=steps).map(|number| h264::delta_frame(picture, number, reach(number - 1), reach(number)));
    let frames: Vec<Vec<u8>> =
        first.into_iter().chain(next).map(|unit| [&size(&unit), unit.as_slice()].concat()).collect();
    let ftyp = mp4_box(*b"ftyp", &[b"isom\0\0\x02\0isomiso2avc1mp41"]);
    // The size of `moov` does not depend on the offset in it.
    let data_offset = u32_len(ftyp.len() + moov(picture, &frames, 0).len() + 8);
    let index = moov(picture, &frames, data_offset);
    [ftyp, index, mp4_box(*b"mdat", &[&frames.concat()])].concat()
}

fn size(bytes: &[u8]) -> [u8; 4] {
    u32_len(bytes.len()).to_be_bytes()
}

/// Returns a box: its size, type and content.
fn mp4_box(name: [u8; 4], inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    [&u32_len(inside.len() + 8).to_be_bytes(), name.as_slice(), &inside].concat()
}

/// Returns a full box of 32-bit fields after its version and flags.
fn full_box(name: [u8; 4], flags: u32, numbers: &[u32]) -> Vec<u8> {
    let numbers: Vec<u8> = [flags].iter().chain(numbers).flat_map(|number| number.to_be_bytes()).collect();
    mp4_box(name, &[&numbers])
}

fn moov(picture: &Picture, frames: &[Vec<u8>], at: u32) -> Vec<u8> {
    let count = u32_len(frames.len());
    let mut head = vec![0, 0, FRAMES_PER_SECOND, count, 0x1_0000, 0x0100_0000, 0, 0];
    head.extend(IDENTITY_MATRIX);
    head.extend([0, 0, 0, 0, 0, 0, 2]);
    let track = mp4_box(*b"trak", &[&track_head(picture, count), &media(picture, frames, at)]);
    mp4_box(*b"moov", &[&full_box(*b"mvhd", 0, &head), &track])
}

fn track_head(picture: &Picture, count: u32) -> Vec<u8> {
    let mut head = vec![0, 0, 1, 0, count, 0, 0, 0, 0];
    head.extend(IDENTITY_MATRIX);
    head.extend([picture.width << 16, picture.height << 16]);
    full_box(*b"tkhd", 3, &head)
}

fn media(picture: &Picture, frames: &[Vec<u8>], at: u32) -> Vec<u8> {
    let count = u32_len(frames.len());
    // The language is `und`.
    let head = full_box(*b"mdhd", 0, &[0, 0, FRAMES_PER_SECOND, count, 0x55c4_0000]);
    let handler = mp4_box(*b"hdlr", &[&[0; 8], b"vide", &[0; 12], b"video\0"]);
    let here = full_box(*b"url ", 1, &[]);
    let data_info = mp4_box(*b"dinf", &[&mp4_box(*b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1], &here])]);
    let table = mp4_box(*b"stbl", &[&stsd(picture), &stbl_tables(frames, at)]);
    let information = mp4_box(*b"minf", &[&full_box(*b"vmhd", 1, &[0, 0]), &data_info, &table]);
    mp4_box(*b"mdia", &[&head, &handler, &information])
}

/// Returns the sample tables: times, sizes and offsets of the frames.
fn stbl_tables(frames: &[Vec<u8>], at: u32) -> Vec<u8> {
    let count = u32_len(frames.len());
    let sizes: Vec<u32> = [0, count].into_iter().chain(frames.iter().map(|image| u32_len(image.len()))).collect();
    [
        full_box(*b"stts", 0, &[1, count, 1]),
        full_box(*b"stss", 0, &[1, 1]),
        full_box(*b"stsc", 0, &[1, 1, count, 1]),
        full_box(*b"stsz", 0, &sizes),
        full_box(*b"stco", 0, &[1, at]),
    ]
    .concat()
}

/// Returns the sample description with the codec's parameter sets.
fn stsd(picture: &Picture) -> Vec<u8> {
    let [sequence, picture_set] = h264::sps_pps(picture);
    let prefixed = |set: &[u8]| [&u16::try_from(set.len()).unwrap_or(u16::MAX).to_be_bytes(), set].concat();
    let profile: Vec<u8> = sequence.iter().skip(1).take(3).copied().collect();
    let sets = mp4_box(*b"avcC", &[&[1], &profile, &[0xff, 0xe1], &prefixed(&sequence), &[1], &prefixed(&picture_set)]);
    let sides = [picture.width, picture.height].map(|side| u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes());
    let resolution = [0, 0x48, 0, 0, 0, 0x48, 0, 0, 0, 0, 0, 0, 0, 1];
    let head = [[0, 0, 0, 0, 0, 0, 0, 1].as_slice(), &[0; 16], &sides.concat(), &resolution, &[0; 32]].concat();
    let image = mp4_box(*b"avc1", &[&head, &[0, 0x18, 0xff, 0xff], &sets]);
    mp4_box(*b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1], &image])
}
