//! What a field of a request holds that is the URL of a file.
//!
//! Today an URL or a data URI. What it is made of stays private, so that files which are uploaded when
//! the call is made can be added.

use std::{borrow::Cow, fmt};

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::wire::{Walk, Wire};

/// A file for a request: its URL, or its bytes as a data URI.
///
/// Text is always taken for a URL that fal can fetch, and sent as it is; it never means a file on this
/// machine. What fal can fetch is up to fal, so URLs are not checked here.
///
/// ```
/// use fal_sdk::FileInput;
///
/// let remote: FileInput = "https://example.com/flour.png".into();
/// let small = FileInput::bytes("image/png", b"\x89PNG");
/// assert_eq!(small.as_str(), "data:image/png;base64,iVBORw==");
/// # let _ = remote;
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FileInput(Box<str>);

impl FileInput {
    /// The file at a URL, which may be a data URI.
    pub fn url(url: impl Into<String>) -> Self {
        Self(url.into().into())
    }

    /// A file's bytes, sent inside the request as a data URI. A third larger than the file and part of every
    /// copy of the request, so for small files only; fal advises a few kilobytes.
    pub fn bytes(content_type: impl AsRef<str>, bytes: impl AsRef<[u8]>) -> Self {
        let content_type = media_type(content_type.as_ref());
        Self(format!("data:{content_type};base64,{}", BASE64_STANDARD.encode(bytes)).into())
    }

    /// The URL or data URI that is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The content type as it may stand in a data URI.
fn media_type(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_empty() {
        return Cow::Borrowed("application/octet-stream");
    }
    utf8_percent_encode(text, ODD).into()
}

/// What would end the content type of a data URI, or is not allowed in one.
const ODD: &AsciiSet = &CONTROLS.add(b' ').add(b',').add(b'%').add(b'#');

impl From<&str> for FileInput {
    fn from(url: &str) -> Self {
        Self::url(url)
    }
}

impl From<String> for FileInput {
    fn from(url: String) -> Self {
        Self::url(url)
    }
}

impl From<&String> for FileInput {
    fn from(url: &String) -> Self {
        Self::url(url.as_str())
    }
}

/// A data URI is shown by its beginning and its length.
impl fmt::Debug for FileInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once(',') {
            Some((head, data)) if head.starts_with("data:") => write!(f, "FileInput({head},… {} bytes)", data.len()),
            _ => write!(f, "FileInput({:?})", &*self.0),
        }
    }
}

impl Wire for FileInput {
    fn encode(&self, _: &mut Walk) -> Value {
        Value::String(self.0.to_string())
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        String::decode(value, at).map(Self::from)
    }
}

impl Serialize for FileInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FileInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}
