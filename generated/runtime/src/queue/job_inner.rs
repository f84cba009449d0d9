//! The untyped part of a [`Job`](super::job::Job), compiled once for all result types.

use crate::{
    client::Client,
    error::Error,
    http::{outcome::Timings, retry::RetryClass, send::Timeout},
    id::job_id::JobId,
    queue::{
        completed_job::CompletedJob,
        poll::{FinalResponse, PollConfig, Poller},
        requests::{self, Cancellation, JobUrl},
        status::{Status, Update},
        tracing_span,
        updates::Updates,
        wait::{JobWaiter, WaitOptions},
    },
    rt::clock::Instant,
};

/// An untyped handle to a queued job.
pub(crate) struct JobInner {
    client: Client,
    pub(crate) id: JobId,
    /// When the call began.
    begun: Instant,
    /// When the submit response arrived.
    submitted: Instant,
    pub(crate) wait_options: WaitOptions,
    pub(crate) poll_config: PollConfig,
}

impl JobInner {
    /// Creates a handle to the job with this id. Nothing is sent.
    pub(crate) fn attach(client: &Client, id: JobId) -> Self {
        let options = (WaitOptions::default(), PollConfig::from_client(client.inner()));
        Self::new(client, id, options, Instant::now())
    }

    /// Creates the handle of a job submitted by a call that began at `begun`, and reports its first status.
    pub(crate) fn from_submit(client: &Client, id: JobId, options: (WaitOptions, PollConfig), begun: Instant) -> Self {
        let job = Self::new(client, id, options, begun);
        if let (Some(callback), Some(update)) = (&job.wait_options.callback, job.submit_update()) {
            callback.notify(update);
        }
        job
    }

    fn new(client: &Client, id: JobId, options: (WaitOptions, PollConfig), begun: Instant) -> Self {
        let (wait_options, poll_config) = options;
        Self { client: client.clone(), id, begun, submitted: Instant::now(), wait_options, poll_config }
    }

    /// Fetches the status.
    pub(crate) async fn status(&self, logs: bool) -> Result<Status, Error> {
        let response = requests::status(self.client.inner(), &self.url(), logs, &self.poll_config.policy).await?;
        requests::read_status(&self.id, &response)
    }

    /// Fetches the result. Fails if the response says that the job still runs.
    pub(crate) async fn result(&self) -> Result<FinalResponse, Error> {
        let class = RetryClass::Idempotent;
        let response = requests::result(self.client.inner(), &self.url(), class, &self.poll_config.policy).await?;
        if requests::is_submit_response(&self.id, &response) {
            return Err(Error::in_progress(&response).with_job(&self.id));
        }
        Ok(FinalResponse { response, class })
    }

    /// Sends a cancellation.
    pub(crate) async fn cancel(&self) -> Result<Cancellation, Error> {
        requests::cancel(self.client.inner(), &self.id, (Timeout::Standard, &self.poll_config.policy)).await
    }

    fn url(&self) -> JobUrl {
        JobUrl::new(self.client.inner(), &self.id)
    }

    /// Returns the stream of updates.
    pub(crate) fn updates(&self) -> Updates {
        Updates::new(self.submit_update(), self.waiter(true), tracing_span::job("updates", &self.id))
    }

    /// Waits until the job is completed and fetches its result.
    pub(crate) async fn complete(&self) -> Result<CompletedJob, Error> {
        let mut waiter = self.waiter(self.wait_options.callback.is_some());
        let final_response = waiter.complete().await?;
        let timings = self.timings(&waiter.poller);
        Ok(CompletedJob { job: self.id.clone(), final_response, last_status: waiter.poller.last_status, timings })
    }

    fn waiter(&self, logs: bool) -> JobWaiter {
        let config = PollConfig { logs, ..self.poll_config.clone() };
        JobWaiter::new(&self.client, &self.id, config, self.wait_options.clone())
    }

    /// The status in the submit response, as an update.
    fn submit_update(&self) -> Option<Update> {
        let status = self.wait_options.submit_status.as_deref()?.clone();
        Some(Update { job: self.id.clone(), status, poll_error: None })
    }

    fn timings(&self, poller: &Poller) -> Timings {
        let now = Instant::now();
        let completed_at = poller.completed_at.unwrap_or(now);
        Timings {
            submit: self.submitted.duration_since(self.begun),
            wait: completed_at.duration_since(self.submitted),
            fetch: now.duration_since(completed_at),
            inference: poller.last_status.as_ref().and_then(Status::inference_time),
        }
    }
}
