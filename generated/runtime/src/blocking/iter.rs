//! Blocking iterator over a stream.

use std::{fmt, future::poll_fn, pin::Pin};

use futures_core::Stream;

use super::runtime_thread::RuntimeThread;
use crate::error::Error;

/// Blocking iterator over a stream of the async client.
///
/// The stream is only polled by `next`. Dropping the iterator drops the stream.
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Iter<S> {
    stream: S,
    thread: RuntimeThread,
    /// Whether the last item was the error for blocking in async code.
    rejected: bool,
}

impl<S> Iter<S> {
    pub(super) fn new(stream: S, thread: RuntimeThread) -> Self {
        Self { stream, thread, rejected: false }
    }

    /// Returns the stream, e.g. for its metadata.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: Stream<Item = Result<T, E>> + Unpin, T, E: From<Error>> Iterator for Iter<S> {
    type Item = Result<T, E>;

    /// In async code the only item is an error, so that loops over errors end.
    fn next(&mut self) -> Option<Self::Item> {
        let rejected = RuntimeThread::may_wait().err();
        if std::mem::replace(&mut self.rejected, rejected.is_some()) && self.rejected {
            return None;
        }
        if let Some(error) = rejected {
            return Some(Err(error.into()));
        }
        let stream = &mut self.stream;
        let item = async { poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await.transpose() };
        self.thread.wait(item).transpose()
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}
