//! Every file is valid. Pictures are decoded by libraries; the structure of other files is checked here.

use std::io::{Cursor, Read as _};

use super::{MediaKind, Recipe};

const PICTURES: [MediaKind; 4] = [MediaKind::Png, MediaKind::Jpeg, MediaKind::Webp, MediaKind::Gif];

fn recipe(seed: u64, width: u32, height: u32) -> Recipe<'static> {
    let prompt = "a hedgehog with a scarf, 刺猬, in the rain";
    Recipe { seed, prompt, endpoint: "acme/draw", width, height, milliseconds: 2000 }
}

/// A decoded picture.
#[derive(Debug, PartialEq)]
struct Seen {
    width: u32,
    height: u32,
    /// Red, green and blue of each pixel.
    rgb: Vec<u8>,
}

/// Reads a picture.
fn see(kind: MediaKind, bytes: &[u8]) -> Seen {
    match kind {
        MediaKind::Png => see_png(bytes),
        MediaKind::Jpeg => see_jpeg(bytes),
        MediaKind::Webp => see_webp(bytes),
        _ => see_gif(bytes),
    }
}

fn see_png(bytes: &[u8]) -> Seen {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut rgb).unwrap();
    reader.finish().unwrap();
    Seen { width: frame.width, height: frame.height, rgb }
}

fn see_jpeg(bytes: &[u8]) -> Seen {
    let mut decoder = zune_jpeg::JpegDecoder::new(Cursor::new(bytes));
    let rgb = decoder.decode().unwrap();
    let (width, height) = decoder.dimensions().unwrap();
    Seen { width: u32::try_from(width).unwrap(), height: u32::try_from(height).unwrap(), rgb }
}

fn see_webp(bytes: &[u8]) -> Seen {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).unwrap();
    let (width, height) = decoder.dimensions();
    let mut rgb = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut rgb).unwrap();
    Seen { width, height, rgb }
}

fn see_gif(bytes: &[u8]) -> Seen {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).unwrap();
    let frame = decoder.read_next_frame().unwrap().unwrap();
    let rgb = frame.buffer.chunks(4).flat_map(|pixel| &pixel[..3]).copied().collect();
    Seen { width: frame.width.into(), height: frame.height.into(), rgb }
}

#[test]
fn a_picture_has_the_requested_size() {
    for (width, height) in [(512, 512), (1, 1), (333, 77), (640, 1136), (16, 300), (4096, 8)] {
        for kind in PICTURES {
            let picture = see(kind, &kind.make(&recipe(1, width, height)));
            assert_eq!((picture.width, picture.height), (width, height), "{kind:?}");
        }
    }
}

#[test]
fn every_format_shows_the_same_picture() {
    let [png, jpeg, webp, gif] = PICTURES.map(|kind| see(kind, &kind.make(&recipe(3, 400, 300))));
    assert_eq!(png, webp);
    assert_eq!(png, gif);
    let far = png.rgb.iter().zip(&jpeg.rgb).filter(|(a, b)| a.abs_diff(**b) > 12).count();
    assert!(far < png.rgb.len() / 500, "{far} of {} color values differ from the PNG", png.rgb.len());
}

#[test]
fn files_depend_on_recipe_and_seed_only() {
    for kind in
        [PICTURES.as_slice(), &[MediaKind::Mp4, MediaKind::Wav, MediaKind::Glb, MediaKind::Safetensors]].concat()
    {
        let made = kind.make(&recipe(7, 320, 240));
        assert_eq!(made, kind.make(&recipe(7, 320, 240)), "{kind:?}");
        assert_ne!(made, kind.make(&recipe(8, 320, 240)), "{kind:?}");
    }
}

#[test]
fn the_prompt_is_drawn_into_a_picture() {
    let captioned = see(MediaKind::Png, &MediaKind::Png.make(&recipe(1, 512, 512)));
    let empty = Recipe { prompt: "", ..recipe(1, 512, 512) };
    let empty = see(MediaKind::Png, &MediaKind::Png.make(&empty));
    let ink = |picture: &Seen| picture.rgb.chunks(3).filter(|pixel| *pixel == [240; 3]).count();
    assert!(ink(&captioned) > ink(&empty) + 1000);
}

/// Encoders look at few distinct rows, which keeps large pictures fast in a development build.
#[test]
fn most_rows_of_a_large_picture_repeat_the_row_above() {
    let picture = see(MediaKind::Png, &MediaKind::Png.make(&recipe(1, 1024, 1024)));
    let rows: Vec<&[u8]> = picture.rgb.chunks(3 * 1024).collect();
    let distinct = rows.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(distinct < 128, "{distinct} of {} rows differ from the row above", rows.len());
}

#[test]
fn a_video_is_small_and_has_the_expected_boxes() {
    let bytes = MediaKind::Mp4.make(&recipe(1, 1280, 720));
    assert!(bytes.len() < 150_000, "{}", bytes.len());
    let mut rest = bytes.as_slice();
    let mut names = Vec::new();
    while !rest.is_empty() {
        let size = u32::from_be_bytes(rest[..4].try_into().unwrap());
        names.push(String::from_utf8(rest[4..8].to_vec()).unwrap());
        rest = &rest[size as usize..];
    }
    assert_eq!(names, ["ftyp", "moov", "mdat"]);
}

#[test]
fn audio_has_the_length_of_its_header() {
    let bytes = MediaKind::Wav.make(&recipe(1, 0, 0));
    assert_eq!(&bytes[..4], b"RIFF");
    assert_eq!(u32::from_le_bytes(bytes[40..44].try_into().unwrap()), 2 * 16_000 * 2);
    assert_eq!(bytes.len(), 44 + 2 * 16_000 * 2);
    assert!(bytes[44..].iter().any(|byte| *byte != 0));
}

#[test]
fn a_model_is_binary_gltf() {
    let bytes = MediaKind::Glb.make(&recipe(1, 0, 0));
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!((&bytes[..4], number(4), number(8)), (b"glTF".as_slice(), 2, bytes.len()));
    let scene: serde_json::Value = serde_json::from_slice(&bytes[20..20 + number(12)]).unwrap();
    assert_eq!(scene["buffers"][0]["byteLength"], number(20 + number(12)));
}

#[test]
fn weights_match_their_header() {
    let bytes = MediaKind::Safetensors.make(&recipe(1, 0, 0));
    let header = usize::try_from(u64::from_le_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let tensors: serde_json::Value = serde_json::from_slice(&bytes[8..8 + header]).unwrap();
    assert_eq!(tensors["lora.down.weight"]["data_offsets"][1], bytes.len() - 8 - header);
}

#[test]
fn an_archive_has_the_prompt_as_a_file() {
    let bytes = MediaKind::Zip.make(&recipe(1, 0, 0));
    assert_eq!(bytes, MediaKind::Zip.make(&recipe(1, 0, 0)));
    let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
    let entry = archive.entries().next_entry().unwrap().unwrap();
    assert_eq!(entry.file_path().try_normalize().unwrap().as_ref(), "prompt.txt");
    let file = archive.get_entry(entry.wayfinder()).unwrap();
    let mut words = String::new();
    let inflated = flate2::read::DeflateDecoder::new(file.data());
    file.verifying_reader(inflated).read_to_string(&mut words).unwrap();
    assert_eq!(words, recipe(1, 0, 0).prompt);
}
