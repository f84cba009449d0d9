//! Files of a result: which kind stands where, the file itself, and the members that agree with it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Generator, Slot, plain, size};
use crate::{
    media::{self, Kind, Recipe},
    schema::Schema,
};

/// The words that tell a kind, in a name, in the name of a type, or in the category of an endpoint; the first that
/// is there decides. A still of a video is a picture, a video of masks a video.
const WORDS: &[(&str, Told)] = &[
    ("thumbnail", Told::Kind(Kind::Png)),
    ("spritesheet", Told::Kind(Kind::Png)),
    ("fbx", Told::Unknown),
    ("blend", Told::Unknown),
    ("usdz", Told::Unknown),
    ("glb", Told::Kind(Kind::Glb)),
    ("gltf", Told::Kind(Kind::Glb)),
    ("obj", Told::Kind(Kind::Obj)),
    ("mtl", Told::Kind(Kind::Mtl)),
    ("stl", Told::Kind(Kind::Stl)),
    ("mesh", Told::Kind(Kind::Glb)),
    ("config", Told::Kind(Kind::Json)),
    ("json", Told::Kind(Kind::Json)),
    ("lottie", Told::Kind(Kind::Json)),
    ("lora", Told::Kind(Kind::Safetensors)),
    ("weights", Told::Kind(Kind::Safetensors)),
    ("srt", Told::Kind(Kind::Srt)),
    ("subtitle", Told::Kind(Kind::Srt)),
    ("zip", Told::Kind(Kind::Zip)),
    ("archive", Told::Kind(Kind::Zip)),
    ("preprocessed", Told::Kind(Kind::Zip)),
    ("texture", Told::Kind(Kind::Png)),
    ("video", Told::Kind(Kind::Mp4)),
    ("audio", Told::Kind(Kind::Wav)),
    ("speech", Told::Kind(Kind::Wav)),
    ("music", Told::Kind(Kind::Wav)),
    ("image", Told::Kind(Kind::Png)),
    ("mask", Told::Kind(Kind::Png)),
    ("3d", Told::Kind(Kind::Glb)),
    ("training", Told::Kind(Kind::Safetensors)),
];

/// What a word tells.
#[derive(Clone, Copy)]
enum Told {
    Kind(Kind),
    /// A kind that cannot be made here.
    Unknown,
}

/// A file that stands somewhere.
struct Made {
    url: String,
    kind: Kind,
    name: String,
    size: usize,
    width: u32,
    height: u32,
    milliseconds: Option<u32>,
}

