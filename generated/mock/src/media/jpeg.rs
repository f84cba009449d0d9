//! JPEG, fine enough that what is written stays sharp.

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};

use super::{Written, picture::Picture};

/// Of 100.
const QUALITY: u8 = 92;

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> Written {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    encoder.encode(&picture.parts(), picture.width, picture.height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}
