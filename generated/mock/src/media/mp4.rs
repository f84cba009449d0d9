//! MP4: one track of H.264 that begins at once, and what is needed to find its images.

use super::{FRAMES_PER_SECOND, bits::length, h264, picture::Picture};

/// How space and sound are turned: not at all.
const UPRIGHT: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// Encodes so many images.
pub(super) fn encode(picture: &Picture, frames: u32) -> Vec<u8> {
    let steps = frames.max(2) - 1;
    let reach = |number: u32| picture.columns() * number / steps;
    let first = [h264::first(picture)];
    let next = (1..=steps).map(|number| h264::next(picture, number, reach(number - 1), reach(number)));
    let images: Vec<Vec<u8>> =
        first.into_iter().chain(next).map(|unit| [&size(&unit), unit.as_slice()].concat()).collect();
    let begin = part(*b"ftyp", &[b"isom\0\0\x02\0isomiso2avc1mp41"]);
    // Where the images begin is told in front of them, in a field whose size is known.
    let told = length(begin.len() + movie(picture, &images, 0).len() + 8);
    let images_at = movie(picture, &images, told);
    [begin, images_at, part(*b"mdat", &[&images.concat()])].concat()
}

fn size(bytes: &[u8]) -> [u8; 4] {
    length(bytes.len()).to_be_bytes()
}

/// A part: its size, its name, and what is in it.
fn part(name: [u8; 4], inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    [&length(inside.len() + 8).to_be_bytes(), name.as_slice(), &inside].concat()
}

/// A part of numbers behind its version and flags.
fn numbers(name: [u8; 4], flags: u32, numbers: &[u32]) -> Vec<u8> {
    let numbers: Vec<u8> = [flags].iter().chain(numbers).flat_map(|number| number.to_be_bytes()).collect();
    part(name, &[&numbers])
}

fn movie(picture: &Picture, images: &[Vec<u8>], at: u32) -> Vec<u8> {
    let count = length(images.len());
    let mut head = vec![0, 0, FRAMES_PER_SECOND, count, 0x1_0000, 0x0100_0000, 0, 0];
    head.extend(UPRIGHT);
    head.extend([0, 0, 0, 0, 0, 0, 2]);
    let track = part(*b"trak", &[&track_head(picture, count), &media(picture, images, at)]);
    part(*b"moov", &[&numbers(*b"mvhd", 0, &head), &track])
}

fn track_head(picture: &Picture, count: u32) -> Vec<u8> {
    let mut head = vec![0, 0, 1, 0, count, 0, 0, 0, 0];
    head.extend(UPRIGHT);
    head.extend([picture.width << 16, picture.height << 16]);
    numbers(*b"tkhd", 3, &head)
}

fn media(picture: &Picture, images: &[Vec<u8>], at: u32) -> Vec<u8> {
    let count = length(images.len());
    // The language is `und`.
    let head = numbers(*b"mdhd", 0, &[0, 0, FRAMES_PER_SECOND, count, 0x55c4_0000]);
    let handler = part(*b"hdlr", &[&[0; 8], b"vide", &[0; 12], b"video\0"]);
    let here = numbers(*b"url ", 1, &[]);
    let places = part(*b"dinf", &[&part(*b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1], &here])]);
    let table = part(*b"stbl", &[&description(picture), &timing(images, at)]);
    let information = part(*b"minf", &[&numbers(*b"vmhd", 1, &[0, 0]), &places, &table]);
    part(*b"mdia", &[&head, &handler, &information])
}

/// When each image is shown, and where it is.
fn timing(images: &[Vec<u8>], at: u32) -> Vec<u8> {
    let count = length(images.len());
    let sizes: Vec<u32> = [0, count].into_iter().chain(images.iter().map(|image| length(image.len()))).collect();
    [
        numbers(*b"stts", 0, &[1, count, 1]),
        numbers(*b"stss", 0, &[1, 1]),
        numbers(*b"stsc", 0, &[1, 1, count, 1]),
        numbers(*b"stsz", 0, &sizes),
        numbers(*b"stco", 0, &[1, at]),
    ]
    .concat()
}

/// What the images are, and the sets of parameters that they refer to.
fn description(picture: &Picture) -> Vec<u8> {
    let [sequence, of_images] = h264::parameters(picture);
    let told = |set: &[u8]| [&u16::try_from(set.len()).unwrap_or(u16::MAX).to_be_bytes(), set].concat();
    let profile: Vec<u8> = sequence.iter().skip(1).take(3).copied().collect();
    let sets = part(*b"avcC", &[&[1], &profile, &[0xff, 0xe1], &told(&sequence), &[1], &told(&of_images)]);
    let sides = [picture.width, picture.height].map(|side| u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes());
    let resolution = [0, 0x48, 0, 0, 0, 0x48, 0, 0, 0, 0, 0, 0, 0, 1];
    let head = [[0, 0, 0, 0, 0, 0, 0, 1].as_slice(), &[0; 16], &sides.concat(), &resolution, &[0; 32]].concat();
    let image = part(*b"avc1", &[&head, &[0, 0x18, 0xff, 0xff], &sets]);
    part(*b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1], &image])
}
