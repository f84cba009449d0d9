//! Following a job by questions: for its status, or for its result where the server knows nothing else.

use super::{FinalResponse, PollEvent, PollMode, Poller, is_rate_limited, is_still_running};
use crate::{
    error::Error,
    http::{retry::RetryClass, send::HttpResponse},
    queue::{
        requests,
        status::{State, Status},
    },
    rt::clock::{self, Instant},
};

impl Poller {
    /// Asks after the pause that is due; after a pause, a stream may be tried again.
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

    /// One question for the status.
    async fn poll_status(&mut self) -> Result<Option<PollEvent>, Error> {
        let (client, policy) = (self.client.inner(), &self.config.policy);
        let answer = requests::status(client, &self.at, self.config.logs, policy).await;
        self.on_status_response(answer)
    }

    /// What came of a question for the status. While a stream is open, an answer without news is none.
    pub(super) fn on_status_response(
        &mut self,
        answer: Result<HttpResponse, Error>,
    ) -> Result<Option<PollEvent>, Error> {
        let reply = match answer {
            Ok(reply) => reply,
            Err(error) => return self.tolerate(error).map(Some),
        };
        if self.last_status.is_none() && requests::is_route_missing(&self.at.job, &reply) {
            tracing::warn!("no status route; asking for the result instead");
            self.mode = PollMode::Result;
            self.delay = None;
            return Ok(None);
        }
        match requests::read_status(&self.at.job, &reply) {
            Ok(status) => Ok(self.on_status(status)),
            Err(error) if reply.status.is_success() => self.on_inconsistency(error).map(Some),
            Err(error) => self.tolerate(error).map(Some),
        }
    }

    /// A question was answered.
    fn on_status(&mut self, status: Status) -> Option<PollEvent> {
        self.log.start_source();
        let changed = self.last_status.as_ref().is_none_or(|last_status| !status.same_progress(last_status));
        let listening = matches!(self.mode, PollMode::Stream(_));
        let event = self.record_status(status);
        (changed || !listening || !event.logs.is_empty()).then_some(event)
    }

    /// Asks for the result without knowing whether there is one.
    pub(super) async fn poll_result(&mut self) -> Result<Option<PollEvent>, Error> {
        if let Some(delay) = self.delay.replace(self.config.interval.next()) {
            clock::sleep(delay).await;
        }
        let begun = Instant::now();
        let (nature, policy) = (RetryClass::Idempotent, &self.config.policy);
        let reply = match requests::result(self.client.inner(), &self.at, nature, policy).await {
            Ok(reply) => reply,
            Err(error) => return self.tolerate(error).map(Some),
        };
        if is_rate_limited(&reply, nature) {
            return self.tolerate(Error::answered(&reply, nature).about(&self.at.job)).map(Some);
        }
        if is_still_running(&reply) || requests::is_submit_response(&self.at.job, &reply) {
            self.reset_failures();
            return Ok(requests::json(&reply).and_then(Status::from_response).map(|status| self.record_status(status)));
        }
        if !reply.status.is_success() {
            return Err(Error::answered(&reply, nature).about(&self.at.job));
        }
        self.completed_at = Some(begun);
        self.result = Some(Box::new(FinalResponse { reply, nature }));
        Ok(Some(self.record_status(Status::from_state(State::Completed))))
    }
}
