//! A file that is not whole yet: it stands beside its place under another name, and moves there at the end.
//!
//! Where the download may be resumed, a note beside it says what it is a part of, by the digest of the URL: URLs may
//! be permissions, and no place for those is a file.

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

use super::transfer::{Begun, Identity};
use crate::error::Error;

/// The file and where it goes.
pub(super) struct Partial {
    target: PathBuf,
    path: PathBuf,
    file: Option<File>,
    /// Where it may be resumed: the note, and what it says of the URL.
    note: Option<(PathBuf, String)>,
    /// Whether a later download could go on with it, or it is at its place already.
    stays: bool,
}

/// What a partial file is a part of.
#[derive(Serialize, Deserialize)]
struct Note {
    /// The SHA-256 of the URL, in base64.
    url: String,
    validator: String,
    total: u64,
}

impl Partial {
    /// The file beside its place, and what is there of it already.
    pub(super) async fn beside(target: &Path, url: &str, resume: bool) -> Result<(Self, Option<Begun>), Error> {
        if fs::metadata(target).await.is_ok_and(|metadata| metadata.is_dir()) {
            return Err(unwritable(target, io::ErrorKind::IsADirectory.into()));
        }
        let mut partial = Self { target: target.to_owned(), path: PathBuf::new(), file: None, note: None, stays: true };
        let mut options = OpenOptions::new();
        options.write(true);
        let path = if resume {
            partial.note = Some((with_ending(target, ".part.json"), digest(url)));
            options.create(true).truncate(false);
            with_ending(target, ".part")
        } else {
            options.create_new(true);
            let chance = RandomState::new().build_hasher().finish();
            target.with_file_name(format!(".fal-{chance:016x}.part"))
        };
        let mut partial = partial.open(path, options).await.map_err(|source| unwritable(target, source))?;
        let begun = partial.begun().await?;
        partial.stays = begun.is_some();
        Ok((partial, begun))
    }

    /// Opens the file. Should nobody wait for that any more, a file that was made goes again: the task that made it
    /// drops it.
    async fn open(mut self, path: PathBuf, options: OpenOptions) -> io::Result<Self> {
        let opening = tokio::task::spawn_blocking(move || {
            self.file = Some(options.open(&path)?.into());
            self.path = path;
            self.stays = self.note.is_some();
            Ok(self)
        });
        opening.await.map_err(io::Error::other)?
    }

    /// What is there, if it is known what it is a part of; the file is at its end then.
    async fn begun(&mut self) -> Result<Option<Begun>, Error> {
        let (Some((path, url)), Some(file)) = (&self.note, &mut self.file) else { return Ok(None) };
        let note: Option<Note> = fs::read(path).await.ok().and_then(|note| serde_json::from_slice(&note).ok());
        let Some(note) = note.filter(|note| note.url == *url) else { return Ok(None) };
        let cut = async {
            // One byte is always asked for, so that the server tells whether the file is still the same.
            let have = file.metadata().await?.len().min(note.total.saturating_sub(1));
            file.set_len(have).await?;
            file.seek(io::SeekFrom::Start(have)).await
        };
        let have = cut.await.map_err(|source| unwritable(&self.target, source))?;
        let identity = Identity { validator: Some(note.validator), total: Some(note.total) };
        Ok(Some(Begun { have, identity }).filter(|_| have > 0))
    }

    /// Begins from the first byte of a file, and notes what that is.
    pub(super) async fn begin(&mut self, identity: &Identity) -> Result<(), Error> {
        self.empty(identity).await.map_err(|source| unwritable(&self.target, source))
    }

    async fn empty(&mut self, identity: &Identity) -> io::Result<()> {
        self.stays = false;
        if let Some((path, _)) = &self.note {
            // A note of another file must not outlive that file.
            ignore_missing(fs::remove_file(path).await)?;
        }
        if let Some(file) = &mut self.file {
            file.set_len(0).await?;
            file.rewind().await?;
        }
        if let (Some((path, url)), Some(validator), Some(total)) = (&self.note, &identity.validator, identity.total) {
            let note = Note { url: url.clone(), validator: validator.clone(), total };
            fs::write(path, serde_json::to_vec(&note)?).await?;
            self.stays = true;
        }
        Ok(())
    }

    /// More of the file. Nothing is still being written afterwards: whoever resumes the file must find its end.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let written = async {
            file.write_all(bytes).await?;
            file.flush().await
        };
        written.await.map_err(|source| unwritable(&self.target, source))
    }

    /// The file is whole: it goes to its place.
    pub(super) async fn finish(mut self) -> Result<(), Error> {
        self.settle().await.map_err(|source| unwritable(&self.target, source))
    }

    async fn settle(&mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            // The name must not be on disk before the bytes are.
            file.sync_all().await?;
        }
        fs::rename(&self.path, &self.target).await?;
        self.stays = true;
        match &self.note {
            Some((note, _)) => ignore_missing(fs::remove_file(note).await),
            None => Ok(()),
        }
    }
}

/// What cannot be resumed is not left behind. One removal does not hold up the thread for long.
impl Drop for Partial {
    fn drop(&mut self) {
        drop(self.file.take());
        if !self.stays {
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

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn digest(url: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(url.as_bytes()))
}

fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::local(format!("cannot write {}", path.display()), source)
}
