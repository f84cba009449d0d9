//! Bytes in pieces, counted as they go.

use std::{
    io::{Error as IoError, ErrorKind, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::{Bytes, BytesMut};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt},
};

use super::{Tally, Version};
use crate::{
    files::upload::Stored,
    http::{
        send::BodySource,
        transport::{BodyStream, BoxFuture, FailurePhase, TransportError},
    },
    rt::future::Boxed,
};

/// How many bytes go at once.
const PIECE: usize = 256 << 10;

/// Bytes in memory.
pub(super) struct Memory {
    pub(super) bytes: Bytes,
    pub(super) tally: Arc<Tally>,
}

impl BodySource for Memory {
    fn length(&self) -> u64 {
        self.tally.length
    }

    fn chunks_read(&self) -> u64 {
        self.tally.state().pieces
    }

    fn open(&self) -> Boxed<'_, Result<Box<dyn BodyStream>, TransportError>> {
        let body = MemoryBody { rest: self.bytes.clone(), tally: Arc::clone(&self.tally) };
        Box::pin(async move { Ok(Box::new(body) as Box<dyn BodyStream>) })
    }
}

struct MemoryBody {
    rest: Bytes,
    tally: Arc<Tally>,
}

impl BodyStream for MemoryBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        self.tally.taken(self.tally.length.saturating_sub(self.rest.len() as u64));
        Box::pin(async move { Ok((!piece.is_empty()).then_some(piece)) })
    }
}

/// A stretch of a file on disk.
pub(super) struct Disk {
    pub(super) path: PathBuf,
    /// What the whole file was like when the upload began.
    pub(super) version: Version,
    pub(super) offset: u64,
    pub(super) tally: Arc<Tally>,
}

impl Disk {
    async fn begin(&self) -> Result<DiskBody, IoError> {
        let mut file = File::open(&self.path).await?;
        file.seek(SeekFrom::Start(self.offset)).await?;
        let (path, tally) = (self.path.clone(), Arc::clone(&self.tally));
        Ok(DiskBody { file, left: tally.length, version: self.version, path, tally })
    }
}

impl BodySource for Disk {
    fn length(&self) -> u64 {
        self.tally.length
    }

    fn chunks_read(&self) -> u64 {
        self.tally.state().pieces
    }

    fn open(&self) -> Boxed<'_, Result<Box<dyn BodyStream>, TransportError>> {
        Box::pin(async move {
            // The attempt before this one could not read the file; the next could send a mixture.
            if self.tally.state().fault.is_some() {
                return Err(TransportError::new(FailurePhase::Rejected, "the file cannot be read"));
            }
            match self.begin().await {
                Ok(body) => Ok(Box::new(body) as Box<dyn BodyStream>),
                Err(source) => Err(fail(&self.path, &self.tally, source)),
            }
        })
    }
}

struct DiskBody {
    file: File,
    left: u64,
    version: Version,
    path: PathBuf,
    tally: Arc<Tally>,
}

impl DiskBody {
    /// The next piece. Before the last one goes out, the file is looked at once more.
    async fn read(&mut self) -> Result<Option<Bytes>, IoError> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut piece = BytesMut::zeroed(usize::try_from(self.left).unwrap_or(PIECE).min(PIECE));
        let count = self.file.read(&mut piece).await?;
        piece.truncate(count);
        self.left = self.left.saturating_sub(count as u64);
        let ends = count == 0 || self.left == 0;
        if ends && (count == 0 || Version::of(&self.file.metadata().await?) != self.version) {
            return Err(IoError::new(ErrorKind::UnexpectedEof, "the file changed while it was sent"));
        }
        self.tally.taken(self.tally.length.saturating_sub(self.left));
        Ok(Some(piece.freeze()))
    }
}

/// Keeps the fault for the user; the connection only needs to know that this is the end.
fn fail(path: &Path, tally: &Tally, source: IoError) -> TransportError {
    let failure = TransportError::new(FailurePhase::Rejected, source.to_string());
    tally.state().fault = Some(Stored::Path(path.to_owned()).unreadable(source));
    failure
}

impl BodyStream for DiskBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            let piece = self.read().await;
            piece.map_err(|source| fail(&self.path, &self.tally, source))
        })
    }
}
