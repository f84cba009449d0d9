//! Following a job by its status stream, and what is made of a stream that is silent or breaks.

use std::time::Duration;

use super::{PollEvent, PollMode, Poller};
use crate::queue::status_stream::{StatusEvent, StatusStream};
use crate::{
    error::Error,
    queue::requests,
    rt::{
        clock,
        select::{First, first},
    },
};

/// How many streams may break soon after they were opened before no more are.
const MAX_STREAM_BREAKS: u32 = 3;

/// How long a stream may tell nothing before the job is asked for beside it. A job in a model's hands has
/// nothing to tell for minutes, so silence is no fault; but a connection can be dead without a sign, and then the end
/// comes late by this much. A question that often costs a fifth of polling.
const STREAM_SILENCE: Duration = Duration::from_secs(15);

impl Poller {
    /// What the stream tells next.
    pub(super) async fn next_stream_event(&mut self) -> Result<Option<PollEvent>, Error> {
        let PollMode::Stream(stream) = &mut self.mode else { return Ok(None) };
        match clock::timeout(STREAM_SILENCE, stream.next()).await {
            Ok(last_event) => Ok(self.on_stream_event(last_event)),
            Err(_) => self.probe_silent_stream().await,
        }
    }

    /// Opens a stream, if one is wanted and the client has a place for it.
    pub(super) async fn open(&mut self) -> Result<Option<PollEvent>, Error> {
        self.mode = PollMode::Status;
        let permit =
            if self.config.stream { self.client.inner().connection_limiter.try_acquire_stream() } else { None };
        let Some(permit) = permit else {
            self.config.stream = false;
            return Ok(None);
        };
        let stream = StatusStream::open(&self.client, (&self.at, self.config.logs), permit);
        match clock::timeout(STREAM_SILENCE, stream).await {
            Ok(Ok(stream)) => {
                self.log.start_source();
                self.mode = PollMode::Stream(Box::new(stream));
            }
            Ok(Err(reason)) => self.on_stream_error(&reason),
            Err(_) => self.on_stream_error("no answer"),
        }
        Ok(None)
    }

    /// What the stream told.
    fn on_stream_event(&mut self, last_event: StatusEvent) -> Option<PollEvent> {
        match last_event {
            StatusEvent::Status(status) => Some(self.record_status(status)),
            StatusEvent::Closed(reason) => {
                self.on_stream_error(&reason);
                None
            }
        }
    }

    /// There is no stream any more: a question comes first, and another stream after a pause.
    fn on_stream_error(&mut self, reason: &str) {
        // One that held for a while did its work.
        let soon = !matches!(&self.mode, PollMode::Stream(stream) if stream.opened.elapsed() >= STREAM_SILENCE);
        self.stream_breaks = if soon { self.stream_breaks + 1 } else { 1 };
        self.config.stream = self.stream_breaks < MAX_STREAM_BREAKS;
        self.mode = PollMode::Status;
        self.delay = None;
        tracing::warn!(reason, "no status stream; asking for the status instead");
    }

    /// Asks beside a stream that is silent, and goes on listening: an answer may take longer than the job. If the
    /// stream kept something to itself, it is given up for good.
    async fn probe_silent_stream(&mut self) -> Result<Option<PollEvent>, Error> {
        let PollMode::Stream(stream) = &mut self.mode else { return Ok(None) };
        let (client, policy) = (self.client.inner(), &self.config.policy);
        let poll_status = Box::pin(requests::status(client, &self.at, self.config.logs, policy));
        let answer = match first(poll_status, stream.next()).await {
            First::Left(answer) => answer,
            First::Right(last_event) => return Ok(self.on_stream_event(last_event)),
        };
        let Some(event) = self.on_status_response(answer)? else { return Ok(None) };
        if event.poll_error.is_none() && matches!(self.mode, PollMode::Stream(_)) {
            self.on_stream_error("it was silent about a change");
            self.config.stream = false;
        }
        Ok(Some(event))
    }
}
