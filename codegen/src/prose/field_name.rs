//! What the name of a field says about its meaning.
//!
//! `image_url`, `imageUrl` and `image-url` have the same parts. A few tables tell fields whose text is
//! about something they point to (a picture, a voice) from fields whose text is about themselves.

use super::model::FieldType;

/// Last parts of names of strings that point to something else: limits in their text are about that.
const POINTERS: &[&str] = &[
    "url",
    "urls",
    "uri",
    "link",
    "image",
    "images",
    "img",
    "picture",
    "photo",
    "pic",
    "video",
    "videos",
    "audio",
    "file",
    "files",
    "base64",
    "mask",
    "path",
    "reference",
    "avatar",
    "attachment",
    "upload",
    "src",
];

/// Last parts of names of strings that stand for something else: their length is their own, nothing more.
const IDENTIFIERS: &[&str] = &["id", "ids", "key", "token", "code", "no", "uuid", "hash"];

/// Last parts of names of numbers that count a place, not a quantity.
const ORDINALS: &[&str] = &["index", "idx", "id", "position", "offset", "no"];

/// Last parts of names of strings that hold what someone writes: numbers and lists in their text are advice
/// about content.
const FREE_TEXT: &[&str] = &[
    "prompt",
    "text",
    "content",
    "description",
    "title",
    "name",
    "message",
    "lyrics",
    "caption",
    "query",
    "input",
    "comment",
    "remark",
    "address",
    "body",
    "instructions",
    "script",
    "subject",
    "note",
    "notes",
    "transcript",
];

/// What has a name that is chosen, not written: `model_name`.
const NAMED: &[&str] = &[
    "model",
    "voice",
    "engine",
    "style",
    "preset",
    "language",
    "font",
    "scheduler",
    "sampler",
    "checkpoint",
    "type",
    "effect",
    "template",
];

/// Parts of names of fields whose own values are kinds of files.
const FORMATS: &[&str] =
    &["format", "fmt", "type", "ext", "extension", "codec", "container", "mime", "mimetype", "encoding"];

/// The name of a field, in lower-case parts.
pub(super) struct Name {
    whole: String,
    parts: Vec<String>,
}

impl Name {
    pub(super) fn new(name: &str) -> Self {
        Self { whole: name.to_owned(), parts: parts(name) }
    }

    /// Whether an identifier in the text is this field.
    pub(super) fn is(&self, identifier: &str) -> bool {
        !self.parts.is_empty() && parts(identifier) == self.parts
    }

    /// Whether the text's word is the field's name or a part of it.
    pub(super) fn has(&self, part: &str) -> bool {
        self.parts.iter().any(|own| own == part)
    }

    /// Whether a list of that name holds such things: `voice_ids` holds voices.
    pub(super) fn counts(&self, singular: &str) -> bool {
        let singular = singular.to_lowercase();
        singular.len() > 2 && self.parts.iter().any(|part| part.strip_suffix('s').unwrap_or(part) == singular)
    }

    /// Whether one of the words occurs anywhere in the name, glued or not: `maxtime` has `time`.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        let whole = self.whole.to_lowercase();
        words.iter().any(|word| if word.len() > 3 { whole.contains(word) } else { self.has(word) })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    fn ends_with(&self, words: &[&str]) -> bool {
        self.parts.iter().rev().find(|part| !is_counter(part)).is_some_and(|last| words.contains(&last.as_str()))
    }

    /// Whether the field is a place in an order: "at most 10 frames" says nothing about `frame_index`.
    pub(super) fn is_ordinal(&self) -> bool {
        self.ends_with(ORDINALS)
    }

    /// `model_name`, but not `name` or `user_name`.
    fn is_of_named(&self) -> bool {
        matches!(self.parts.as_slice(), [.., thing, last] if last == "name" && NAMED.contains(&thing.as_str()))
    }

    /// Returns whether the field is a string that refers to a file or another object.
    pub(super) fn points_elsewhere(&self, ty: FieldType) -> bool {
        ty != FieldType::Array && self.ends_with(POINTERS)
    }

    /// Returns whether the field is a string that identifies another object.
    pub(super) fn is_identifier(&self, ty: FieldType) -> bool {
        ty == FieldType::String && self.ends_with(IDENTIFIERS)
    }

    /// Returns whether the field is a string of free text.
    pub(super) fn is_free_text(&self, ty: FieldType) -> bool {
        ty == FieldType::String && self.ends_with(FREE_TEXT) && !self.is_of_named()
    }

    pub(super) fn is_format(&self) -> bool {
        self.parts.iter().any(|part| FORMATS.contains(&part.as_str()))
    }
}

fn is_counter(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `imageURL_2` → `image`, `url`, `2`
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in name.chars() {
        let hump = character.is_uppercase() && before.is_lowercase();
        if !character.is_alphanumeric() {
            before = ' ';
            continue;
        }
        if before == ' ' || hump {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(character.to_lowercase());
        }
        before = character;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_parts() {
        assert_eq!(parts("imageURL_2"), ["image", "url", "2"]);
        assert!(Name::new("guidance_scale").is("guidanceScale"));
        assert!(Name::new("maxtime").mentions(&["time"]));
        assert!(!Name::new("").is(""));
    }
}
