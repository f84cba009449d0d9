//! Incomplete file, written under a temporary name and renamed when it is complete.
//!
//! For resumable downloads a metadata file identifies the source by a digest of its URL; the URL itself may contain an
//! authorization that must not be written to disk.

use std::{
    collections::hash_map::RandomState,
    fs::OpenOptions,
    hash::{BuildHasher, Hasher},
    io,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::{
    fs::{self, File},
    io::{AsyncSeekExt, AsyncWriteExt},
};

use super::transfer::{FileValidator, ResumePoint};
use crate::error::Error;

/// Temporary file of a download.
pub(super) struct PartialFile {
    target: PathBuf,
    path: PathBuf,
    file: Option<File>,
    /// Path of the metadata file and digest of the URL, for resumable downloads.
    metadata: Option<(PathBuf, String)>,
    /// Whether the file is kept on drop: it is resumable or already renamed.
    keep: bool,
}

/// Content of the metadata file.
#[derive(Serialize, Deserialize)]
struct PartialMetadata {
    /// SHA-256 of the URL in base64.
    url: String,
    validator: String,
    total: u64,
}

impl PartialFile {
    /// Creates or reopens the temporary file for `target`.
    pub(super) async fn create(target: &Path, url: &str, resume: bool) -> Result<(Self, Option<ResumePoint>), Error> {
        if fs::metadata(target).await.is_ok_and(|metadata| metadata.is_dir()) {
            return Err(unwritable(target, io::ErrorKind::IsADirectory.into()));
        }
        let mut partial =
            Self { target: target.to_owned(), path: PathBuf::new(), file: None, metadata: None, keep: true };
        let mut options = OpenOptions::new();
        options.write(true);
        let path = if resume {
            partial.metadata = Some((with_suffix(target, ".part.json"), digest(url)));
            options.create(true).truncate(false);
            with_suffix(target, ".part")
        } else {
            options.create_new(true);
            let random = RandomState::new().build_hasher().finish();
            target.with_file_name(format!(".fal-{random:016x}.part"))
        };
        let mut partial = partial.open(path, options).await.map_err(|source| unwritable(target, source))?;
        let resume_point = partial.resume_point().await?;
        partial.keep = resume_point.is_some();
        Ok((partial, resume_point))
    }

    /// Opens the file in a blocking task. If the future is dropped, the task drops and thereby deletes the file.
    async fn open(mut self, path: PathBuf, options: OpenOptions) -> io::Result<Self> {
        let opening = tokio::task::spawn_blocking(move || {
            self.file = Some(options.open(&path)?.into());
            self.path = path;
            self.keep = self.metadata.is_some();
            Ok(self)
        });
        opening.await.map_err(io::Error::other)?
    }

    /// Returns the resume point if the metadata matches the URL, and seeks to the end of the file.
    async fn resume_point(&mut self) -> Result<Option<ResumePoint>, Error> {
        let (Some((path, url)), Some(file)) = (&self.metadata, &mut self.file) else { return Ok(None) };
        let metadata: Option<PartialMetadata> =
            fs::read(path).await.ok().and_then(|json| serde_json::from_slice(&json).ok());
        let Some(metadata) = metadata.filter(|metadata| metadata.url == *url) else { return Ok(None) };
        let truncate = async {
            // At least one byte is always requested, so that the server confirms the version of the file.
            let received = file.metadata().await?.len().min(metadata.total.saturating_sub(1));
            file.set_len(received).await?;
            file.seek(io::SeekFrom::Start(received)).await
        };
        let received = truncate.await.map_err(|source| unwritable(&self.target, source))?;
        let validator = FileValidator { value: Some(metadata.validator), total: Some(metadata.total) };
        Ok(Some(ResumePoint { received, validator }).filter(|_| received > 0))
    }

    /// Truncates the file and writes the metadata of its new version.
    pub(super) async fn restart(&mut self, validator: &FileValidator) -> Result<(), Error> {
        self.truncate(validator).await.map_err(|source| unwritable(&self.target, source))
    }

    async fn truncate(&mut self, validator: &FileValidator) -> io::Result<()> {
        self.keep = false;
        if let Some((path, _)) = &self.metadata {
            // Metadata of the old version must not outlive its bytes.
            ignore_missing(fs::remove_file(path).await)?;
        }
        if let Some(file) = &mut self.file {
            file.set_len(0).await?;
            file.rewind().await?;
        }
        if let (Some((path, url)), Some(validator), Some(total)) = (&self.metadata, &validator.value, validator.total) {
            let metadata = PartialMetadata { url: url.clone(), validator: validator.clone(), total };
            fs::write(path, serde_json::to_vec(&metadata)?).await?;
            self.keep = true;
        }
        Ok(())
    }

    /// Appends bytes and flushes, so that a later resume finds the end of the file.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let written = async {
            file.write_all(bytes).await?;
            file.flush().await
        };
        written.await.map_err(|source| unwritable(&self.target, source))
    }

    /// Renames the complete file to the target.
    pub(super) async fn finish(mut self) -> Result<(), Error> {
        self.rename().await.map_err(|source| unwritable(&self.target, source))
    }

    async fn rename(&mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            // The bytes must reach the disk before the new name.
            file.sync_all().await?;
        }
        fs::rename(&self.path, &self.target).await?;
        self.keep = true;
        match &self.metadata {
            Some((path, _)) => ignore_missing(fs::remove_file(path).await),
            None => Ok(()),
        }
    }
}

/// Deletes a file that cannot be resumed. A single removal does not block the thread for long.
impl Drop for PartialFile {
    fn drop(&mut self) {
        drop(self.file.take());
        if !self.keep {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn digest(url: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(url.as_bytes()))
}

fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::local_io(format!("cannot write {}", path.display()), source)
}
