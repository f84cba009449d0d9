//! Lossless WebP.

use image_webp::{ColorType, WebPEncoder};

use super::{EncodeResult, picture::Picture};

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> EncodeResult {
    let mut bytes = Vec::new();
    WebPEncoder::new(&mut bytes).encode(&picture.rgb_bytes(), picture.width, picture.height, ColorType::Rgb8)?;
    Ok(bytes)
}
