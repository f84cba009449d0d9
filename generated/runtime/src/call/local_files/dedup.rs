//! Comparison of files by content and content type; names may differ.
//!
//! Bytes are compared, not hashed: two files of equal length mostly differ in the first chunk.

use std::sync::Arc;

use crate::{
    error::Error,
    files::{file_input::LocalFile, upload::ReplayableSource},
};

/// Returns whether two files of equal length can share one upload.
pub(super) async fn is_same(one: &Arc<LocalFile>, other: &Arc<LocalFile>) -> Result<bool, Error> {
    if Arc::ptr_eq(one, other) || one == other {
        return Ok(true);
    }
    if one.likely_content_type() != other.likely_content_type() {
        return Ok(false);
    }
    match (&one.stored, &other.stored) {
        (ReplayableSource::Bytes(one), ReplayableSource::Bytes(other)) => Ok(one == other),
        #[cfg(not(target_family = "wasm"))]
        (one, other) => on_disk::is_same(one, other).await,
    }
}

#[cfg(not(target_family = "wasm"))]
mod on_disk {
    use tokio::io::AsyncReadExt;

    use crate::{
        error::Error,
        files::upload::{Reader, ReplayableSource},
    };

    const CHUNK: u64 = 256 << 10;

    /// Compares chunk by chunk up to the first difference.
    pub(super) async fn is_same(one: &ReplayableSource, other: &ReplayableSource) -> Result<bool, Error> {
        let (mut left, mut right) = (one.open().await?, other.open().await?);
        loop {
            let chunk = read(one, &mut left).await?;
            if chunk != read(other, &mut right).await? {
                return Ok(false);
            }
            if chunk.is_empty() {
                return Ok(true);
            }
        }
    }

    async fn read(stored: &ReplayableSource, reader: &mut Reader) -> Result<Vec<u8>, Error> {
        let mut chunk = Vec::new();
        reader.take(CHUNK).read_to_end(&mut chunk).await.map_err(|source| stored.unreadable(source))?;
        Ok(chunk)
    }
}
