//! A job in the queue, whatever the type of its result: asking for it, waiting for it, cancelling it.
//!
//! The job that users see is `job`. The way through the queue is in `follow`, the deadline around it in `waiter`, single
//! requests in `requests`; here they are put together.

use std::sync::Arc;

use crate::{
    call::{decode::CompletedJob, options::Options},
    client::Client,
    error::Error,
    http::{
        outcome::Timings,
        retry::RetryClass,
        send::{HttpResponse, Timeout},
    },
    id::job_id::JobId,
    queue::{
        poll::{FinalResponse, PollConfig, Poller},
        requests::{self, Cancellation, JobUrl},
        status::{Status, Update},
        tracing_span,
        updates::Updates,
        wait::{JobWaiter, WaitOptions},
    },
    rt::clock::Instant,
};

/// What a job is asked through.
pub(crate) struct JobInner {
    client: Client,
    pub(crate) id: JobId,
    begun: Instant,
    submitted: Instant,
    pub(crate) wait_options: WaitOptions,
    pub(crate) poll_config: PollConfig,
}

impl JobInner {
    /// The job with this id. Nothing is sent.
    pub(crate) fn attach(client: &Client, id: JobId) -> Self {
        let now = Instant::now();
        let (wait_options, poll_config) = (WaitOptions::default(), PollConfig::from_client(client.inner()));
        Self { client: client.clone(), id, begun: now, submitted: now, wait_options, poll_config }
    }

    /// The job of a submit that began at `begun`, with the options of the call.
    pub(crate) fn from_submit(
        client: &Client,
        submitted: requests::SubmitResponse,
        options: Box<Options>,
        (begun, deadline): (Instant, Option<Instant>),
    ) -> Self {
        let Options { cancel_on, callback, retry, poll_interval, poll_only, .. } = *options;
        let mut job = Self { begun, ..Self::attach(client, submitted.job) };
        job.wait_options =
            WaitOptions { deadline, cancel_on, callback, submit_status: Some(Arc::new(submitted.status)) };
        job.poll_config.policy = retry.unwrap_or(job.poll_config.policy);
        job.poll_config.interval = poll_interval.unwrap_or(job.poll_config.interval);
        job.poll_config.stream &= !poll_only;
        if let Some(callback) = &job.wait_options.callback {
            job.submit_update().into_iter().for_each(|update| callback.notify(update));
        }
        job
    }

    /// Asks where the job stands.
    pub(crate) async fn status(&self, logs: bool) -> Result<Status, Error> {
        let reply = requests::status(self.client.inner(), &self.place(), logs, &self.poll_config.policy).await?;
        requests::read_status(&self.id, &reply)
    }

    /// Fetches what stands at the job's address, unless that is its ticket.
    pub(crate) async fn result(&self) -> Result<FinalResponse, Error> {
        let nature = RetryClass::Idempotent;
        let reply: HttpResponse =
            requests::result(self.client.inner(), &self.place(), nature, &self.poll_config.policy).await?;
        if requests::is_submit_response(&self.id, &reply) {
            return Err(Error::early(&reply).about(&self.id));
        }
        Ok(FinalResponse { reply, nature })
    }

    /// Asks the queue to cancel the job.
    pub(crate) async fn cancel(&self) -> Result<Cancellation, Error> {
        requests::cancel(self.client.inner(), &self.id, (Timeout::Standard, &self.poll_config.policy)).await
    }

    fn place(&self) -> JobUrl {
        JobUrl::new(self.client.inner(), &self.id)
    }

    /// How the job goes on.
    pub(crate) fn updates(&self) -> Updates {
        Updates::new(self.submit_update(), self.waiter(true), tracing_span::job("updates", &self.id))
    }

    /// Waits until the job is over and fetches what it left.
    pub(crate) async fn complete(&self) -> Result<CompletedJob, Error> {
        let mut waiter = self.waiter(self.wait_options.callback.is_some());
        let end = waiter.complete().await?;
        let timings = self.timings(&waiter.poller);
        Ok(CompletedJob { job: self.id.clone(), end, status: waiter.poller.last_status, timings })
    }

    fn waiter(&self, logs: bool) -> JobWaiter {
        JobWaiter::new(
            &self.client,
            &self.id,
            PollConfig { logs, ..self.poll_config.clone() },
            self.wait_options.clone(),
        )
    }

    /// What the queue's ticket says, as an update.
    fn submit_update(&self) -> Option<Update> {
        let status = self.wait_options.submit_status.as_deref()?.clone();
        Some(Update { job: self.id.clone(), status, poll_error: None })
    }

    fn timings(&self, poller: &Poller) -> Timings {
        let now = Instant::now();
        let over = poller.completed_at.unwrap_or(now);
        Timings {
            submit: self.submitted.duration_since(self.begun),
            wait: over.duration_since(self.submitted),
            fetch: now.duration_since(over),
            inference: poller.last_status.as_ref().and_then(Status::inference_time),
        }
    }
}
