//! A response whose body has been read within limits of size and time.

use std::{fmt, mem, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{StatusCode, header::HeaderMap};

use crate::{
    http::{
        sync_body::SyncBody,
        transport::{FailurePhase, TransportError},
    },
    rt::clock::{self, Instant},
};

/// A response with any status.
pub(crate) struct HttpResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: Arc<HeaderMap>,
    /// The body; empty if it is in `stream`.
    pub(crate) body: Bytes,
    /// The unread body of a successful response to a request with [`BodyMode::Stream`](super::BodyMode::Stream).
    pub(crate) stream: Option<SyncBody>,
}

/// What is known of an attempt so far. It stays available when a deadline drops the attempt.
#[derive(Debug, Default)]
pub(crate) struct AttemptState {
    /// Whether the request is being sent, and may have reached the server.
    pub(crate) in_flight: bool,
    /// Status and headers of the last response.
    pub(crate) head: Option<(StatusCode, Arc<HeaderMap>)>,
}

/// Reads a body to its end. Fails if it is cut off or larger than `limit`. A body of one chunk is not copied.
pub(super) async fn read_to_end(mut body: SyncBody, limit: usize) -> Result<Bytes, TransportError> {
    let mut first = Bytes::new();
    let mut joined = BytesMut::new();
    while let Some(chunk) = body.chunk().await? {
        let read = first.len().max(joined.len());
        if chunk.len() > limit.saturating_sub(read) {
            let message = format!("the response is larger than {limit} bytes");
            return Err(TransportError::new(FailurePhase::Rejected, message));
        }
        if read == 0 {
            first = chunk;
        } else {
            joined.extend_from_slice(&mem::take(&mut first));
            joined.extend_from_slice(&chunk);
        }
    }
    Ok(if joined.is_empty() { first } else { joined.freeze() })
}

/// Time limits for the body of an error response: for one chunk, and in total.
const ERROR_CHUNK_TIMEOUT: Duration = Duration::from_secs(5);
const ERROR_BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Reads at most `limit` bytes of an error response. A body that is cut off or too slow yields what has arrived: the
/// status is known already, and any part of the message is better than none.
pub(super) async fn read_prefix(mut body: SyncBody, limit: usize) -> Vec<u8> {
    let mut prefix = Vec::new();
    let begun = Instant::now();
    let timeout = || ERROR_BODY_TIMEOUT.saturating_sub(begun.elapsed()).min(ERROR_CHUNK_TIMEOUT);
    while let Ok(Ok(Some(chunk))) = clock::timeout(timeout(), body.chunk()).await {
        let room = limit.saturating_sub(prefix.len());
        prefix.extend(chunk.iter().take(room));
        if chunk.len() >= room {
            break;
        }
    }
    prefix
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.body.len();
        f.debug_struct("HttpResponse").field("status", &self.status).field("bytes", &size).finish_non_exhaustive()
    }
}
