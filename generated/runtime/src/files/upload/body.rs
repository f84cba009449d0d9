//! Request bodies of uploads: a file or a part of it, reopened for each attempt.
//!
//! A file on disk is streamed. If it changes while it is sent, the attempt fails, since the upload would mix two
//! versions.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::{Method, Url};

use super::source::{FileStamp, ReplayableSource};
use crate::{
    error::Error,
    files::progress::ProgressMeter,
    http::send::{HttpRequest, RequestBody},
};

/// Body of one upload request.
pub(super) struct UploadBody {
    content: RequestBody,
    upload: Arc<UploadState>,
}

/// Progress of a body over all attempts.
struct UploadState {
    length: u64,
    meter: Arc<ProgressMeter>,
    state: Mutex<BodyProgress>,
}

#[derive(Default)]
struct BodyProgress {
    /// Maximum number of bytes sent by an attempt.
    sent: u64,
    /// Number of chunks sent.
    chunks: u64,
    /// Error of reading the file.
    error: Option<Error>,
}

impl UploadBody {
    /// Creates a body of `length` bytes at `offset` of a file.
    pub(super) fn new(
        stored: &ReplayableSource,
        stamp: FileStamp,
        (offset, length): (u64, u64),
        meter: &Arc<ProgressMeter>,
    ) -> Self {
        let upload = Arc::new(UploadState { length, meter: Arc::clone(meter), state: Mutex::default() });
        let content = content(stored, stamp, offset, &upload);
        Self { content, upload }
    }

    /// Returns the PUT request: without the key, and without a time limit while data is moving.
    pub(super) fn request(&self, url: Url) -> HttpRequest {
        HttpRequest {
            body: Some(self.content.clone()),
            ..HttpRequest::new(Method::PUT, url).without_auth().stall_timeout()
        }
    }

    /// Records that the body has arrived.
    pub(super) fn on_done(&self) {
        self.upload.on_sent(self.upload.length);
    }

    /// Takes the error of reading the file, if there was one.
    pub(super) fn read_error(&self) -> Option<Error> {
        self.upload.state().error.take()
    }
}

impl UploadState {
    fn state(&self) -> MutexGuard<'_, BodyProgress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that an attempt has sent this many bytes.
    fn on_sent(&self, bytes: u64) {
        let mut state = self.state();
        let more = bytes.saturating_sub(state.sent);
        state.sent = state.sent.max(bytes);
        state.chunks += 1;
        drop(state);
        if more > 0 {
            self.meter.add(more);
        }
    }
}

/// Returns the bytes at once: browsers do not stream request bodies.
#[cfg(target_family = "wasm")]
fn content(stored: &ReplayableSource, _: FileStamp, offset: u64, upload: &Arc<UploadState>) -> RequestBody {
    let ReplayableSource::Bytes(bytes) = stored;
    RequestBody::Bytes(slice(bytes, offset, upload.length))
}

/// Returns a streamed body, also for zero bytes: it has a `Content-Length`, which storage hosts require.
#[cfg(not(target_family = "wasm"))]
fn content(stored: &ReplayableSource, stamp: FileStamp, offset: u64, upload: &Arc<UploadState>) -> RequestBody {
    match stored {
        ReplayableSource::Bytes(bytes) => {
            let bytes = slice(bytes, offset, upload.length);
            RequestBody::Source(Arc::new(stream::Memory { bytes, upload: Arc::clone(upload) }))
        }
        ReplayableSource::Path(path) => {
            let (path, upload) = (path.clone(), Arc::clone(upload));
            RequestBody::Source(Arc::new(stream::Disk { path, stamp, offset, upload }))
        }
    }
}

fn slice(bytes: &Bytes, offset: u64, length: u64) -> Bytes {
    let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(index(offset)..index(offset.saturating_add(length)))
}

#[cfg(not(target_family = "wasm"))]
mod stream;
