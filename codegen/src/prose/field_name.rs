//! Classification of fields by their names.
//!
//! `image_url`, `imageUrl` and `image-url` have the same parts. The tables distinguish fields that refer to something else
//! (a picture, a voice), whose description is about that, from fields whose description is about their own value.

use super::model::FieldType;

/// Last name parts of strings that refer to a file: limits in their descriptions are those of the file.
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

/// Last name parts of strings that identify an object: of the limits in their descriptions, only the length is their own.
const IDENTIFIERS: &[&str] = &["id", "ids", "key", "token", "code", "no", "uuid", "hash"];

/// Last name parts of numbers that are positions and not quantities.
const ORDINALS: &[&str] = &["index", "idx", "id", "position", "offset", "no"];

/// Last name parts of strings of free text: numbers and lists in their descriptions are advice about the content.
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

/// Name parts before `name` that make it a choice and not free text: `model_name`.
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

/// Name parts of fields whose values are file formats.
const FORMATS: &[&str] =
    &["format", "fmt", "type", "ext", "extension", "codec", "container", "mime", "mimetype", "encoding"];

/// The name of a field, split into lower-case parts.
pub(super) struct Name {
    whole: String,
    parts: Vec<String>,
}

impl Name {
    pub(super) fn new(name: &str) -> Self {
        Self { whole: name.to_owned(), parts: parts(name) }
    }

    /// Returns whether an identifier in the text is the name of the field.
    pub(super) fn is(&self, identifier: &str) -> bool {
        !self.parts.is_empty() && parts(identifier) == self.parts
    }

    /// Returns whether a word is a part of the name.
    pub(super) fn has(&self, part: &str) -> bool {
        self.parts.iter().any(|own| own == part)
    }

    /// Returns whether an array with this name contains such items: `voice_ids` contains voices.
    pub(super) fn counts(&self, singular: &str) -> bool {
        let singular = singular.to_lowercase();
        singular.len() > 2 && self.parts.iter().any(|part| part.strip_suffix('s').unwrap_or(part) == singular)
    }

    /// Returns whether the name contains one of the words, also inside a part: `maxtime` contains `time`.
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

    /// Returns whether the field is a position: "at most 10 frames" is not a limit of `frame_index`.
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
    fn names_are_split_into_parts() {
        assert_eq!(parts("imageURL_2"), ["image", "url", "2"]);
        assert!(Name::new("guidance_scale").is("guidanceScale"));
        assert!(Name::new("maxtime").mentions(&["time"]));
        assert!(!Name::new("").is(""));
    }
}
