//! Whether two files are one: the same bytes under the same content type. Their names may differ.
//!
//! Bytes are compared, not hashed: two files of one length mostly differ in the first piece. Whoever asks has
//! looked at the lengths.

use std::sync::Arc;

use crate::{
    error::Error,
    files::{file_input::Local, upload::Stored},
};

/// Whether one upload does for both, which are of one length.
pub(super) async fn is_same(one: &Arc<Local>, other: &Arc<Local>) -> Result<bool, Error> {
    if Arc::ptr_eq(one, other) || one == other {
        return Ok(true);
    }
    if one.likely_content_type() != other.likely_content_type() {
        return Ok(false);
    }
    match (&one.stored, &other.stored) {
        (Stored::Bytes(one), Stored::Bytes(other)) => Ok(one == other),
        #[cfg(not(target_family = "wasm"))]
        (one, other) => on_disk::is_same(one, other).await,
    }
}

#[cfg(not(target_family = "wasm"))]
mod on_disk {
    use tokio::io::AsyncReadExt;

    use crate::{
        error::Error,
        files::upload::{Reader, Stored},
    };

    const PIECE: u64 = 256 << 10;

    /// Compares piece by piece up to the first difference.
    pub(super) async fn is_same(one: &Stored, other: &Stored) -> Result<bool, Error> {
        let (mut left, mut right) = (one.open().await?, other.open().await?);
        loop {
            let piece = read(one, &mut left).await?;
            if piece != read(other, &mut right).await? {
                return Ok(false);
            }
            if piece.is_empty() {
                return Ok(true);
            }
        }
    }

    async fn read(stored: &Stored, reader: &mut Reader) -> Result<Vec<u8>, Error> {
        let mut piece = Vec::new();
        reader.take(PIECE).read_to_end(&mut piece).await.map_err(|source| stored.unreadable(source))?;
        Ok(piece)
    }
}
