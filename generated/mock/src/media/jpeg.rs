//! JPEG.

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};

use super::{EncodeResult, picture::Picture};

/// Quality from 1 to 100, high enough for sharp text.
const QUALITY: u8 = 92;

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> EncodeResult {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    encoder.encode(&picture.rgb_bytes(), picture.width, picture.height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}
