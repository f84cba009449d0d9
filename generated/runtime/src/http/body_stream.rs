//! The body of an answer, piece by piece as it is asked for: nothing is read ahead.
//!
//! A wait for a piece may be given up and taken up again without losing anything, whatever the transport
//! makes of that: the piece under way is kept here. What the pieces mean is up to `sse` and `events`.

use std::{
    fmt,
    future::poll_fn,
    pin::{Pin, pin},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;

use crate::{
    http::transport::TransportError,
    rt::{
        clock::{self, Instant},
        deadline,
        future::SyncBody,
        unfold::{Unfold, unfold},
    },
};

/// A body under way.
pub(crate) struct BodyChunks {
    pieces: Unfold<Option<SyncBody>, Result<Bytes, TransportError>>,
    idle: Option<Duration>,
    until: Option<Instant>,
}

/// Why there is no next piece although the body is not at its end.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The transport failed.
    Transport(TransportError),
    /// Nothing came for so long.
    IdleTimeout(Duration),
    /// The deadline passed.
    DeadlinePassed,
}

impl BodyChunks {
    /// The pieces of a body, for as long as they take to come.
    pub(crate) fn new(body: SyncBody) -> Self {
        Self { pieces: unfold(Some(body), |body| Box::pin(piece(body))), idle: None, until: None }
    }

    /// The same where each piece must come within a time, and all of them by a moment.
    pub(crate) fn with_timeouts(self, idle: Option<Duration>, until: Option<Instant>) -> Self {
        Self { idle, until, ..self }
    }

    /// The next piece; `None` is the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        // A piece may lie ready after the deadline, if nobody asked for it in time.
        if deadline::has_passed(self.until) {
            return Err(BodyError::DeadlinePassed);
        }
        let piece = match self.idle {
            None => deadline::before(self.until, pin!(next(&mut self.pieces))).await,
            Some(idle) => {
                match deadline::before(self.until, pin!(clock::timeout(idle, next(&mut self.pieces)))).await {
                    Some(Err(_)) => return Err(BodyError::IdleTimeout(idle)),
                    piece => piece.and_then(Result::ok),
                }
            }
        };
        piece.ok_or(BodyError::DeadlinePassed)?.transpose().map_err(BodyError::Transport)
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(failure) => failure.fmt(f),
            Self::IdleTimeout(idle) => write!(f, "nothing came for {idle:?}"),
            Self::DeadlinePassed => f.write_str("the deadline passed"),
        }
    }
}

async fn piece(body: Option<SyncBody>) -> Option<(Result<Bytes, TransportError>, Option<SyncBody>)> {
    let mut body = body?;
    match body.chunk().await {
        Ok(piece) => piece.map(|piece| (Ok(piece), Some(body))),
        Err(failure) => Some((Err(failure), None)),
    }
}

/// The next item of a stream.
pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}
