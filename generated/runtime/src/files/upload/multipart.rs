//! The steps of an upload: a single request for small files, concurrent parts for large ones.
//!
//! The size limits are those of fal's own client.

use std::sync::Arc;

use bytes::Bytes;
#[cfg(not(target_family = "wasm"))]
use tokio::io::AsyncReadExt;
use tokio::sync::Mutex;

#[cfg(not(target_family = "wasm"))]
use super::source::Reader;
use super::{
    UploadSource, UploadedFile,
    body::UploadBody,
    metadata::FileMetadata,
    source::{Content, FileStamp, ReplayableSource},
    storage::{Part, Storage, UploadUrls},
};
use crate::{
    error::Error,
    files::progress::ProgressMeter,
    rt::{future::Boxed, join::try_join_bounded},
};

/// Maximum size of a single-request upload.
const MAX_SINGLE_SIZE: u64 = 90 << 20;
/// Size of every part except the last.
const PART_SIZE: u64 = 10 << 20;

/// Uploads a source, in one request or in parts.
pub(super) async fn upload(
    storage: &Storage<'_>,
    source: UploadSource,
    meter: Arc<ProgressMeter>,
    parallel: usize,
) -> Result<UploadedFile, Error> {
    let UploadSource { content, name, content_type } = source;
    let name = name.or_else(|| content.file_name());
    let (parts, head) = PartSource::new(content, &meter).await?;
    let metadata = FileMetadata::detect(name.as_deref(), content_type.as_deref(), &head)?;
    // For a reader the head is a whole part; free it.
    drop(head);
    let (url, size) = match parts {
        PartSource::Stored { stored, stamp, .. } if stamp.length <= MAX_SINGLE_SIZE => {
            (upload_single(storage, &metadata, (&stored, stamp), &meter).await?, stamp.length)
        }
        parts => upload_parts(storage, &metadata, parts, &meter, parallel).await?,
    };
    tracing::debug!(target: crate::rt::TRACING_TARGET, size, "upload completed");
    Ok(UploadedFile { url, content_type: metadata.content_type, file_name: metadata.name, size })
}

async fn upload_single(
    storage: &Storage<'_>,
    metadata: &FileMetadata,
    (stored, stamp): (&ReplayableSource, FileStamp),
    meter: &Arc<ProgressMeter>,
) -> Result<String, Error> {
    let urls = storage.initiate("initiate", metadata).await?;
    storage.upload_body(&urls, metadata, &UploadBody::new(stored, stamp, (0, stamp.length), meter)).await?;
    Ok(urls.file)
}

/// Uploads parts with a number of concurrent workers, each of which buffers one part at a time.
async fn upload_parts(
    storage: &Storage<'_>,
    metadata: &FileMetadata,
    source: PartSource,
    meter: &Arc<ProgressMeter>,
    parallel: usize,
) -> Result<(String, u64), Error> {
    let urls = storage.initiate("initiate-multipart", metadata).await?;
    let parts = Mutex::new(RemainingParts { source, count: 0, size: 0 });
    let mut workers: Vec<Boxed<'_, Result<Vec<Part>, Error>>> = Vec::new();
    for _ in 0..parallel {
        workers.push(Box::pin(upload_next_parts(storage, (&urls, metadata), &parts, meter)));
    }
    let mut done: Vec<Part> = try_join_bounded(parallel, workers).await?.into_iter().flatten().collect();
    done.sort_by_key(|part| part.number);
    storage.complete(&urls, &done).await?;
    let RemainingParts { count, size, .. } = parts.into_inner();
    tracing::debug!(target: crate::rt::TRACING_TARGET, parts = count, size, "multipart upload completed");
    Ok((urls.file, size))
}

async fn upload_next_parts(
    storage: &Storage<'_>,
    to: (&UploadUrls, &FileMetadata),
    parts: &Mutex<RemainingParts>,
    meter: &Arc<ProgressMeter>,
) -> Result<Vec<Part>, Error> {
    let mut done = Vec::new();
    loop {
        let Some((number, body)) = parts.lock().await.next(meter).await? else { return Ok(done) };
        done.push(storage.upload_part(to, number, &body).await?);
    }
}

/// Remaining parts of an upload.
struct RemainingParts {
    source: PartSource,
    /// Number and total size of the parts taken so far.
    count: u64,
    size: u64,
}

/// Source of the parts.
enum PartSource {
    Stored {
        stored: ReplayableSource,
        stamp: FileStamp,
        offset: u64,
    },
    #[cfg(not(target_family = "wasm"))]
    Reader {
        /// First part, read to detect the content type.
        first: Option<Bytes>,
        reader: Reader,
    },
}

impl PartSource {
    /// Returns the source and its first bytes. A reader that ends within the first part becomes bytes.
    async fn new(content: Content, meter: &ProgressMeter) -> Result<(Self, Bytes), Error> {
        let stored = match content {
            Content::Replayable(stored) => stored,
            #[cfg(not(target_family = "wasm"))]
            Content::Reader(mut reader) => {
                let first = read_part(&mut reader).await?;
                if first.len() as u64 == PART_SIZE {
                    return Ok((Self::Reader { first: Some(first.clone()), reader }, first));
                }
                ReplayableSource::Bytes(first)
            }
        };
        let stamp = stored.stamp().await?;
        meter.set_total(Some(stamp.length));
        let head = stored.head().await?;
        Ok((Self::Stored { stored, stamp, offset: 0 }, head))
    }
}

impl RemainingParts {
    /// Returns the next part and its number, starting from 1.
    async fn next(&mut self, meter: &Arc<ProgressMeter>) -> Result<Option<(u64, UploadBody)>, Error> {
        let (body, length) = match &mut self.source {
            PartSource::Stored { stored, stamp, offset } => {
                let part_length = PART_SIZE.min(stamp.length - *offset);
                let body = UploadBody::new(stored, *stamp, (*offset, part_length), meter);
                *offset += part_length;
                (body, part_length)
            }
            #[cfg(not(target_family = "wasm"))]
            PartSource::Reader { first, reader } => {
                let bytes = match first.take() {
                    Some(first) => first,
                    None => read_part(reader).await?,
                };
                let part = ReplayableSource::Bytes(bytes);
                let stamp = part.stamp().await?;
                (UploadBody::new(&part, stamp, (0, stamp.length), meter), stamp.length)
            }
        };
        if length == 0 {
            return Ok(None);
        }
        self.count += 1;
        self.size += length;
        Ok(Some((self.count, body)))
    }
}

/// Reads one part; it is shorter only at the end of the reader.
#[cfg(not(target_family = "wasm"))]
async fn read_part(reader: &mut Reader) -> Result<Bytes, Error> {
    let mut part = Vec::new();
    let read = reader.take(PART_SIZE).read_to_end(&mut part).await;
    read.map_err(|source| Error::local_io("the reader of the upload failed", source))?;
    Ok(part.into())
}
