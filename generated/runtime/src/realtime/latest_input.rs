//! The one place where an input waits for its connection. A newer input takes the place of an older one.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use serde::Serialize;

use super::socket::LARGEST;
use crate::error::Error;

/// Sends inputs into a [`Session`](super::Session) from elsewhere. Cheap to clone.
///
/// Inputs go out while the session's `next` is awaited, the newest only.
#[derive(Clone)]
pub struct Sender(Arc<Outbox>);

impl Sender {
    /// Leaves an input for the session, in place of one that was not sent yet.
    ///
    /// # Errors
    ///
    /// Of kind `Invalid`: the input cannot be encoded or is larger than 64 MiB, or the session was dropped.
    pub fn send<I: Serialize + ?Sized>(&self, input: &I) -> Result<(), Error> {
        self.0.put(encode(input)?)
    }

    pub(super) fn new(outbox: &Arc<Outbox>) -> Self {
        Self(Arc::clone(outbox))
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

/// Structs become maps, and values what they are in JSON: applications know nothing of Rust's own forms.
pub(super) fn encode<I: Serialize + ?Sized>(input: &I) -> Result<Bytes, Error> {
    let mut serializer = rmp_serde::Serializer::new(Vec::new()).with_struct_map().with_human_readable();
    input
        .serialize(&mut serializer)
        .map_err(|source| Error::invalid("the input cannot be encoded as MessagePack").because(source))?;
    let input = serializer.into_inner();
    if input.len() > LARGEST {
        return Err(Error::invalid(format!("the input is larger than {LARGEST} bytes")));
    }
    Ok(input.into())
}

/// What is to be sent next.
#[derive(Default)]
pub(super) struct Outbox(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    newest: Option<Bytes>,
    /// The session's, where it waits for an input.
    waker: Option<Waker>,
    closed: bool,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves an input and wakes the session.
    pub(super) fn put(&self, input: Bytes) -> Result<(), Error> {
        let mut inner = self.lock();
        if inner.closed {
            return Err(Error::invalid("the session was dropped"));
        }
        inner.newest = Some(input);
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }

    /// Takes the newest input, as soon as there is one.
    pub(super) fn poll_take(&self, context: &mut Context<'_>) -> Poll<Bytes> {
        self.poll(context, Option::take)
    }

    /// Ready where there is an input, which stays.
    pub(super) fn poll_filled(&self, context: &mut Context<'_>) -> Poll<()> {
        self.poll(context, |newest| newest.is_some().then_some(()))
    }

    fn poll<R>(&self, context: &mut Context<'_>, look: impl FnOnce(&mut Option<Bytes>) -> Option<R>) -> Poll<R> {
        let mut inner = self.lock();
        if let Some(found) = look(&mut inner.newest) {
            return Poll::Ready(found);
        }
        inner.waker = Some(context.waker().clone());
        Poll::Pending
    }

    /// Throws away what waits.
    pub(super) fn clear(&self) {
        self.lock().newest = None;
    }

    /// Nothing is taken any more.
    pub(super) fn close(&self) {
        *self.lock() = Inner { closed: true, ..Inner::default() };
    }
}