impl Generator<'_> {
    /// Whether an object is a file: it has an address.
    pub(super) fn is_file(schema: Schema<'_>) -> bool {
        schema
            .properties()
            .iter()
            .any(|(name, member)| *name == "url" && plain(*member).string("type") == Some("string"))
    }

    /// A file with what is known of it.
    pub(super) fn file(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        let made = self.made(self.kind(schema, slot).unwrap_or(Kind::Text), slot);
        let mut file = Map::new();
        for (name, member) in schema.properties() {
            let told = made.fact(name);
            if told.is_none() && !schema.requires(name) {
                continue;
            }
            let value = told.unwrap_or_else(|| self.value(member, slot.member(name)));
            file.insert(name.to_owned(), value);
        }
        Value::Object(file)
    }

    /// The address of a file where a text stands for it.
    pub(super) fn url(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> String {
        let kind = self.kind(schema, slot).unwrap_or(Kind::Text);
        self.made(kind, slot).url
    }

    /// The kind of file that stands somewhere; nothing where it cannot be made.
    pub(super) fn kind(&self, schema: Schema<'_>, slot: Slot<'_>) -> Option<Kind> {
        let (first, second) = declared(schema);
        let category = self.request.endpoint.category.as_deref().unwrap_or_default();
        let category = category.rsplit("-to-").next().unwrap_or_default();
        let hints = [slot.name, slot.above, schema.type_name().unwrap_or_default(), second, category];
        let kind = match hints.iter().find_map(|hint| by_words(hint)) {
            Some(Told::Kind(kind)) => kind,
            Some(Told::Unknown) => return None,
            None => first.unwrap_or(Kind::Text),
        };
        let as_declared = first.filter(|first| first.is_picture() == kind.is_picture());
        Some(if kind.is_picture() {
            self.format().or(as_declared).unwrap_or(kind)
        } else {
            as_declared.unwrap_or(kind)
        })
    }

    /// The format that the request asks for, if it is one of pictures.
    fn format(&self) -> Option<Kind> {
        let names = ["output_format", "image_format", "format"];
        names.iter().find_map(|name| Kind::named(self.request.text(name)?)).filter(|kind| kind.is_picture())
    }

    /// Makes a file and keeps it, unless the request wants it in the result itself.
    fn made(&mut self, kind: Kind, slot: Slot<'_>) -> Made {
        let prompt = self.request.subject();
        let is_video = kind == Kind::Mp4 || self.makes_video();
        let (width, height) = if is_video { size::video(self.request) } else { size::picture(self.request) };
        let length = if kind == Kind::Wav { self.sound_length() } else { self.request.milliseconds() };
        // A model is the same one wherever it stands; pictures are one each.
        let seed = if kind.is_picture() { self.rng.u64(..) } else { u64::from(self.seed) };
        let recipe =
            Recipe { seed, prompt: &prompt, endpoint: &self.request.endpoint.id, width, height, milliseconds: length };
        let bytes = kind.make(&recipe);
        let word = [slot.name, slot.above].into_iter().find(|word| !word.is_empty() && *word != "url");
        let name = format!("{}.{}", word.unwrap_or("output"), kind.ending());
        let size = bytes.len();
        let url = self.slot(&name, kind, bytes);
        Made { url, kind, name, size, width, height, milliseconds: kind.plays(length) }
    }

    fn slot(&self, name: &str, kind: Kind, bytes: Vec<u8>) -> String {
        if self.request.is_on("sync_mode") {
            return format!("data:{};base64,{}", kind.content_type(), STANDARD.encode(bytes));
        }
        let sum = Sha256::digest(&bytes);
        let folder = sum.iter().take(8).fold(0_u64, |folder, byte| (folder << 8) | u64::from(*byte));
        self.storage.store(&format!("{folder:016x}/{name}"), kind.content_type(), bytes)
    }
}

impl Made {
    /// What a member of that name says of the file.
    fn fact(&self, name: &str) -> Option<Value> {
        let seen = self.kind.is_picture() || self.kind == Kind::Mp4;
        let milliseconds = self.milliseconds;
        Some(match name {
            "url" => json!(self.url),
            "content_type" => json!(self.kind.content_type()),
            "file_name" => json!(self.name),
            "file_size" => json!(self.size),
            "width" if seen => json!(self.width),
            "height" if seen => json!(self.height),
            "fps" if self.kind == Kind::Mp4 => json!(f64::from(media::FRAMES_PER_SECOND)),
            "num_frames" if self.kind == Kind::Mp4 => json!(media::frames(milliseconds?)),
            "duration" => json!(f64::from(milliseconds?) / 1000.0),
            _ => return None,
        })
    }
}

/// The kind that the document's content type names, and that content type.
fn declared(schema: Schema<'_>) -> (Option<Kind>, &str) {
    let member = schema.properties().into_iter().find(|(name, _)| *name == "content_type");
    let told = member.and_then(|(_, member)| {
        let examples = member.array("examples").first().and_then(Value::as_str);
        examples.or_else(|| member.string("default")).or_else(|| plain(member).string("default"))
    });
    let told = told.unwrap_or_default();
    (Kind::named(told), told)
}

fn by_words(hint: &str) -> Option<Told> {
    let hint = hint.to_ascii_lowercase();
    WORDS.iter().find(|(word, _)| hint.contains(word)).map(|(_, kind)| *kind)
}
