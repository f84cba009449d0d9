//! Generates the files of a result and the properties that describe them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Generator, Slot, first_variant, size};
use crate::{
    media::{self, MediaKind, Recipe},
    schema::Schema,
};

/// Words in a property name, a type name or an endpoint's category that indicate a file format. The first match decides,
/// so a `video_thumbnail` is a picture and a `mask_video` a video.
const FILE_HINTS: &[(&str, FileHint)] = &[
    ("thumbnail", FileHint::MediaKind(MediaKind::Png)),
    ("spritesheet", FileHint::MediaKind(MediaKind::Png)),
    ("fbx", FileHint::Unknown),
    ("blend", FileHint::Unknown),
    ("usdz", FileHint::Unknown),
    ("glb", FileHint::MediaKind(MediaKind::Glb)),
    ("gltf", FileHint::MediaKind(MediaKind::Glb)),
    ("obj", FileHint::MediaKind(MediaKind::Obj)),
    ("mtl", FileHint::MediaKind(MediaKind::Mtl)),
    ("stl", FileHint::MediaKind(MediaKind::Stl)),
    ("mesh", FileHint::MediaKind(MediaKind::Glb)),
    ("config", FileHint::MediaKind(MediaKind::Json)),
    ("json", FileHint::MediaKind(MediaKind::Json)),
    ("lottie", FileHint::MediaKind(MediaKind::Json)),
    ("lora", FileHint::MediaKind(MediaKind::Safetensors)),
    ("weights", FileHint::MediaKind(MediaKind::Safetensors)),
    ("srt", FileHint::MediaKind(MediaKind::Srt)),
    ("subtitle", FileHint::MediaKind(MediaKind::Srt)),
    ("zip", FileHint::MediaKind(MediaKind::Zip)),
    ("archive", FileHint::MediaKind(MediaKind::Zip)),
    ("preprocessed", FileHint::MediaKind(MediaKind::Zip)),
    ("texture", FileHint::MediaKind(MediaKind::Png)),
    ("video", FileHint::MediaKind(MediaKind::Mp4)),
    ("audio", FileHint::MediaKind(MediaKind::Wav)),
    ("speech", FileHint::MediaKind(MediaKind::Wav)),
    ("music", FileHint::MediaKind(MediaKind::Wav)),
    ("image", FileHint::MediaKind(MediaKind::Png)),
    ("mask", FileHint::MediaKind(MediaKind::Png)),
    ("3d", FileHint::MediaKind(MediaKind::Glb)),
    ("training", FileHint::MediaKind(MediaKind::Safetensors)),
];

/// The file format that a word indicates.
#[derive(Clone, Copy)]
enum FileHint {
    MediaKind(MediaKind),
    /// A format that `media` cannot encode.
    Unknown,
}

/// A stored or inlined file.
struct GeneratedFile {
    url: String,
    kind: MediaKind,
    name: String,
    size: usize,
    width: u32,
    height: u32,
    milliseconds: Option<u32>,
}

