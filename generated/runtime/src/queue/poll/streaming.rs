//! Watching a job by its status stream, and handling streams that are silent or break.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};

use super::poller::{PollEvent, PollMode, Poller};
use crate::{
    error::Error,
    queue::{
        requests,
        status_stream::{StatusEvent, StatusStream},
    },
    rt::clock,
};

/// How many streams in a row may break soon after they were opened before the job is polled only.
const MAX_STREAM_BREAKS: u32 = 3;

/// How long a stream may be silent before the status is polled in addition. A running job may have nothing to report
/// for minutes, so silence is not an error. But a dead connection may go unnoticed, and completion is then reported
/// late by this time. Polling at this interval costs a fifth of regular polling.
const STREAM_SILENCE: Duration = Duration::from_secs(15);

impl Poller {
    /// Opens a stream, if streams are enabled and a permit is free.
    pub(super) async fn open_stream(&mut self) -> Result<Option<PollEvent>, Error> {
        self.mode = PollMode::Status;
        let limiter = &self.client.inner().http.connection_limiter;
        let permit = if self.config.stream { limiter.try_acquire_stream() } else { None };
        let Some(permit) = permit else {
            self.config.stream = false;
            return Ok(None);
        };
        let opening = StatusStream::open(&self.client, (&self.url, self.config.logs), permit);
        match clock::timeout(STREAM_SILENCE, opening).await {
            Ok(Ok(stream)) => {
                self.log.start_source();
                self.mode = PollMode::Stream(Box::new(stream));
            }
            Ok(Err(reason)) => self.on_stream_error(&reason),
            Err(_) => self.on_stream_error("no response"),
        }
        Ok(None)
    }

    /// Waits for the next event of the stream.
    pub(super) async fn next_stream_event(&mut self) -> Result<Option<PollEvent>, Error> {
        let PollMode::Stream(stream) = &mut self.mode else { return Ok(None) };
        match clock::timeout(STREAM_SILENCE, stream.next()).await {
            Ok(event) => Ok(self.on_stream_event(event)),
            Err(_) => self.probe_silent_stream().await,
        }
    }

    fn on_stream_event(&mut self, event: StatusEvent) -> Option<PollEvent> {
        match event {
            StatusEvent::Status(status) => Some(self.record_status(status)),
            StatusEvent::Closed(reason) => {
                self.on_stream_error(&reason);
                None
            }
        }
    }

    /// Switches to polling: one status request at once, and another stream after the next delay.
    fn on_stream_error(&mut self, reason: &str) {
        let broke_soon = !matches!(&self.mode, PollMode::Stream(stream) if stream.opened.elapsed() >= STREAM_SILENCE);
        self.stream_breaks = if broke_soon { self.stream_breaks + 1 } else { 1 };
        self.config.stream = self.stream_breaks < MAX_STREAM_BREAKS;
        self.mode = PollMode::Status;
        self.delay = None;
        tracing::warn!(target: crate::rt::TRACING_TARGET, reason, "no status stream; polling the status instead");
    }

    /// Polls the status while the stream stays open, since the response may take longer than the job. If the stream
    /// missed a change, streams are no longer used for this job.
    async fn probe_silent_stream(&mut self) -> Result<Option<PollEvent>, Error> {
        let PollMode::Stream(stream) = &mut self.mode else { return Ok(None) };
        let (logs, policy) = (self.config.logs, &self.config.policy);
        let request = Box::pin(requests::status(self.client.inner(), &self.url, logs, policy));
        // `select` prefers its first argument, so an event of the stream wins over a status that is ready too.
        let first = match select(pin!(stream.next()), request).await {
            Either::Left((event, _)) => Either::Left(event),
            Either::Right((response, _)) => Either::Right(response),
        };
        let response = match first {
            Either::Left(event) => return Ok(self.on_stream_event(event)),
            Either::Right(response) => response,
        };
        let Some(event) = self.on_status_response(response)? else { return Ok(None) };
        if event.poll_error.is_none() && matches!(self.mode, PollMode::Stream(_)) {
            self.on_stream_error("it missed a change");
            self.config.stream = false;
        }
        Ok(Some(event))
    }
}
