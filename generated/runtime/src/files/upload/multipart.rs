//! The order of an upload: one request for the bytes, or parts that go side by side and are put together.
//!
//! Which of the two is decided by the length alone; the limits are those of fal's own client.

use std::sync::Arc;

use bytes::Bytes;
#[cfg(not(target_family = "wasm"))]
use tokio::io::AsyncReadExt;
use tokio::sync::Mutex;

#[cfg(not(target_family = "wasm"))]
use super::source::Reader;
use super::{
    UploadSource, UploadedFile,
    body::Load,
    metadata::About,
    source::{Content, Stored, Version},
    storage::{Part, Place, Storage},
};
use crate::{
    error::Error,
    files::progress::Meter,
    rt::{future::Boxed, join::try_join_bounded},
};

/// Files up to here go in one piece.
const ONE_PIECE: u64 = 90 << 20;
/// The length of every part but the last.
const PART: u64 = 10 << 20;

/// Uploads what there is.
pub(super) async fn upload(
    storage: &Storage<'_>,
    source: UploadSource,
    meter: Arc<Meter>,
    parallel: usize,
) -> Result<UploadedFile, Error> {
    let UploadSource { content, name, content_type } = source;
    let name = name.or_else(|| content.own_name());
    let (supply, head) = Supply::of(content, &meter).await?;
    let about = About::of(name.as_deref(), content_type.as_deref(), &head)?;
    // Of a reader, this is a whole part.
    drop(head);
    let (url, size) = match supply {
        Supply::Stored { stored, version, .. } if version.length <= ONE_PIECE => {
            (in_one_piece(storage, &about, (&stored, version), &meter).await?, version.length)
        }
        supply => in_parts(storage, &about, supply, &meter, parallel).await?,
    };
    tracing::debug!(target: crate::rt::TRACING_TARGET, size, "uploaded a file");
    Ok(UploadedFile { url, content_type: about.content_type, file_name: about.name, size })
}

async fn in_one_piece(
    storage: &Storage<'_>,
    about: &About,
    (stored, version): (&Stored, Version),
    meter: &Arc<Meter>,
) -> Result<String, Error> {
    let place = storage.announce("initiate", about).await?;
    storage.put(&place, about, &Load::of(stored, version, (0, version.length), meter)).await?;
    Ok(place.file)
}

/// Some workers take one part after the other, so that never more than one part each is held.
async fn in_parts(
    storage: &Storage<'_>,
    about: &About,
    supply: Supply,
    meter: &Arc<Meter>,
    parallel: usize,
) -> Result<(String, u64), Error> {
    let place = storage.announce("initiate-multipart", about).await?;
    let parts = Mutex::new(Parts { supply, count: 0, size: 0 });
    let mut workers: Vec<Boxed<'_, Result<Vec<Part>, Error>>> = Vec::new();
    for _ in 0..parallel {
        workers.push(Box::pin(work(storage, (&place, about), &parts, meter)));
    }
    let mut done: Vec<Part> = try_join_bounded(parallel, workers).await?.into_iter().flatten().collect();
    done.sort_by_key(|part| part.number);
    storage.complete(&place, &done).await?;
    let Parts { count, size, .. } = parts.into_inner();
    tracing::debug!(target: crate::rt::TRACING_TARGET, parts = count, size, "put the parts of an upload together");
    Ok((place.file, size))
}

async fn work(
    storage: &Storage<'_>,
    to: (&Place, &About),
    parts: &Mutex<Parts>,
    meter: &Arc<Meter>,
) -> Result<Vec<Part>, Error> {
    let mut done = Vec::new();
    loop {
        let Some((number, load)) = parts.lock().await.next(meter).await? else { return Ok(done) };
        done.push(storage.put_part(to, number, &load).await?);
    }
}

/// The parts that nobody has taken yet.
struct Parts {
    supply: Supply,
    /// How many were taken, and of how many bytes.
    count: u64,
    size: u64,
}

/// Where parts come from.
enum Supply {
    Stored {
        stored: Stored,
        version: Version,
        offset: u64,
    },
    #[cfg(not(target_family = "wasm"))]
    Reader {
        /// What was read already.
        first: Option<Bytes>,
        reader: Reader,
    },
}

impl Supply {
    /// What there is, and its first bytes. A reader that ends within its first part is as good as bytes.
    async fn of(content: Content, meter: &Meter) -> Result<(Self, Bytes), Error> {
        let stored = match content {
            Content::Stored(stored) => stored,
            #[cfg(not(target_family = "wasm"))]
            Content::Reader(mut reader) => {
                let first = part_of(&mut reader).await?;
                if first.len() as u64 == PART {
                    return Ok((Self::Reader { first: Some(first.clone()), reader }, first));
                }
                Stored::Bytes(first)
            }
        };
        let version = stored.version().await?;
        meter.set_total(Some(version.length));
        let head = stored.head().await?;
        Ok((Self::Stored { stored, version, offset: 0 }, head))
    }
}

impl Parts {
    /// The next part and its number, from 1.
    async fn next(&mut self, meter: &Arc<Meter>) -> Result<Option<(u64, Load)>, Error> {
        let (load, length) = match &mut self.supply {
            Supply::Stored { stored, version, offset } => {
                let here = PART.min(version.length - *offset);
                let load = Load::of(stored, *version, (*offset, here), meter);
                *offset += here;
                (load, here)
            }
            #[cfg(not(target_family = "wasm"))]
            Supply::Reader { first, reader } => {
                let bytes = match first.take() {
                    Some(first) => first,
                    None => part_of(reader).await?,
                };
                let part = Stored::Bytes(bytes);
                let version = part.version().await?;
                (Load::of(&part, version, (0, version.length), meter), version.length)
            }
        };
        if length == 0 {
            return Ok(None);
        }
        self.count += 1;
        self.size += length;
        Ok(Some((self.count, load)))
    }
}

/// As much as makes a part, less only at the end of the reader.
#[cfg(not(target_family = "wasm"))]
async fn part_of(reader: &mut Reader) -> Result<Bytes, Error> {
    let mut part = Vec::new();
    let read = reader.take(PART).read_to_end(&mut part).await;
    read.map_err(|source| Error::local("the reader of the file to be uploaded failed", source))?;
    Ok(part.into())
}