impl Generator<'_> {
    /// Whether an object schema describes a file: it has a string property `url`.
    pub(super) fn is_file(schema: Schema<'_>) -> bool {
        schema
            .properties()
            .iter()
            .any(|(name, property)| *name == "url" && first_variant(*property).string("type") == Some("string"))
    }

    /// Generates a file object.
    pub(super) fn file(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let made = self.make_file(self.media_kind(schema, slot).unwrap_or(MediaKind::Text), slot);
        let mut file = Map::new();
        for (name, property) in schema.properties() {
            let known = made.field(name);
            if known.is_none() && !schema.requires(name) {
                continue;
            }
            let value = known.unwrap_or_else(|| self.value(property, slot.property(name)));
            file.insert(name.to_owned(), value);
        }
        Value::Object(file)
    }

    /// Generates a file and returns its URL.
    pub(super) fn url(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> String {
        let kind = self.media_kind(schema, slot).unwrap_or(MediaKind::Text);
        self.make_file(kind, slot).url
    }

    /// Returns the file format for a slot, or `None` if it cannot be encoded.
    pub(super) fn media_kind(&self, schema: Schema<'_>, slot: Slot<'_>) -> Option<MediaKind> {
        let (first, second) = declared(schema);
        let category = self.request.endpoint.category.as_deref().unwrap_or_default();
        let category = category.rsplit("-to-").next().unwrap_or_default();
        let hints = [slot.name, slot.parent, schema.type_name().unwrap_or_default(), second, category];
        let kind = match hints.iter().find_map(|hint| file_hint(hint)) {
            Some(FileHint::MediaKind(kind)) => kind,
            Some(FileHint::Unknown) => return None,
            None => first.unwrap_or(MediaKind::Text),
        };
        let as_declared = first.filter(|first| first.is_picture() == kind.is_picture());
        Some(if kind.is_picture() {
            self.format().or(as_declared).unwrap_or(kind)
        } else {
            as_declared.unwrap_or(kind)
        })
    }

    /// Returns the picture format that the request asks for.
    fn format(&self) -> Option<MediaKind> {
        let names = ["output_format", "image_format", "format"];
        names.iter().find_map(|name| MediaKind::from_format(self.request.text(name)?)).filter(|kind| kind.is_picture())
    }

    /// Generates a file and stores it.
    fn make_file(&mut self, kind: MediaKind, slot: Slot<'_>) -> GeneratedFile {
        let prompt = self.request.subject();
        let is_video = kind == MediaKind::Mp4 || self.makes_video();
        let (width, height) = if is_video { size::video(self.request) } else { size::picture(self.request) };
        let length = if kind == MediaKind::Wav { self.sound_length() } else { self.request.milliseconds() };
        // All model files of a result describe the same model; every picture is different.
        let seed = if kind.is_picture() { self.rng.u64(..) } else { u64::from(self.seed) };
        let recipe =
            Recipe { seed, prompt: &prompt, endpoint: &self.request.endpoint.id, width, height, milliseconds: length };
        let bytes = kind.make(&recipe);
        let label = [slot.name, slot.parent].into_iter().find(|label| !label.is_empty() && *label != "url");
        let name = format!("{}.{}", label.unwrap_or("output"), kind.extension());
        let size = bytes.len();
        let url = self.store(&name, kind, bytes);
        GeneratedFile { url, kind, name, size, width, height, milliseconds: kind.duration(length) }
    }

    fn store(&self, name: &str, kind: MediaKind, bytes: Vec<u8>) -> String {
        if self.request.is_on("sync_mode") {
            return format!("data:{};base64,{}", kind.content_type(), STANDARD.encode(bytes));
        }
        let sum = Sha256::digest(&bytes);
        let folder = sum.iter().take(8).fold(0_u64, |folder, byte| (folder << 8) | u64::from(*byte));
        self.storage.store(&format!("{folder:016x}/{name}"), kind.content_type(), bytes)
    }
}

impl GeneratedFile {
    /// Returns the value of a property that describes the file.
    fn field(&self, name: &str) -> Option<Value> {
        let seen = self.kind.is_picture() || self.kind == MediaKind::Mp4;
        let milliseconds = self.milliseconds;
        Some(match name {
            "url" => json!(self.url),
            "content_type" => json!(self.kind.content_type()),
            "file_name" => json!(self.name),
            "file_size" => json!(self.size),
            "width" if seen => json!(self.width),
            "height" if seen => json!(self.height),
            "fps" if self.kind == MediaKind::Mp4 => json!(f64::from(media::FRAMES_PER_SECOND)),
            "num_frames" if self.kind == MediaKind::Mp4 => json!(media::frames(milliseconds?)),
            "duration" => json!(f64::from(milliseconds?) / 1000.0),
            _ => return None,
        })
    }
}

/// Returns the format and the content type that the schema's example states.
fn declared(schema: Schema<'_>) -> (Option<MediaKind>, &str) {
    let property = schema.properties().into_iter().find(|(name, _)| *name == "content_type");
    let known = property.and_then(|(_, property)| {
        let examples = property.array("examples").first().and_then(Value::as_str);
        examples.or_else(|| property.string("default")).or_else(|| first_variant(property).string("default"))
    });
    let known = known.unwrap_or_default();
    (MediaKind::from_format(known), known)
}

fn file_hint(hint: &str) -> Option<FileHint> {
    let hint = hint.to_ascii_lowercase();
    FILE_HINTS.iter().find(|(word, _)| hint.contains(word)).map(|(_, kind)| *kind)
}
