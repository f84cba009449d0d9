//! What is uploaded: bytes, a file on disk, or a reader.
//!
//! Bytes and files can be read again, for a second attempt; a reader cannot, so `multipart` keeps what it read.

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

/// What is uploaded by [`Client::upload`](crate::Client::upload). A path makes one by itself; text does not, because
/// it could be a URL, too.
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

/// The bytes, wherever they are.
pub(crate) enum Content {
    Stored(Stored),
    #[cfg(not(target_family = "wasm"))]
    Reader(Reader),
}

/// A reader, of the user's or of a file.
#[cfg(not(target_family = "wasm"))]
pub(crate) struct Reader(SyncWrapper<Box<dyn AsyncRead + Send + Unpin>>);

/// Bytes that can be read more than once.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Stored {
    Bytes(Bytes),
    #[cfg(not(target_family = "wasm"))]
    Path(PathBuf),
}

impl UploadSource {
    /// These bytes, as a file of this name. With an empty name, one is made up.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::stored(Stored::Bytes(bytes.into()), Some(name.into()), None)
    }

    /// The file at a path.
    #[cfg(not(target_family = "wasm"))]
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::stored(Stored::Path(path.into()), None, None)
    }

    /// All that a reader gives, as a file of this name. With an empty name, one is made up.
    #[cfg(not(target_family = "wasm"))]
    pub fn reader(name: impl Into<String>, reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
        Self { content: Content::Reader(Reader::of(reader)), name: Some(name.into()), content_type: None }
    }

    pub(crate) fn stored(stored: Stored, name: Option<String>, content_type: Option<String>) -> Self {
        Self { content: Content::Stored(stored), name, content_type }
    }
}

#[cfg(not(target_family = "wasm"))]
impl Reader {
    fn of(reader: impl AsyncRead + Send + Unpin + 'static) -> Self {
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
    /// The name that it has by itself.
    pub(super) fn own_name(&self) -> Option<String> {
        match self {
            Self::Stored(stored) => stored.own_name(),
            #[cfg(not(target_family = "wasm"))]
            Self::Reader(_) => None,
        }
    }
}

/// What tells whether a file is still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) length: u64,
    /// When it was changed last, where the system can tell.
    modified: Option<SystemTime>,
}

#[cfg(not(target_family = "wasm"))]
impl Version {
    pub(super) fn of(metadata: &std::fs::Metadata) -> Self {
        Self { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// How many of the first bytes tell what a file is.
const HEAD: usize = 8 << 10;

impl Stored {
    /// How many bytes there are.
    pub(crate) async fn length(&self) -> Result<u64, Error> {
        Ok(self.version().await?.length)
    }

    /// What the file is like now.
    pub(crate) async fn version(&self) -> Result<Version, Error> {
        match self {
            Self::Bytes(bytes) => Ok(Version { length: bytes.len() as u64, modified: None }),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => {
                let metadata = tokio::fs::metadata(path).await.map_err(|source| self.unreadable(source))?;
                if metadata.is_dir() {
                    return Err(self.unreadable(io::ErrorKind::IsADirectory.into()));
                }
                if !metadata.is_file() {
                    let why = "a pipe or a device has no length; upload it with `UploadSource::reader`";
                    return Err(self.unreadable(io::Error::new(io::ErrorKind::Unsupported, why)));
                }
                Ok(Version::of(&metadata))
            }
        }
    }

    /// All bytes.
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

    /// The first bytes, for a look at what they are.
    pub(crate) async fn head(&self) -> Result<Bytes, Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.slice(..bytes.len().min(HEAD))),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(_) => {
                let mut head = Vec::new();
                let read = self.open().await?.take(HEAD as u64).read_to_end(&mut head).await;
                read.map_err(|source| self.unreadable(source))?;
                Ok(head.into())
            }
        }
    }

    /// The bytes from the first.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) async fn open(&self) -> Result<Reader, Error> {
        match self {
            Self::Bytes(bytes) => Ok(Reader::of(io::Cursor::new(bytes.clone()))),
            Self::Path(path) => match tokio::fs::File::open(path).await {
                Ok(file) => Ok(Reader::of(file)),
                Err(source) => Err(self.unreadable(source)),
            },
        }
    }

    /// The error of a file that cannot be read.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn unreadable(&self, source: io::Error) -> Error {
        Error::local(format!("cannot read {self:?}"), source)
    }

    /// The name that a path has by itself.
    pub(crate) fn own_name(&self) -> Option<String> {
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
            Content::Stored(stored) => write!(f, "UploadSource({stored:?})"),
            #[cfg(not(target_family = "wasm"))]
            Content::Reader(_) => f.write_str("UploadSource(a reader)"),
        }
    }
}

/// Bytes are never shown, only how many they are.
impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            #[cfg(not(target_family = "wasm"))]
            Self::Path(path) => write!(f, "{}", path.display()),
        }
    }
}
