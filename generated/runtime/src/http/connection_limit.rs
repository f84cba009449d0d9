//! Limits how many connections a client has open at once: requests wait here for a permit.
//!
//! Responses of the queue are short, so few connections serve many jobs. Requests that last as long as their work
//! (runs, event streams, file transfers) take no permit; the caller decides how many of them there are.
//!
//! A connection outlives the permit of the request that opened it. `reqwest_transport/connection_limit` enforces the
//! limit where connections are opened.

#[cfg(not(target_family = "wasm"))]
mod host_limits;

use std::{future::poll_fn, sync::Arc, task::Poll};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

#[cfg(not(target_family = "wasm"))]
pub(crate) use self::host_limits::{HostKey, HostLimit, HostLimits};

/// The connection permits of a client. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionLimiter(Arc<Permits>);

#[derive(Debug)]
struct Permits {
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser manages its connections itself"))]
    limit: usize,
    requests: Semaphore,
    streams: Arc<Semaphore>,
    #[cfg(not(target_family = "wasm"))]
    hosts: HostLimits,
}

impl ConnectionLimiter {
    /// Creates `connections` permits, a quarter of them for status streams.
    pub(crate) fn new(connections: usize) -> Self {
        let connections = connections.clamp(1, Semaphore::MAX_PERMITS);
        let streams = connections / 4;
        Self(Arc::new(Permits {
            limit: connections,
            requests: Semaphore::new(connections - streams),
            streams: Arc::new(Semaphore::new(streams)),
            #[cfg(not(target_family = "wasm"))]
            hosts: HostLimits::default(),
        }))
    }

    /// Waits for the permit of a request. It is `None` only if the semaphore is closed, which never happens.
    pub(crate) async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(permit) = self.0.requests.try_acquire() {
            return Some(permit);
        }
        let permit = self.0.requests.acquire().await.ok();
        // The previous request has read its response, but hyper returns the connection to the pool in a task of its
        // own. Without yielding, this request would open another connection.
        yield_once().await;
        yield_once().await;
        permit
    }

    /// Returns the permit of a status stream if one is free.
    pub(crate) fn try_acquire_stream(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.streams).try_acquire_owned().ok()
    }

    /// Refuses all further status streams: the server has none.
    pub(crate) fn disable_streams(&self) {
        self.0.streams.close();
    }
}

#[cfg(not(target_family = "wasm"))]
impl ConnectionLimiter {
    /// The number of permits.
    pub(crate) fn limit(&self) -> usize {
        self.0.limit
    }

    /// The number of permits in use.
    pub(crate) fn in_use(&self) -> usize {
        self.0.limit - self.0.requests.available_permits() - self.0.streams.available_permits()
    }

    /// The connection counts of each host.
    pub(crate) fn hosts(&self) -> &HostLimits {
        &self.0.hosts
    }
}

/// Lets other tasks run once.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
