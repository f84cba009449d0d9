//! WebP without loss.

use image_webp::{ColorType, WebPEncoder};

use super::{Written, picture::Picture};

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> Written {
    let mut bytes = Vec::new();
    WebPEncoder::new(&mut bytes).encode(&picture.parts(), picture.width, picture.height, ColorType::Rgb8)?;
    Ok(bytes)
}
