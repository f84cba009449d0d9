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
    http::transport::Failure,
    rt::{
        clock::{self, Instant},
        deadline,
        future::Apart,
        unfold::{Unfold, unfold},
    },
};

/// A body under way.
pub(crate) struct Chunks {
    pieces: Unfold<Option<Apart>, Result<Bytes, Failure>>,
    idle: Option<Duration>,
    until: Option<Instant>,
}

/// Why there is no next piece although the body is not at its end.
#[derive(Debug)]
pub(crate) enum Loss {
    /// The transport failed.
    Failed(Failure),
    /// Nothing came for so long.
    Silent(Duration),
    /// The deadline passed.
    Late,
}

impl Chunks {
    /// The pieces of a body, for as long as they take to come.
    pub(crate) fn of(body: Apart) -> Self {
        Self { pieces: unfold(Some(body), |body| Box::pin(piece(body))), idle: None, until: None }
    }

    /// The same where each piece must come within a time, and all of them by a moment.
    pub(crate) fn within(self, idle: Option<Duration>, until: Option<Instant>) -> Self {
        Self { idle, until, ..self }
    }

    /// The next piece; `None` is the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
        // A piece may lie ready after the deadline, if nobody asked for it in time.
        if deadline::has_passed(self.until) {
            return Err(Loss::Late);
        }
        let piece = match self.idle {
            None => deadline::before(self.until, pin!(next(&mut self.pieces))).await,
            Some(idle) => {
                match deadline::before(self.until, pin!(clock::timeout(idle, next(&mut self.pieces)))).await {
                    Some(Err(_)) => return Err(Loss::Silent(idle)),
                    piece => piece.and_then(Result::ok),
                }
            }
        };
        piece.ok_or(Loss::Late)?.transpose().map_err(Loss::Failed)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(failure) => failure.fmt(f),
            Self::Silent(idle) => write!(f, "nothing came for {idle:?}"),
            Self::Late => f.write_str("the deadline passed"),
        }
    }
}

async fn piece(body: Option<Apart>) -> Option<(Result<Bytes, Failure>, Option<Apart>)> {
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
