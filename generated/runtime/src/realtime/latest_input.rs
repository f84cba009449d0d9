//! Slot for the latest unsent input. A newer input replaces an older one.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use serde::Serialize;

use crate::error::Error;

/// Maximum size of a message in bytes.
pub(super) const MAX_MESSAGE_SIZE: usize = 64 << 20;

/// Handle that sends inputs to a [`Session`](super::Session) from another task. Cheap to clone.
///
/// Inputs are sent while the session's `next` is awaited; only the latest is kept.
#[derive(Clone)]
pub struct Sender(Arc<LatestInput>);

impl Sender {
    /// Queues an input, replacing one that was not sent yet.
    ///
    /// # Errors
    ///
    /// Kind `Invalid` if the input cannot be encoded or is larger than 64 MiB, or if the session was dropped.
    pub fn send<I: Serialize + ?Sized>(&self, input: &I) -> Result<(), Error> {
        self.0.put(encode(input)?)
    }

    pub(super) fn new(latest_input: &Arc<LatestInput>) -> Self {
        Self(Arc::clone(latest_input))
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

/// Encodes an input as MessagePack, with structs as maps and human-readable values, as Python applications expect.
pub(super) fn encode<I: Serialize + ?Sized>(input: &I) -> Result<Bytes, Error> {
    let mut serializer = rmp_serde::Serializer::new(Vec::new()).with_struct_map().with_human_readable();
    input
        .serialize(&mut serializer)
        .map_err(|source| Error::invalid("the input cannot be encoded as MessagePack").with_source(source))?;
    let input = serializer.into_inner();
    if input.len() > MAX_MESSAGE_SIZE {
        return Err(Error::invalid(format!("the input is larger than {MAX_MESSAGE_SIZE} bytes")));
    }
    Ok(input.into())
}

/// The latest unsent input, shared by a session and its senders.
#[derive(Default)]
pub(super) struct LatestInput(Mutex<InputSlot>);

#[derive(Default)]
struct InputSlot {
    input: Option<Bytes>,
    /// Waker of a session that waits for an input.
    waker: Option<Waker>,
    closed: bool,
}

impl LatestInput {
    fn lock(&self) -> MutexGuard<'_, InputSlot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores an input and wakes the session.
    pub(super) fn put(&self, input: Bytes) -> Result<(), Error> {
        let mut slot = self.lock();
        if slot.closed {
            return Err(Error::invalid("the session was dropped"));
        }
        slot.input = Some(input);
        let waker = slot.waker.take();
        drop(slot);
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }

    /// Takes the input as soon as there is one.
    pub(super) fn poll_take(&self, context: &mut Context<'_>) -> Poll<Bytes> {
        self.poll(context, Option::take)
    }

    /// Completes as soon as there is an input, without taking it.
    pub(super) fn poll_filled(&self, context: &mut Context<'_>) -> Poll<()> {
        self.poll(context, |input| input.is_some().then_some(()))
    }

    fn poll<R>(&self, context: &mut Context<'_>, read: impl FnOnce(&mut Option<Bytes>) -> Option<R>) -> Poll<R> {
        let mut slot = self.lock();
        if let Some(found) = read(&mut slot.input) {
            return Poll::Ready(found);
        }
        slot.waker = Some(context.waker().clone());
        Poll::Pending
    }

    /// Discards the input.
    pub(super) fn clear(&self) {
        self.lock().input = None;
    }

    /// Rejects further inputs.
    pub(super) fn close(&self) {
        *self.lock() = InputSlot { closed: true, ..InputSlot::default() };
    }
}
