//! Streamed upload bodies that count the bytes they send.

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

use super::{FileStamp, UploadState};
use crate::{
    files::upload::ReplayableSource,
    http::{
        send::BodySource,
        transport::{BodyStream, BoxFuture, FailurePhase, TransportError},
    },
    rt::future::Boxed,
};

/// Chunk size in bytes.
const CHUNK_SIZE: usize = 256 << 10;

/// Body from memory.
pub(super) struct Memory {
    pub(super) bytes: Bytes,
    pub(super) upload: Arc<UploadState>,
}

impl BodySource for Memory {
    fn length(&self) -> u64 {
        self.upload.length
    }

    fn chunks_read(&self) -> u64 {
        self.upload.state().chunks
    }

    fn open(&self) -> Boxed<'_, Result<Box<dyn BodyStream>, TransportError>> {
        let body = MemoryBody { remaining: self.bytes.clone(), upload: Arc::clone(&self.upload) };
        Box::pin(async move { Ok(Box::new(body) as Box<dyn BodyStream>) })
    }
}

struct MemoryBody {
    remaining: Bytes,
    upload: Arc<UploadState>,
}

impl BodyStream for MemoryBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let chunk = self.remaining.split_to(self.remaining.len().min(CHUNK_SIZE));
        self.upload.on_sent(self.upload.length.saturating_sub(self.remaining.len() as u64));
        Box::pin(async move { Ok((!chunk.is_empty()).then_some(chunk)) })
    }
}

/// Body from a range of a file on disk.
pub(super) struct Disk {
    pub(super) path: PathBuf,
    /// Stamp of the file at the start of the upload.
    pub(super) stamp: FileStamp,
    pub(super) offset: u64,
    pub(super) upload: Arc<UploadState>,
}

impl Disk {
    async fn begin(&self) -> Result<DiskBody, IoError> {
        let mut file = File::open(&self.path).await?;
        file.seek(SeekFrom::Start(self.offset)).await?;
        let (path, upload) = (self.path.clone(), Arc::clone(&self.upload));
        Ok(DiskBody { file, left: upload.length, stamp: self.stamp, path, upload })
    }
}

impl BodySource for Disk {
    fn length(&self) -> u64 {
        self.upload.length
    }

    fn chunks_read(&self) -> u64 {
        self.upload.state().chunks
    }

    fn open(&self) -> Boxed<'_, Result<Box<dyn BodyStream>, TransportError>> {
        Box::pin(async move {
            // After a read error another attempt could mix two versions of the file.
            if self.upload.state().error.is_some() {
                return Err(TransportError::new(FailurePhase::Rejected, "the file cannot be read"));
            }
            match self.begin().await {
                Ok(body) => Ok(Box::new(body) as Box<dyn BodyStream>),
                Err(source) => Err(fail(&self.path, &self.upload, source)),
            }
        })
    }
}

struct DiskBody {
    file: File,
    left: u64,
    stamp: FileStamp,
    path: PathBuf,
    upload: Arc<UploadState>,
}

impl DiskBody {
    /// Reads the next chunk. Before the last one the stamp of the file is checked again.
    async fn read(&mut self) -> Result<Option<Bytes>, IoError> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut chunk = BytesMut::zeroed(usize::try_from(self.left).unwrap_or(CHUNK_SIZE).min(CHUNK_SIZE));
        let count = self.file.read(&mut chunk).await?;
        chunk.truncate(count);
        self.left = self.left.saturating_sub(count as u64);
        let ends = count == 0 || self.left == 0;
        if ends && (count == 0 || FileStamp::from_metadata(&self.file.metadata().await?) != self.stamp) {
            return Err(IoError::new(ErrorKind::UnexpectedEof, "the file changed during the upload"));
        }
        self.upload.on_sent(self.upload.length.saturating_sub(self.left));
        Ok(Some(chunk.freeze()))
    }
}

/// Stores the error for the user and returns one for the transport.
fn fail(path: &Path, upload: &UploadState, source: IoError) -> TransportError {
    let failure = TransportError::new(FailurePhase::Rejected, source.to_string());
    upload.state().error = Some(ReplayableSource::Path(path.to_owned()).unreadable(source));
    failure
}

impl BodyStream for DiskBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            let chunk = self.read().await;
            chunk.map_err(|source| fail(&self.path, &self.upload, source))
        })
    }
}
