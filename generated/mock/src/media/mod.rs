//! Small, valid media files, generated from a seed and a prompt.
//!
//! Libraries encode each format from pixels or samples. Only H.264 and MP4 are encoded here, because no maintained encoder
//! in pure Rust is small enough for a test server.
//!
//! `picture` draws what `png`, `jpeg`, `webp`, `gif` and `h264` encode; `mp4`, `wav`, `model` and `archive` are the other
//! formats. `generate` decides which kind of file a result contains.

mod archive;
mod bitmap_font;
mod bits;
mod gif;
mod h264;
mod jpeg;
mod model;
mod mp4;
mod picture;
mod png;
mod wav;
mod webp;

#[cfg(test)]
mod tests;

use std::error::Error;

use serde_json::json;

use picture::Picture;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Png,
    Jpeg,
    Webp,
    Gif,
    Mp4,
    Wav,
    Glb,
    Obj,
    Mtl,
    Stl,
    Safetensors,
    Json,
    Srt,
    Text,
    Zip,
}

/// Each format with its file extension and content type.
const KINDS: &[(MediaKind, &str, &str)] = &[
    (MediaKind::Png, "png", "image/png"),
    (MediaKind::Jpeg, "jpg", "image/jpeg"),
    (MediaKind::Webp, "webp", "image/webp"),
    (MediaKind::Gif, "gif", "image/gif"),
    (MediaKind::Mp4, "mp4", "video/mp4"),
    (MediaKind::Wav, "wav", "audio/wav"),
    (MediaKind::Glb, "glb", "model/gltf-binary"),
    (MediaKind::Obj, "obj", "model/obj"),
    (MediaKind::Mtl, "mtl", "model/mtl"),
    (MediaKind::Stl, "stl", "model/stl"),
    (MediaKind::Safetensors, "safetensors", "application/octet-stream"),
    (MediaKind::Json, "json", "application/json"),
    (MediaKind::Srt, "srt", "application/x-subrip"),
    (MediaKind::Text, "txt", "text/plain"),
    (MediaKind::Zip, "zip", "application/zip"),
];

/// An encoded file. Errors are not expected: files are encoded into memory and within the size limits of each format.
type EncodeResult = Result<Vec<u8>, Box<dyn Error>>;

/// Frame rate of every video.
pub(crate) const FRAMES_PER_SECOND: u32 = 24;

/// Maximum durations in milliseconds, so that files stay small.
const MAX_VIDEO: u32 = 30_000;
const MAX_AUDIO: u32 = 10_000;

/// The parameters of a file.
#[derive(Clone, Debug)]
pub(crate) struct Recipe<'a> {
    pub(crate) seed: u64,
    /// The text that is drawn into pictures.
    pub(crate) prompt: &'a str,
    /// The id of the endpoint, drawn below the prompt.
    pub(crate) endpoint: &'a str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) milliseconds: u32,
}

impl MediaKind {
    /// Returns the file extension.
    pub(crate) fn extension(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("bin", |(_, extension, _)| extension)
    }

    /// Returns the content type.
    pub(crate) fn content_type(self) -> &'static str {
        KINDS
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("application/octet-stream", |(.., content_type)| content_type)
    }

    /// Returns the format with this file extension or content type.
    pub(crate) fn from_format(format: &str) -> Option<Self> {
        let format = if format.eq_ignore_ascii_case("jpeg") { "jpg" } else { format };
        let is = |name: &str| name.eq_ignore_ascii_case(format);
        KINDS.iter().find(|(_, extension, content_type)| is(extension) || is(content_type)).map(|(kind, ..)| *kind)
    }

    /// Whether this is a still picture.
    pub(crate) fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }

    /// Clamps a requested duration in milliseconds; `None` for formats without a duration.
    pub(crate) fn duration(self, milliseconds: u32) -> Option<u32> {
        match self {
            Self::Mp4 => Some(milliseconds.clamp(1000, MAX_VIDEO)),
            Self::Wav => Some(milliseconds.clamp(500, MAX_AUDIO)),
            _ => None,
        }
    }

    /// Encodes a file. If that fails, the file contains the error message.
    pub(crate) fn make(self, recipe: &Recipe<'_>) -> Vec<u8> {
        self.write(recipe).unwrap_or_else(|error| format!("This file could not be written: {error}\n").into_bytes())
    }

    fn write(self, recipe: &Recipe<'_>) -> EncodeResult {
        let milliseconds = self.duration(recipe.milliseconds).unwrap_or_default();
        Ok(match self {
            Self::Png => png::encode(&Picture::draw(recipe), recipe.prompt)?,
            Self::Jpeg => jpeg::encode(&Picture::draw(recipe))?,
            Self::Webp => webp::encode(&Picture::draw(recipe))?,
            Self::Gif => gif::encode(&Picture::draw(recipe))?,
            Self::Mp4 => mp4::encode(&Picture::draw_for_video(recipe), frames(milliseconds)),
            Self::Wav => wav::encode(recipe.seed, milliseconds)?,
            Self::Glb => model::glb(recipe.seed),
            Self::Obj => model::obj().into_bytes(),
            Self::Mtl => model::mtl(recipe.seed).into_bytes(),
            Self::Stl => model::stl(),
            Self::Safetensors => archive::safetensors(recipe.seed),
            Self::Json => config(recipe).into_bytes(),
            Self::Srt => format!("1\n00:00:00,000 --> 00:00:02,000\n{}\n", line(recipe.prompt)).into_bytes(),
            Self::Text => format!("{}\n", line(recipe.prompt)).into_bytes(),
            Self::Zip => archive::zip(&[("prompt.txt", line(recipe.prompt).as_bytes())])?,
        })
    }
}

/// Returns the number of frames of a video.
pub(crate) fn frames(milliseconds: u32) -> u32 {
    milliseconds * FRAMES_PER_SECOND / 1000
}

/// Returns the configuration file of a training.
fn config(recipe: &Recipe<'_>) -> String {
    let config = json!({ "made_by": recipe.endpoint, "prompt": recipe.prompt, "seed": recipe.seed, "rank": 16 });
    format!("{config:#}\n")
}

/// Joins the words of a text into one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
