//! Small files of every kind that a result refers to, made from a seed and a prompt: they open in any program.
//!
//! Each format is written by a library for it, from pixels or samples that are made here. Only H.264 and its MP4 are
//! written by hand, because no well-kept encoder of video in Rust alone is small enough to come with a test server.
//!
//! It does not know endpoints: `sample` decides what kind of file stands where. Read on in `picture`, which is what
//! `png`, `jpeg`, `webp`, `gif` and `h264` write down, each in its own way; `mp4`, `wav`, `model` and `archive` are
//! the rest.

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

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
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

/// Each kind, its ending, and its content type.
const KINDS: &[(Kind, &str, &str)] = &[
    (Kind::Png, "png", "image/png"),
    (Kind::Jpeg, "jpg", "image/jpeg"),
    (Kind::Webp, "webp", "image/webp"),
    (Kind::Gif, "gif", "image/gif"),
    (Kind::Mp4, "mp4", "video/mp4"),
    (Kind::Wav, "wav", "audio/wav"),
    (Kind::Glb, "glb", "model/gltf-binary"),
    (Kind::Obj, "obj", "model/obj"),
    (Kind::Mtl, "mtl", "model/mtl"),
    (Kind::Stl, "stl", "model/stl"),
    (Kind::Safetensors, "safetensors", "application/octet-stream"),
    (Kind::Json, "json", "application/json"),
    (Kind::Srt, "srt", "application/x-subrip"),
    (Kind::Text, "txt", "text/plain"),
    (Kind::Zip, "zip", "application/zip"),
];

/// What a library made of it. It writes into memory, and no side is longer than it takes, so that there is an error
/// only where the two do not fit each other any more.
type Written = Result<Vec<u8>, Box<dyn Error>>;

/// The frames of a second of every video.
pub(crate) const FRAMES_PER_SECOND: u32 = 24;

/// The longest video and sound, in milliseconds: files stay small.
const LONGEST: u32 = 30_000;
const LONGEST_SOUND: u32 = 10_000;

/// What a file is made from.
#[derive(Clone, Debug)]
pub(crate) struct Recipe<'a> {
    pub(crate) seed: u64,
    /// The words that are written into it.
    pub(crate) prompt: &'a str,
    /// Who made it.
    pub(crate) endpoint: &'a str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) milliseconds: u32,
}

impl Kind {
    /// The ending of a file's name.
    pub(crate) fn ending(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("bin", |(_, ending, _)| ending)
    }

    /// The content type.
    pub(crate) fn content_type(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("application/octet-stream", |(.., told)| told)
    }

    /// The kind that a format is called by: an ending or a content type.
    pub(crate) fn named(format: &str) -> Option<Self> {
        let format = if format.eq_ignore_ascii_case("jpeg") { "jpg" } else { format };
        let is = |word: &str| word.eq_ignore_ascii_case(format);
        KINDS.iter().find(|(_, ending, told)| is(ending) || is(told)).map(|(kind, ..)| *kind)
    }

    /// Whether it is a still picture.
    pub(crate) fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }

    /// How long a file of this kind plays that is asked to play so long; nothing where it does not play.
    pub(crate) fn plays(self, milliseconds: u32) -> Option<u32> {
        match self {
            Self::Mp4 => Some(milliseconds.clamp(1000, LONGEST)),
            Self::Wav => Some(milliseconds.clamp(500, LONGEST_SOUND)),
            _ => None,
        }
    }

    /// The file. One that cannot be written says why.
    pub(crate) fn make(self, recipe: &Recipe<'_>) -> Vec<u8> {
        self.write(recipe).unwrap_or_else(|error| format!("This file could not be written: {error}\n").into_bytes())
    }

    fn write(self, recipe: &Recipe<'_>) -> Written {
        let milliseconds = self.plays(recipe.milliseconds).unwrap_or_default();
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

/// How many frames a video of this length has.
pub(crate) fn frames(milliseconds: u32) -> u32 {
    milliseconds * FRAMES_PER_SECOND / 1000
}

/// What a training says of itself.
fn config(recipe: &Recipe<'_>) -> String {
    let config = json!({ "made_by": recipe.endpoint, "prompt": recipe.prompt, "seed": recipe.seed, "rank": 16 });
    format!("{config:#}\n")
}

/// The words in one line.
fn line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
