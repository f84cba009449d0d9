//! Polling the status of a job, or its result if the server has no status route.

use super::poller::{FinalResponse, PollEvent, PollMode, Poller, is_rate_limited, is_still_running};
use crate::{
    error::Error,
    http::{json_body::parse_ok, retry::RetryClass, send::HttpResponse},
    queue::{
        requests,
        status::{State, Status},
    },
    rt::clock::{self, Instant},
};

impl Poller {
    /// Polls the status after the current delay. If a stream may be opened, that is tried again first.
    pub(super) async fn poll_after_delay(&mut self) -> Result<Option<PollEvent>, Error> {
        if let Some(delay) = self.delay.take() {
            clock::sleep(delay).await;
            if self.config.stream {
                self.mode = PollMode::Undecided;
                return Ok(None);
            }
        }
        self.delay = Some(self.config.interval.next());
        self.poll_status().await
    }

    async fn poll_status(&mut self) -> Result<Option<PollEvent>, Error> {
        let (logs, policy) = (self.config.logs, &self.config.policy);
        let response = requests::status(self.client.inner(), &self.url, logs, policy).await;
        self.on_status_response(response)
    }

    /// Handles the response to a status request. While a stream is open, an unchanged status is no event.
    pub(super) fn on_status_response(
        &mut self,
        response: Result<HttpResponse, Error>,
    ) -> Result<Option<PollEvent>, Error> {
        let response = match response {
            Ok(response) => response,
            Err(error) => return self.tolerate(error).map(Some),
        };
        if self.last_status.is_none() && requests::is_route_missing(&self.url.job, &response) {
            tracing::warn!(target: crate::rt::TRACING_TARGET, "the server has no status route; polling the result instead");
            self.mode = PollMode::Result;
            self.delay = None;
            return Ok(None);
        }
        match requests::read_status(&self.url.job, &response) {
            Ok(status) => Ok(self.on_status(status)),
            Err(error) if response.status.is_success() => self.on_inconsistency(error).map(Some),
            Err(error) => self.tolerate(error).map(Some),
        }
    }

    fn on_status(&mut self, status: Status) -> Option<PollEvent> {
        self.log.start_source();
        let changed = self.last_status.as_ref().is_none_or(|last| !status.same_progress(last));
        let has_stream = matches!(self.mode, PollMode::Stream(_));
        let event = self.record_status(status);
        (changed || !has_stream || !event.logs.is_empty()).then_some(event)
    }

    /// Requests the result without knowing whether the job is completed.
    pub(super) async fn poll_result(&mut self) -> Result<Option<PollEvent>, Error> {
        if let Some(delay) = self.delay.replace(self.config.interval.next()) {
            clock::sleep(delay).await;
        }
        let begun = Instant::now();
        let class = RetryClass::Idempotent;
        let response = match requests::result(self.client.inner(), &self.url, class, &self.config.policy).await {
            Ok(response) => response,
            Err(error) => return self.tolerate(error).map(Some),
        };
        if is_rate_limited(&response, class) {
            return self.tolerate(Error::from_response(&response, class).with_job(&self.url.job)).map(Some);
        }
        if is_still_running(&response) || requests::is_submit_response(&self.url.job, &response) {
            self.reset_failures();
            let status = parse_ok(&response).and_then(Status::from_response);
            return Ok(status.map(|status| self.record_status(status)));
        }
        if !response.status.is_success() {
            return Err(Error::from_response(&response, class).with_job(&self.url.job));
        }
        self.completed_at = Some(begun);
        self.final_response = Some(Box::new(FinalResponse { response, class }));
        Ok(Some(self.record_status(Status::from_state(State::Completed))))
    }
}
