//! GIF with a single image in the picture's own palette, so that no color quantization is needed.

use gif::{Encoder, Frame};

use super::{EncodeResult, picture::Picture};

/// Encodes a picture.
pub(super) fn encode(picture: &Picture) -> EncodeResult {
    let (width, height) = (u16::try_from(picture.width)?, u16::try_from(picture.height)?);
    let mut encoder = Encoder::new(Vec::new(), width, height, &picture.palette.concat())?;
    encoder.write_frame(&Frame::from_indexed_pixels(width, height, picture.indices(), None))?;
    Ok(encoder.into_inner()?)
}
