//! Value of a request field that is the URL of a file.
//!
//! The JSON codec collects local files while it encodes a request; the call uploads them and inserts their URLs.

#[cfg(not(target_family = "wasm"))]
use std::path::{Path, PathBuf};
use std::{borrow::Cow, fmt, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::{
    error::Error,
    files::upload::{self, FileMetadata, ReplayableSource, UploadSource, UploadedFile},
    json::codec::{self, Context, JsonCodec},
    rt::url_encode,
};

/// File for a request field: a URL, a data URI, or bytes or a path that are uploaded when the call is made.
///
/// A string is always a URL and sent unchanged; it never refers to a local file. URLs are not validated.
///
/// ```
/// use std::path::Path;
/// use fal_sdk::FileInput;
///
/// let remote: FileInput = "https://example.com/flour.png".into();
/// let inside = FileInput::data_uri("image/png", b"\x89PNG");
/// let uploaded = FileInput::bytes("image/png", &b"\x89PNG"[..]).file_name("flour.png");
/// let from_disk: FileInput = Path::new("flour.png").into();
/// assert_eq!(inside.as_str(), Some("data:image/png;base64,iVBORw=="));
/// assert_eq!(from_disk.as_str(), None);
/// # let _ = (remote, uploaded);
/// ```
///
/// A call uploads each distinct content once: the same [`FileInput`], equal bytes, or two paths with equal content. The
/// call's `lifecycle` also applies to the uploaded files. Serializing a request that contains a local file is an error.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FileInput(FileSource);

#[derive(Clone, PartialEq, Eq, Hash)]
enum FileSource {
    Url(Arc<str>),
    Local(Arc<LocalFile>),
}

/// Local file with optional name and content type.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct LocalFile {
    pub(crate) stored: ReplayableSource,
    pub(crate) name: Option<String>,
    pub(crate) content_type: Option<String>,
}

impl FileInput {
    /// Creates an input from a URL or a data URI.
    pub fn url(url: impl AsRef<str>) -> Self {
        Self(FileSource::Url(url.as_ref().into()))
    }

    /// Embeds bytes in the request as a data URI. This adds a third to the size of the file, so use it for small files
    /// only; fal recommends a few kilobytes.
    pub fn data_uri(content_type: impl AsRef<str>, bytes: impl AsRef<[u8]>) -> Self {
        let content_type = media_type(content_type.as_ref());
        Self::url(format!("data:{content_type};base64,{}", BASE64_STANDARD.encode(bytes)))
    }

    /// Uploads bytes when the call is made. An empty content type is detected from the bytes.
    pub fn bytes(content_type: impl AsRef<str>, bytes: impl Into<Bytes>) -> Self {
        Self::local(ReplayableSource::Bytes(bytes.into())).content_type(content_type)
    }

    /// Reads and uploads a local file when the call is made. Name and content type are derived from the path unless
    /// set.
    #[cfg(not(target_family = "wasm"))]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::local(ReplayableSource::Path(path.into()))
    }

    fn local(stored: ReplayableSource) -> Self {
        Self(FileSource::Local(Arc::new(LocalFile { stored, name: None, content_type: None })))
    }

    /// Sets the name of the uploaded file. No effect on URLs.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        if let FileSource::Local(local) = &mut self.0 {
            Arc::make_mut(local).name = Some(name.into());
        }
        self
    }

    /// Sets the content type of the uploaded file. No effect on URLs.
    #[must_use]
    pub fn content_type(mut self, content_type: impl AsRef<str>) -> Self {
        if let FileSource::Local(local) = &mut self.0 {
            let content_type = content_type.as_ref().trim();
            Arc::make_mut(local).content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
        }
        self
    }

    /// Returns the URL or data URI; `None` for a file that will be uploaded.
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            FileSource::Url(url) => Some(url),
            FileSource::Local(_) => None,
        }
    }
}

impl LocalFile {
    /// Returns the source of the upload.
    pub(crate) fn source(&self) -> UploadSource {
        UploadSource::from_replayable(self.stored.clone(), self.name.clone(), self.content_type.clone())
    }

    /// Returns the file as a data URI with a `name` parameter.
    pub(crate) async fn data_uri(&self) -> Result<String, Error> {
        let bytes = self.stored.bytes().await?;
        let name = self.name.clone().or_else(|| self.stored.file_name());
        let FileMetadata { name, content_type, .. } =
            FileMetadata::detect(name.as_deref(), self.content_type.as_deref(), &bytes)?;
        let (content_type, name) = (media_type(&content_type), url_encode::encode(&name));
        Ok(format!("data:{content_type};name={name};base64,{}", BASE64_STANDARD.encode(bytes)))
    }

    /// Returns the content type as far as it is known without reading the file.
    pub(crate) fn likely_content_type(&self) -> Option<String> {
        let name = self.name.clone().or_else(|| self.stored.file_name());
        upload::likely_content_type(name.as_deref(), self.content_type.as_deref())
    }
}

/// Escapes a content type for a data URI.
fn media_type(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_empty() {
        return Cow::Borrowed("application/octet-stream");
    }
    utf8_percent_encode(text, RESERVED_IN_MEDIA_TYPE).into()
}

/// Characters that would end the content type of a data URI or are not allowed in it.
const RESERVED_IN_MEDIA_TYPE: &AsciiSet = &CONTROLS.add(b' ').add(b',').add(b'%').add(b'#');

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
        Self::url(url)
    }
}

impl From<UploadedFile> for FileInput {
    fn from(file: UploadedFile) -> Self {
        Self::url(file.url)
    }
}

impl From<&UploadedFile> for FileInput {
    fn from(file: &UploadedFile) -> Self {
        Self::url(&file.url)
    }
}

#[cfg(not(target_family = "wasm"))]
impl From<PathBuf> for FileInput {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

#[cfg(not(target_family = "wasm"))]
impl From<&Path> for FileInput {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

/// Shortens data URIs and shows only the size of bytes.
impl fmt::Debug for FileInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            FileSource::Url(url) => match url.split_once(',') {
                Some((head, data)) if head.starts_with("data:") => {
                    write!(f, "FileInput({head},… {} bytes)", data.len())
                }
                _ => write!(f, "FileInput({url:?})"),
            },
            FileSource::Local(local) => write!(f, "FileInput({:?})", local.stored),
        }
    }
}

impl fmt::Debug for LocalFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stored.fmt(f)
    }
}

impl JsonCodec for FileInput {
    fn encode(&self, context: &mut Context) -> Value {
        match &self.0 {
            FileSource::Url(url) => Value::String((**url).to_owned()),
            FileSource::Local(local) => context.defer_upload(Arc::clone(local) as _),
        }
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        String::decode(value, context).map(Self::from)
    }
}

/// Fails for a file that is not uploaded.
impl Serialize for FileInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_str() {
            Some(url) => serializer.serialize_str(url),
            None => codec::serialize(self, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for FileInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}
