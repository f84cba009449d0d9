//! A job in the queue, whatever the type of its result: asking for it, waiting for it, cancelling it.
//!
//! The job that users see is `job`. The way through the queue is in `follow`, the deadline around it in `watch`, single
//! requests in `queue`; here they are put together.

use std::sync::Arc;

use super::{
    client::Client,
    clock::Instant,
    error::Error,
    exchange::{Patience, Reply},
    follow::{End, Manner, Walk},
    job_id::JobId,
    options::Options,
    outcome::Timings,
    queue::{self, Cancellation, Place},
    result::Finished,
    retry::Nature,
    status::{Status, Update},
    telemetry,
    updates::Updates,
    watch::{Limits, Watch},
};

/// What a job is asked through.
pub(super) struct Handle {
    client: Client,
    pub(super) id: JobId,
    begun: Instant,
    submitted: Instant,
    pub(super) limits: Limits,
    pub(super) manner: Manner,
}

impl Handle {
    /// The job with this id. Nothing is sent.
    pub(super) fn attach(client: &Client, id: JobId) -> Self {
        let now = Instant::now();
        let (limits, manner) = (Limits::default(), Manner::of(client.inner()));
        Self { client: client.clone(), id, begun: now, submitted: now, limits, manner }
    }

    /// The job of a submit that began at `begun`, with the options of the call.
    pub(super) fn submitted(
        client: &Client,
        ticket: queue::Ticket,
        options: Box<Options>,
        (begun, until): (Instant, Option<Instant>),
    ) -> Self {
        let Options { cancel_on, listener, retry, pace, poll_only, .. } = *options;
        let mut job = Self { begun, ..Self::attach(client, ticket.job) };
        job.limits = Limits { until, cancel_on, listener, ticket: Some(Arc::new(ticket.status)) };
        job.manner.policy = retry.unwrap_or(job.manner.policy);
        job.manner.pace = pace.unwrap_or(job.manner.pace);
        job.manner.stream &= !poll_only;
        if let Some(listener) = &job.limits.listener {
            job.known().into_iter().for_each(|update| listener.tell(update));
        }
        job
    }

    /// Asks where the job stands.
    pub(super) async fn status(&self, logs: bool) -> Result<Status, Error> {
        let reply = queue::status(self.client.inner(), &self.place(), logs, &self.manner.policy).await?;
        queue::read_status(&self.id, &reply)
    }

    /// Fetches what stands at the job's address, unless that is its ticket.
    pub(super) async fn result(&self) -> Result<End, Error> {
        let nature = Nature::Idempotent;
        let reply: Reply = queue::result(self.client.inner(), &self.place(), nature, &self.manner.policy).await?;
        if queue::is_ticket(&self.id, &reply) {
            return Err(Error::early(&reply).about(&self.id));
        }
        Ok(End { reply, nature })
    }

    /// Asks the queue to cancel the job.
    pub(super) async fn cancel(&self) -> Result<Cancellation, Error> {
        queue::cancel(self.client.inner(), &self.id, (Patience::Request, &self.manner.policy)).await
    }

    fn place(&self) -> Place {
        Place::of(self.client.inner(), &self.id)
    }

    /// How the job goes on.
    pub(super) fn updates(&self) -> Updates {
        Updates::new(self.known(), self.watch(true), telemetry::job("updates", &self.id))
    }

    /// Waits until the job is over and fetches what it left.
    pub(super) async fn finish(&self) -> Result<Finished, Error> {
        let mut watch = self.watch(self.limits.listener.is_some());
        let end = watch.finish().await?;
        let timings = self.timings(&watch.walk);
        Ok(Finished { job: self.id.clone(), end, status: watch.walk.last, timings })
    }

    fn watch(&self, logs: bool) -> Watch {
        Watch::new(&self.client, &self.id, Manner { logs, ..self.manner.clone() }, self.limits.clone())
    }

    /// What the queue's ticket says, as an update.
    fn known(&self) -> Option<Update> {
        let status = self.limits.ticket.as_deref()?.clone();
        Some(Update { job: self.id.clone(), status, trouble: None })
    }

    fn timings(&self, walk: &Walk) -> Timings {
        let now = Instant::now();
        let over = walk.over.unwrap_or(now);
        Timings {
            submit: self.submitted.duration_since(self.begun),
            wait: over.duration_since(self.submitted),
            fetch: now.duration_since(over),
            inference: walk.last.as_ref().and_then(Status::inference_time),
        }
    }
}
