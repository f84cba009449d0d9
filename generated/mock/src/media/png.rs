//! PNG with a palette and the prompt in a text chunk.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use super::{EncodeResult, picture::Picture};

/// Encodes a picture.
pub(super) fn encode(picture: &Picture, prompt: &str) -> EncodeResult {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(picture.palette.concat());
    encoder.set_compression(Compression::Fast);
    // Most rows equal the row above.
    encoder.set_filter(Filter::Up);
    encoder.add_itxt_chunk("Description".to_owned(), prompt.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.indices())?;
    writer.finish()?;
    Ok(bytes)
}
