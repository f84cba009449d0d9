//! A stream as an iterator that waits for each item.

use std::{fmt, future::poll_fn, pin::Pin};

use futures_core::Stream;

use super::runtime_thread::Worker;
use crate::error::Error;

/// The items of a stream of the async client, waited for one by one.
///
/// What is asked for between two items is asked for by `next`; nothing runs ahead. Dropping it ends what the
/// stream does.
#[must_use = "iterators do nothing unless they are asked for an item"]
pub struct Iter<S> {
    stream: S,
    worker: Worker,
    /// Whether the last item was that this is no place to wait.
    refused: bool,
}

impl<S> Iter<S> {
    pub(super) fn of(stream: S, worker: Worker) -> Self {
        Self { stream, worker, refused: false }
    }

    /// The stream, for what it tells besides its items.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: Stream<Item = Result<T, E>> + Unpin, T, E: From<Error>> Iterator for Iter<S> {
    type Item = Result<T, E>;

    /// Where waiting is out of place, that is the one item, so that no loop over errors goes on without end.
    fn next(&mut self) -> Option<Self::Item> {
        let refused = Worker::may_wait().err();
        if std::mem::replace(&mut self.refused, refused.is_some()) && self.refused {
            return None;
        }
        if let Some(error) = refused {
            return Some(Err(error.into()));
        }
        let stream = &mut self.stream;
        let item = async { poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await.transpose() };
        self.worker.wait(item).transpose()
    }
}

impl<S: fmt::Debug> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.stream).finish()
    }
}
