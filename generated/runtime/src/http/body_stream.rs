//! Reading the body of a response chunk by chunk, without reading ahead.
//!
//! [`BodyChunks::next`] is cancel-safe with any transport: the future of the chunk in progress is kept in the stream.

use std::{fmt, pin::pin, time::Duration};

use bytes::Bytes;
use futures_util::StreamExt;

use crate::{
    http::{sync_body::SyncBody, transport::TransportError},
    rt::{
        clock::{self, Instant},
        deadline,
        unfold::{Unfold, unfold},
    },
};

/// The chunks of a body.
pub(crate) struct BodyChunks {
    chunks: Unfold<Option<SyncBody>, Result<Bytes, TransportError>>,
    idle_timeout: Option<Duration>,
    deadline: Option<Instant>,
}

/// Why a body ended early.
#[derive(Debug)]
pub(crate) enum BodyError {
    Transport(TransportError),
    /// No chunk arrived within this time.
    IdleTimeout(Duration),
    DeadlinePassed,
}

impl BodyChunks {
    /// The chunks of a body, without time limits.
    pub(crate) fn new(body: SyncBody) -> Self {
        Self { chunks: unfold(Some(body), |body| Box::pin(next_chunk(body))), idle_timeout: None, deadline: None }
    }

    /// Limits the time between chunks, and the time until the last one.
    pub(crate) fn with_timeouts(self, idle_timeout: Option<Duration>, deadline: Option<Instant>) -> Self {
        Self { idle_timeout, deadline, ..self }
    }

    /// Returns the next chunk, or `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        // A chunk may have been ready before the deadline without being polled.
        if deadline::has_passed(self.deadline) {
            return Err(BodyError::DeadlinePassed);
        }
        let next = pin!(self.chunks.next());
        let chunk = match self.idle_timeout {
            None => deadline::with_deadline(self.deadline, next).await,
            Some(idle) => match deadline::with_deadline(self.deadline, pin!(clock::timeout(idle, next))).await {
                Some(Err(_)) => return Err(BodyError::IdleTimeout(idle)),
                chunk => chunk.and_then(Result::ok),
            },
        };
        chunk.ok_or(BodyError::DeadlinePassed)?.transpose().map_err(BodyError::Transport)
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::IdleTimeout(idle) => write!(f, "no data for {idle:?}"),
            Self::DeadlinePassed => f.write_str("the deadline passed"),
        }
    }
}

async fn next_chunk(body: Option<SyncBody>) -> Option<(Result<Bytes, TransportError>, Option<SyncBody>)> {
    let mut body = body?;
    match body.chunk().await {
        Ok(chunk) => chunk.map(|chunk| (Ok(chunk), Some(body))),
        Err(error) => Some((Err(error), None)),
    }
}
