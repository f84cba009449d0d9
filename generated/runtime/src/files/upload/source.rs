//! Sources of an upload: bytes, a file on disk, or a reader.
//!
//! Bytes and files can be read again for another attempt; a reader cannot, so `multipart` buffers its parts.

use std::{fmt, time::SystemTime};
#[cfg(not(target_family = "wasm"))]
use std::{
    io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
#[cfg(not(target_family = "wasm"))]
use sync_wrapper::SyncWrapper;
#[cfg(not(target_family = "wasm"))]
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use crate::error::Error;

/// Source of [`Client::upload`](crate::Client::upload). A path converts into it; a string does not, because it could
/// also be a URL.
///
/// ```
/// use fal_sdk::UploadSource;
///
/// let bytes = UploadSource::bytes("flour.png", &b"\x89PNG"[..]);
/// let file = UploadSource::path("flour.png");
/// let reader = UploadSource::reader("flour.png", tokio::io::empty());
/// # let _ = (bytes, file, reader);
/// ```
pub struct UploadSource {
    pub(super) content: Content,
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
}

/// Content of an upload.
pub(crate) enum Content {
    Replayable(ReplayableSource),
    #[cfg(not(target_family = "wasm"))]
    Reader(Reader),
}

/// Boxed reader, supplied by the user or opened from a file.
#[cfg(not(target_family = "wasm"))]
pub(crate) struct Reader(SyncWrapper<Box<dyn AsyncRead + Send + Unpin>>);

/// Content that can be read more than once.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum ReplayableSource {
    Bytes(Bytes),
    #[cfg(not(target_family = "wasm"))]
    Path(PathBuf),
}

impl UploadSource {
    /// Uploads bytes as a file of this name. An empty name is replaced by a generated one.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::from_replayable(ReplayableSource::Bytes(bytes.into()), Some(name.into()), None)
    }

    /// Uploads a local file.
    #[cfg(not(target_family = "wasm"))]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::from_replayable(ReplayableSource::Path(path.into()), None, None)
    }

    /// Uploads everything that a reader returns as a file of this name. An empty name is replaced by a generated one.
    #[cfg(not(target_family = "wasm"))]
    pub fn reader(name: impl Into<String>, reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self { content: Content::Reader(Reader::new(reader)), name: Some(name.into()), content_type: None }
    }

    pub(crate) fn from_replayable(
        stored: ReplayableSource,
        name: Option<String>,
        content_type: Option<String>,
    ) -> Self {
        Self { content: Content::Replayable(stored), name, content_type }
    }
}

#[cfg(not(target_family = "wasm"))]
impl Reader {
    fn new(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self(SyncWrapper::new(Box::new(reader)))
    }
}

#[cfg(not(target_family = "wasm"))]
impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(self.0.get_mut()).poll_read(context, buffer)
    }
}

impl Content {
    /// Returns the file name of a path.
    pub(super) fn file_name(&self) -> Option<String> {
        match self {
            Self::Replayable(stored) => stored.file_name(),
            #[cfg(not(target_family = "wasm"))]
            Self::Reader(_) => None,
        }
    }
}

/// Size and modification time of a file, to detect changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileStamp {
    pub(crate) length: u64,
    /// Time of the last modification, if the platform reports it.
    modified: Option<SystemTime>,
}

#[cfg(not(target_family = "wasm"))]
impl FileStamp {
    pub(super) fn from_metadata(metadata: &std::fs::Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// Number of bytes that the content type is detected from.
const HEAD_SIZE: usize = 8 << 10;

impl ReplayableSource {
    /// Returns the size in bytes.
    pub(crate) async fn length(&self) -> Result<u64, Error> {
        Ok(self.stamp().await?.length)
    }

    /// Returns the current size and modification time.
    pub(crate) async fn stamp(&self) -> Result<FileStamp, Error> {
        match self {
            Self::Bytes(bytes) => Ok(FileStamp { length: bytes.len() as u64, modified: None }),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => {
                let metadata = tokio::fs::metadata(path).await.map_err(|source| self.unreadable(source))?;
                if metadata.is_dir() {
                    return Err(self.unreadable(io::ErrorKind::IsADirectory.into()));
                }
                if !metadata.is_file() {
                    let reason = "a pipe or a device has no length; upload it with `UploadSource::reader`";
                    return Err(self.unreadable(io::Error::new(io::ErrorKind::Unsupported, reason)));
                }
                Ok(FileStamp::from_metadata(&metadata))
            }
        }
    }

    /// Reads all bytes.
    pub(crate) async fn bytes(&self) -> Result<Bytes, Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => {
                let read = tokio::fs::read(path).await.map_err(|source| self.unreadable(source))?;
                Ok(read.into())
            }
        }
    }

    /// Reads the first bytes, to detect the content type.
    pub(crate) async fn head(&self) -> Result<Bytes, Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.slice(..bytes.len().min(HEAD_SIZE))),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(_) => {
                let mut head = Vec::new();
                let read = self.open().await?.take(HEAD_SIZE as u64).read_to_end(&mut head).await;
                read.map_err(|source| self.unreadable(source))?;
                Ok(head.into())
            }
        }
    }

    /// Opens a reader at the start.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) async fn open(&self) -> Result<Reader, Error> {
        match self {
            Self::Bytes(bytes) => Ok(Reader::new(io::Cursor::new(bytes.clone()))),
            Self::Path(path) => match tokio::fs::File::open(path).await {
                Ok(file) => Ok(Reader::new(file)),
                Err(source) => Err(self.unreadable(source)),
            },
        }
    }

    /// Returns the error for a file that cannot be read.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn unreadable(&self, source: io::Error) -> Error {
        Error::local_io(format!("cannot read {self:?}"), source)
    }

    /// Returns the file name of a path.
    pub(crate) fn file_name(&self) -> Option<String> {
        match self {
            Self::Bytes(_) => None,
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        }
    }
}

#[cfg(not(target_family = "wasm"))]
impl From<PathBuf> for UploadSource {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

#[cfg(not(target_family = "wasm"))]
impl From<&Path> for UploadSource {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl fmt::Debug for UploadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Replayable(stored) => write!(f, "UploadSource({stored:?})"),
            #[cfg(not(target_family = "wasm"))]
            Content::Reader(_) => f.write_str("UploadSource(reader)"),
        }
    }
}

/// Shows the size of bytes, never their content.
impl fmt::Debug for ReplayableSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}
