//! Writing the body of a response to a file.

use std::path::Path;

use super::partial::PartialFile;
use crate::{
    error::Error,
    http::body_stream::{BodyChunks, BodyError},
};

/// Writes a body to a file, which is created or replaced when the body is complete. Returns its size in bytes.
pub(crate) async fn save(
    path: &Path,
    mut chunks: BodyChunks,
    to_error: impl Fn(BodyError) -> Error,
) -> Result<u64, Error> {
    let (mut partial, _) = PartialFile::create(path, "", false).await?;
    let mut size: u64 = 0;
    while let Some(chunk) = chunks.next().await.map_err(&to_error)? {
        partial.write(&chunk).await?;
        size = size.saturating_add(chunk.len() as u64);
    }
    partial.finish().await?;
    Ok(size)
}
