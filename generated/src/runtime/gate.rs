//! How many connections a client has open at once: requests wait here for their turn.
//!
//! Answers of the queue are short, so few connections carry many jobs. What lasts as long as its work (runs,
//! streams, transfers of files) does not wait here: the caller decides how many of those there are.

use std::{future::poll_fn, sync::Arc, task::Poll};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// The places of a client.
#[derive(Debug)]
pub(crate) struct Gate {
    requests: Semaphore,
    streams: Arc<Semaphore>,
}

impl Gate {
    /// So many places, a quarter of them for status streams.
    pub(crate) fn of(connections: usize) -> Self {
        let connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        let streams = connections / 4;
        Self { requests: Semaphore::new(connections - streams), streams: Arc::new(Semaphore::new(streams)) }
    }

    /// A place for one request. There is always one in the end: the gate is never closed.
    pub(crate) async fn request(&self) -> Option<SemaphorePermit<'_>> {
        let crowded = self.requests.available_permits() == 0;
        let place = self.requests.acquire().await.ok();
        if crowded {
            // Whoever left has read the answer, but the connection gets back to the pool in a task of its own.
            // Without a moment for that, a new connection would be made.
            step_aside().await;
            step_aside().await;
        }
        place
    }

    /// A place for a status stream, if one is free: whoever gets none asks for the status instead.
    pub(crate) fn stream(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.streams).try_acquire_owned().ok()
    }

    /// No status stream is to be opened any more: the server has none.
    pub(crate) fn no_streams(&self) {
        self.streams.close();
    }
}

/// Lets other tasks go first, once.
async fn step_aside() {
    let mut stepped = false;
    poll_fn(|context| {
        if stepped {
            return Poll::Ready(());
        }
        stepped = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
