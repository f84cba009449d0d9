//! What a field of a request holds that is the URL of a file.
//!
//! A URL goes out as it is. A file of this machine is told to the walk over the payload (`codec`), uploaded when
//! the call is made (`input`), and has a URL from then on.

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
    files::upload::{self, About, Stored, UploadSource, UploadedFile},
    http::url_encode,
    json::codec::{self, Context, JsonCodec},
};

/// A file for a request: its URL, its bytes inside a data URI, or bytes or a path that are uploaded when the call
/// is made.
///
/// Text is always taken for a URL that fal can fetch, and sent as it is; it never means a file on this
/// machine. What fal can fetch is up to fal, so URLs are not checked here.
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
/// A call uploads a file once, however often it stands in the request: the same [`FileInput`], the same bytes, or
/// two paths with the same content. The call's `lifecycle` is the file's too. Outside of a call such a file has no
/// JSON form: serializing the request is an error then.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FileInput(Given);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Given {
    Url(Arc<str>),
    Local(Arc<Local>),
}

/// A file of this machine and what fal is told about it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Local {
    pub(crate) stored: Stored,
    pub(crate) name: Option<String>,
    pub(crate) content_type: Option<String>,
}

impl FileInput {
    /// The file at a URL, which may be a data URI.
    pub fn url(url: impl AsRef<str>) -> Self {
        Self(Given::Url(url.as_ref().into()))
    }

    /// A file's bytes, sent inside the request as a data URI. A third larger than the file and part of every
    /// copy of the request, so for small files only; fal advises a few kilobytes.
    pub fn data_uri(content_type: impl AsRef<str>, bytes: impl AsRef<[u8]>) -> Self {
        let content_type = media_type(content_type.as_ref());
        Self::url(format!("data:{content_type};base64,{}", BASE64_STANDARD.encode(bytes)))
    }

    /// A file's bytes, uploaded when the call is made. A content type that is empty is guessed.
    pub fn bytes(content_type: impl AsRef<str>, bytes: impl Into<Bytes>) -> Self {
        Self::local(Stored::Bytes(bytes.into())).content_type(content_type)
    }

    /// The file at a path of this machine, read and uploaded when the call is made. Its name and content type are
    /// the path's, unless they are set.
    #[cfg(not(target_family = "wasm"))]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::local(Stored::Path(path.into()))
    }

    fn local(stored: Stored) -> Self {
        Self(Given::Local(Arc::new(Local { stored, name: None, content_type: None })))
    }

    /// The name that the file gets when it is uploaded; without effect on one that has a URL.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        if let Given::Local(local) = &mut self.0 {
            Arc::make_mut(local).name = Some(name.into());
        }
        self
    }

    /// The content type that the file gets when it is uploaded; without effect on one that has a URL.
    #[must_use]
    pub fn content_type(mut self, content_type: impl AsRef<str>) -> Self {
        if let Given::Local(local) = &mut self.0 {
            let content_type = content_type.as_ref().trim();
            Arc::make_mut(local).content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
        }
        self
    }

    /// The URL or data URI that is sent; `None` for a file that is yet to be uploaded.
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Given::Url(url) => Some(url),
            Given::Local(_) => None,
        }
    }
}

impl Local {
    /// The file as what is uploaded.
    pub(crate) fn source(&self) -> UploadSource {
        UploadSource::stored(self.stored.clone(), self.name.clone(), self.content_type.clone())
    }

    /// The file inside a data URI that knows its name.
    pub(crate) async fn data_uri(&self) -> Result<String, Error> {
        let bytes = self.stored.bytes().await?;
        let name = self.name.clone().or_else(|| self.stored.own_name());
        let About { name, content_type, .. } = About::of(name.as_deref(), self.content_type.as_deref(), &bytes)?;
        let (content_type, name) = (media_type(&content_type), url_encode::encode(&name));
        Ok(format!("data:{content_type};name={name};base64,{}", BASE64_STANDARD.encode(bytes)))
    }

    /// The content type as far as it is known without a look at the bytes.
    pub(crate) fn likely_content_type(&self) -> Option<String> {
        let name = self.name.clone().or_else(|| self.stored.own_name());
        upload::likely(name.as_deref(), self.content_type.as_deref())
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

/// A data URI is shown by its beginning and its length, bytes by their number.
impl fmt::Debug for FileInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Given::Url(url) => match url.split_once(',') {
                Some((head, data)) if head.starts_with("data:") => {
                    write!(f, "FileInput({head},… {} bytes)", data.len())
                }
                _ => write!(f, "FileInput({url:?})"),
            },
            Given::Local(local) => write!(f, "FileInput({:?})", local.stored),
        }
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stored.fmt(f)
    }
}

impl JsonCodec for FileInput {
    fn encode(&self, at: &mut Context) -> Value {
        match &self.0 {
            Given::Url(url) => Value::String((**url).to_owned()),
            Given::Local(local) => at.upload(local),
        }
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        String::decode(value, at).map(Self::from)
    }
}

/// A file that is yet to be uploaded has no JSON form.
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
