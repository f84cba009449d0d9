//! Bytes on their way out: all of a file or one part of it, opened anew for each attempt.
//!
//! A file on disk is read while it is sent, in small pieces. Should it change meanwhile, the attempt is broken off:
//! what arrived would be no file that ever existed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::{Method, Url};

use super::source::{Stored, Version};
use crate::{
    error::Error,
    files::progress::Meter,
    http::send::{HttpRequest, RequestBody},
};

/// What one request carries.
pub(super) struct Load {
    content: RequestBody,
    tally: Arc<Tally>,
}

/// What becomes of a load, over all attempts.
struct Tally {
    length: u64,
    meter: Arc<Meter>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The most bytes that an attempt has taken.
    taken: u64,
    /// How often one has taken some.
    pieces: u64,
    /// Why the bytes cannot be read.
    fault: Option<Error>,
}

impl Load {
    /// So many bytes of one version of a file, from a place on.
    pub(super) fn of(stored: &Stored, version: Version, (offset, length): (u64, u64), meter: &Arc<Meter>) -> Self {
        let tally = Arc::new(Tally { length, meter: Arc::clone(meter), state: Mutex::default() });
        let content = content(stored, version, offset, &tally);
        Self { content, tally }
    }

    /// The request that carries it: without the key and for as long as it moves.
    pub(super) fn ask(&self, url: Url) -> HttpRequest {
        HttpRequest {
            body: Some(self.content.clone()),
            ..HttpRequest::new(Method::PUT, url).without_auth().stall_timeout()
        }
    }

    /// It has arrived.
    pub(super) fn done(&self) {
        self.tally.taken(self.tally.length);
    }

    /// Why it could not be read, if it could not.
    pub(super) fn fault(&self) -> Option<Error> {
        self.tally.state().fault.take()
    }
}

impl Tally {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An attempt has taken so many bytes.
    fn taken(&self, bytes: u64) {
        let mut state = self.state();
        let more = bytes.saturating_sub(state.taken);
        state.taken = state.taken.max(bytes);
        state.pieces += 1;
        drop(state);
        if more > 0 {
            self.meter.add(more);
        }
    }
}

/// The bytes whole: a browser sends none in pieces.
#[cfg(target_family = "wasm")]
fn content(stored: &Stored, _: Version, offset: u64, tally: &Arc<Tally>) -> RequestBody {
    let Stored::Bytes(bytes) = stored;
    RequestBody::Bytes(slice(bytes, offset, tally.length))
}

/// The bytes in pieces. None are pieces, too: of them the length is always said, and storage hosts insist on it.
#[cfg(not(target_family = "wasm"))]
fn content(stored: &Stored, version: Version, offset: u64, tally: &Arc<Tally>) -> RequestBody {
    match stored {
        Stored::Bytes(bytes) => {
            let bytes = slice(bytes, offset, tally.length);
            RequestBody::Source(Arc::new(pieces::Memory { bytes, tally: Arc::clone(tally) }))
        }
        Stored::Path(path) => {
            let (path, tally) = (path.clone(), Arc::clone(tally));
            RequestBody::Source(Arc::new(pieces::Disk { path, version, offset, tally }))
        }
    }
}

fn slice(bytes: &Bytes, offset: u64, length: u64) -> Bytes {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(place(offset)..place(offset.saturating_add(length)))
}

#[cfg(not(target_family = "wasm"))]
mod pieces;
