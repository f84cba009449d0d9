//! A job in the queue, whatever the type of its result: asking for it, waiting for it, cancelling it.
//!
//! The job that users see is `job`. The way through the queue is in `follow`, the deadline around it in `watch`, single
//! requests in `requests`; here they are put together.

use std::sync::Arc;

use crate::{
    call::{decode::Finished, options::Options},
    client::Client,
    error::Error,
    http::{
        outcome::Timings,
        retry::Nature,
        send::{Patience, Reply},
    },
    id::job_id::JobId,
    queue::{
        poll::{End, Manner, Walk},
        requests::{self, Cancellation, Place},
        status::{Status, Update},
        tracing_span,
        updates::Updates,
        wait::{Limits, Watch},
    },
    rt::clock::Instant,
};

/// What a job is asked through.
pub(crate) struct Handle {
    client: Client,
    pub(crate) id: JobId,
    begun: Instant,
    submitted: Instant,
    pub(crate) limits: Limits,
    pub(crate) manner: Manner,
}

impl Handle {
    /// The job with this id. Nothing is sent.
    pub(crate) fn attach(client: &Client, id: JobId) -> Self {
        let now = Instant::now();
        let (limits, manner) = (Limits::default(), Manner::of(client.inner()));
        Self { client: client.clone(), id, begun: now, submitted: now, limits, manner }
    }

    /// The job of a submit that began at `begun`, with the options of the call.
    pub(crate) fn submitted(
        client: &Client,
        ticket: requests::Ticket,
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
    pub(crate) async fn status(&self, logs: bool) -> Result<Status, Error> {
        let reply = requests::status(self.client.inner(), &self.place(), logs, &self.manner.policy).await?;
        requests::read_status(&self.id, &reply)
    }

    /// Fetches what stands at the job's address, unless that is its ticket.
    pub(crate) async fn result(&self) -> Result<End, Error> {
        let nature = Nature::Idempotent;
        let reply: Reply = requests::result(self.client.inner(), &self.place(), nature, &self.manner.policy).await?;
        if requests::is_ticket(&self.id, &reply) {
            return Err(Error::early(&reply).about(&self.id));
        }
        Ok(End { reply, nature })
    }

    /// Asks the queue to cancel the job.
    pub(crate) async fn cancel(&self) -> Result<Cancellation, Error> {
        requests::cancel(self.client.inner(), &self.id, (Patience::Request, &self.manner.policy)).await
    }

    fn place(&self) -> Place {
        Place::of(self.client.inner(), &self.id)
    }

    /// How the job goes on.
    pub(crate) fn updates(&self) -> Updates {
        Updates::new(self.known(), self.watch(true), tracing_span::job("updates", &self.id))
    }

    /// Waits until the job is over and fetches what it left.
    pub(crate) async fn finish(&self) -> Result<Finished, Error> {
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
