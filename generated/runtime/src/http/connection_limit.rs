//! How many connections a client has open at once: requests wait here for their turn.
//!
//! Answers of the queue are short, so few connections carry many jobs. What lasts as long as its work (runs,
//! streams, transfers of files) does not wait here: the caller decides how many of those there are.
//!
//! A connection outlives the turn of the request that made it. That there are no more than places is seen to where
//! connections are made (`network/native/host_limits`).

use std::{future::poll_fn, sync::Arc, task::Poll};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

#[cfg(not(target_family = "wasm"))]
use crate::http::reqwest_transport::HostLimits;

/// The places of a client. Clones are the same gate.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionLimiter(Arc<Permits>);

#[derive(Debug)]
struct Permits {
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser makes its connections itself"))]
    limit: usize,
    requests: Semaphore,
    streams: Arc<Semaphore>,
    #[cfg(not(target_family = "wasm"))]
    host_limits: HostLimits,
}

impl ConnectionLimiter {
    /// So many places, a quarter of them for status streams.
    pub(crate) fn new(connections: usize) -> Self {
        let connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        let streams = connections / 4;
        Self(Arc::new(Permits {
            limit: connections,
            requests: Semaphore::new(connections - streams),
            streams: Arc::new(Semaphore::new(streams)),
            #[cfg(not(target_family = "wasm"))]
            host_limits: HostLimits::default(),
        }))
    }

    /// A place for one request. There is always one in the end: the gate is never closed.
    pub(crate) async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.0.requests.try_acquire() {
            return Some(permit);
        }
        let permit = self.0.requests.acquire().await.ok();
        // Whoever left has read the answer, but the connection gets back to the pool in a task of its own.
        // Without a moment for that, a new connection would be made while there may be one.
        yield_once().await;
        yield_once().await;
        permit
    }

    /// A place for a status stream, if one is free: whoever gets none asks for the status instead.
    pub(crate) fn try_acquire_stream(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.streams).try_acquire_owned().ok()
    }

    /// No status stream is to be opened any more: the server has none.
    pub(crate) fn disable_streams(&self) {
        self.0.streams.close();
    }
}

#[cfg(not(target_family = "wasm"))]
impl ConnectionLimiter {
    /// How many places there are.
    pub(crate) fn limit(&self) -> usize {
        self.0.limit
    }

    /// How many places are taken.
    pub(crate) fn in_use(&self) -> usize {
        self.0.limit - self.0.requests.available_permits() - self.0.streams.available_permits()
    }

    /// What the connections of those who have a place go through.
    pub(crate) fn host_limits(&self) -> &HostLimits {
        &self.0.host_limits
    }
}

/// Lets other tasks go first, once.
async fn yield_once() {
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
