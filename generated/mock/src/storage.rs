//! Files: uploads, what results refer to, and fetching both.

use std::{collections::BTreeMap, sync::Mutex};

use bytes::Bytes;

use crate::{
    answer::Answer,
    call::Call,
    state::{State, lock},
};

/// A file that the server has.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
}

/// Every file of the server.
pub(crate) struct Storage {
    origin: String,
    files: Mutex<BTreeMap<String, Stored>>,
}

impl Storage {
    pub(crate) fn new(origin: &str) -> Self {
        Self { origin: origin.to_owned(), files: Mutex::default() }
    }

    /// Keeps a file under a name; its URL.
    pub(crate) fn keep(&self, name: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let stored = Stored { content_type: content_type.to_owned(), bytes: bytes.into() };
        lock(&self.files).insert(name.to_owned(), stored);
        format!("{}/v3.fal.media/files/{name}", self.origin)
    }

    /// The file of a URL that this server handed out.
    pub(crate) fn file(&self, url: &str) -> Option<Stored> {
        let name = url.strip_prefix(&self.origin)?.strip_prefix("/v3.fal.media/files/")?;
        lock(&self.files).get(name).cloned()
    }
}

/// Answers what `rest.fal.ai` would.
pub(crate) async fn rest(state: &State, call: &Call) -> Answer {
    let _ = state;
    Answer::no_path(&call.path)
}

/// Answers what `v3.fal.media` would.
pub(crate) async fn cdn(state: &State, call: &Call) -> Answer {
    let _ = state;
    Answer::no_path(&call.path)
}
