//! Watching a job until it is completed: by its status stream, or by polling with growing intervals.
//!
//! A status stream reports completion at once and costs one request, so it is tried first. If the server has none, if
//! it breaks, or if it misses a change, the job is polled. Only `COMPLETED` ends the wait; an unknown state counts as
//! running. On servers without a status route (some relays), the result is polled instead.
//!
//! `poller` has the state that both ways share. `streaming` and `polling` have one of them each.

mod poller;
mod polling;
mod streaming;

pub(crate) use poller::{FinalResponse, PollConfig, PollEvent, Poller};
use poller::{PollMode, is_rate_limited, is_still_running};

use crate::{
    error::Error,
    http::retry::RetryClass,
    queue::{requests, status::Status},
    rt::clock::Instant,
};

impl Poller {
    /// Waits for the next event. After the final one, call [`fetch`](Self::fetch).
    pub(crate) async fn next(&mut self) -> Result<PollEvent, Error> {
        // The time that the caller spent between two calls does not count as silence of the queue.
        self.last_contact = self.last_contact.checked_add(self.last_event.elapsed()).unwrap_or(self.last_contact);
        loop {
            let event = match self.mode {
                PollMode::Undecided => self.open_stream().await?,
                PollMode::Stream(_) => self.next_stream_event().await?,
                PollMode::Status => self.poll_after_delay().await?,
                PollMode::Result => self.poll_result().await?,
            };
            if let Some(event) = event {
                self.last_event = Instant::now();
                return Ok(event);
            }
        }
    }

    /// Fetches the final response of a completed job. Returns `None` if the response contradicts the status, or the
    /// request failed and the policy tolerates it.
    pub(crate) async fn fetch(&mut self) -> Result<Option<FinalResponse>, Error> {
        self.completed_at.get_or_insert_with(Instant::now);
        if let Some(final_response) = self.final_response.take() {
            return Ok(Some(*final_response));
        }
        let failed = self.last_status.as_ref().is_some_and(Status::is_failed);
        let class = if failed { RetryClass::Never } else { RetryClass::Idempotent };
        let response = match requests::result(self.client.inner(), &self.url, class, &self.config.policy).await {
            Ok(response) if is_rate_limited(&response, class) => {
                return self.on_result_error(Error::from_response(&response, class));
            }
            Ok(response) => response,
            Err(error) => return self.on_result_error(error),
        };
        if is_still_running(&response) || requests::is_submit_response(&self.url.job, &response) {
            // The completion time is that of the next `COMPLETED`.
            self.completed_at = None;
            self.on_inconsistency(Error::in_progress(&response).with_job(&self.url.job))?;
            return Ok(None);
        }
        Ok(Some(FinalResponse { response, class }))
    }
}
