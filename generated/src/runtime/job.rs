//! A job in the queue: asking for it, waiting for it, cancelling it, and finding it again.
//!
//! The way through the queue is in `follow`, the deadline around it in `watch`, single requests in `queue`; here
//! they are put together.

use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

use tracing::Instrument;

use super::{
    cancel::CancelOn,
    client::Client,
    clock::Instant,
    error::Error,
    exchange::Patience,
    follow::{End, Manner, Pace, Walk},
    job_id::JobId,
    listener::Listener,
    options::Options,
    outcome::{Meta, Outcome, Timings},
    queue::{self, Cancellation, Place},
    result,
    retry::{Nature, RetryPolicy},
    status::{Status, Update},
    telemetry,
    updates::Updates,
    watch::{Limits, Watch},
    wire::Wire,
};

/// A job in the queue whose result is an `R`.
///
/// It goes on whether or not anybody waits. Its [`id`](Self::id) serialises; with it, and any client that may
/// see the job, [`attach`](Self::attach) finds the job again, in another process too.
///
/// ```no_run
/// # async fn example(client: fal_sdk::Client, json: serde_json::Value) -> Result<(), Box<dyn std::error::Error>> {
/// use fal_sdk::{Job, JobId};
///
/// let job = client.endpoint("fal-ai/flux/dev")?.call(&json).submit().await?;
/// std::fs::write("job.json", serde_json::to_string(job.id())?)?;
///
/// // Later, elsewhere:
/// let id: JobId = serde_json::from_str(&std::fs::read_to_string("job.json")?)?;
/// let image = Job::<serde_json::Value>::attach(&client, id).wait().await?;
/// # let _ = image;
/// # Ok(())
/// # }
/// ```
pub struct Job<R> {
    client: Client,
    id: JobId,
    begun: Instant,
    submitted: Instant,
    limits: Limits,
    manner: Manner,
    result: PhantomData<fn() -> R>,
}

impl<R: Wire> Job<R> {
    /// The job with this id. Nothing is sent; whether the queue knows the job shows with the first request.
    pub fn attach(client: &Client, id: JobId) -> Self {
        let now = Instant::now();
        Self {
            client: client.clone(),
            id,
            begun: now,
            submitted: now,
            limits: Limits::default(),
            manner: Manner::of(client.inner()),
            result: PhantomData,
        }
    }

    /// The job of a submit that began at `begun`, with the options of the call.
    pub(crate) fn submitted(
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

    /// Bounds the waiting: at this time from now it ends with an error that holds the job's id, after one request to
    /// cancel the job. To look after a job that is to go on, add [`cancel_on`](Self::cancel_on)`(CancelOn::Never)`.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limits.until = Instant::now().checked_add(deadline);
        self
    }

    /// When the job is cancelled on its own accord; see [`CancelOn`].
    #[must_use]
    pub fn cancel_on(mut self, cancel_on: CancelOn) -> Self {
        self.limits.cancel_on = Some(cancel_on);
        self
    }

    /// How often single requests are repeated, and how long a wait bears that the queue does not answer.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.manner.policy = policy;
        self
    }

    /// Follows the job by asking for its status, never by its status stream.
    #[must_use]
    pub fn poll_only(mut self) -> Self {
        self.manner.stream = false;
        self
    }

    /// The pauses between questions for the status; see [`Call::poll_every`](crate::Call::poll_every).
    #[must_use]
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.manner.pace = Pace::of(first, longest);
        self
    }

    /// Calls a function with each [`Update`] seen while waiting.
    #[must_use]
    pub fn on_update(mut self, listener: impl FnMut(Update) + Send + 'static) -> Self {
        self.limits.listener = Some(Listener::new(listener));
        self
    }

    /// What it takes to find the job again.
    pub fn id(&self) -> &JobId {
        &self.id
    }

    /// The id by which the queue knows the job.
    pub fn request_id(&self) -> &str {
        self.id.request_id()
    }

    /// What the queue said when it took the job, where this process submitted it.
    pub fn ticket(&self) -> Option<&Status> {
        self.limits.ticket.as_deref()
    }

    /// Asks where the job stands, without its log.
    pub async fn status(&self) -> Result<Status, Error> {
        self.ask_status(false).await
    }

    /// Asks where the job stands, with its log so far.
    pub async fn status_with_logs(&self) -> Result<Status, Error> {
        self.ask_status(true).await
    }

    async fn ask_status(&self, logs: bool) -> Result<Status, Error> {
        let at = Place::of(self.client.inner(), &self.id);
        let reply = queue::status(self.client.inner(), &at, logs, &self.manner.policy).await?;
        queue::read_status(&self.id, &reply)
    }

    /// Fetches the result without waiting for it. Before the job is over, the error's
    /// [`is_in_progress`](Error::is_in_progress) holds; a job that failed answers with its own error.
    pub async fn result(&self) -> Result<R, Error> {
        let (at, nature) = (Place::of(self.client.inner(), &self.id), Nature::Idempotent);
        let reply = queue::result(self.client.inner(), &at, nature, &self.manner.policy).await?;
        if queue::is_ticket(&self.id, &reply) {
            return Err(Error::early(&reply).about(&self.id));
        }
        result::read(&self.id, &End { reply, nature }, None)
    }

    /// Asks the queue to cancel the job, and tells what the queue made of that.
    pub async fn cancel(&self) -> Result<Cancellation, Error> {
        queue::cancel(self.client.inner(), &self.id, (Patience::Request, &self.manner.policy)).await
    }

    /// How the job goes on, until it is over; the queue's ticket comes first, where this process has it. Follows the
    /// job as [`wait`](Self::wait) does, under the same deadline.
    ///
    /// ```no_run
    /// # async fn example(job: fal_sdk::Job<serde_json::Value>) -> Result<(), fal_sdk::Error> {
    /// let mut updates = job.updates();
    /// while let Some(update) = updates.next().await {
    ///     for line in update?.status.logs {
    ///         println!("{}", line.message);
    ///     }
    /// }
    /// let image = job.result().await?;
    /// # let _ = image;
    /// # Ok(())
    /// # }
    /// ```
    pub fn updates(&self) -> Updates {
        Updates::new(self.known(), self.watch(true), telemetry::job("updates", &self.id))
    }

    /// Waits until the job is over and fetches the result. Without a deadline it waits as long as it takes.
    ///
    /// The job is followed by its status stream, which tells its end at once, and asked for where there is none. A
    /// question that the queue does not answer ends the wait only when the policy's time
    /// ([`RetryPolicy::within`]) has passed since its last good answer.
    pub async fn wait(&self) -> Result<R, Error> {
        self.value().instrument(telemetry::job("wait", &self.id)).await
    }

    /// As [`wait`](Self::wait), with what is known about how the result came about.
    pub async fn outcome(&self) -> Result<Outcome<R>, Error> {
        self.finish().instrument(telemetry::job("wait", &self.id)).await
    }

    /// The same in the span of a call.
    pub(crate) async fn finish(&self) -> Result<Outcome<R>, Error> {
        let mut watch = self.watch(self.limits.listener.is_some());
        let end = watch.finish().await?;
        let value = self.read(&end, &watch.walk)?;
        Ok(Outcome::new(value, self.meta(&end, &watch.walk)))
    }

    /// The result alone, in the span of a call.
    pub(crate) async fn value(&self) -> Result<R, Error> {
        let mut watch = self.watch(self.limits.listener.is_some());
        let end = watch.finish().await?;
        self.read(&end, &watch.walk)
    }

    fn read(&self, end: &End, walk: &Walk) -> Result<R, Error> {
        result::read(&self.id, end, walk.last.as_ref())
    }

    fn watch(&self, logs: bool) -> Watch {
        Watch::new(&self.client, &self.id, Manner { logs, ..self.manner.clone() }, self.limits.clone())
    }

    /// What the queue's ticket says, as an update.
    fn known(&self) -> Option<Update> {
        let status = self.limits.ticket.as_deref()?.clone();
        Some(Update { job: self.id.clone(), status, trouble: None })
    }

    fn meta(&self, end: &End, walk: &Walk) -> Meta {
        let now = Instant::now();
        let over = walk.over.unwrap_or(now);
        let timings = Timings {
            submit: self.submitted.duration_since(self.begun),
            wait: over.duration_since(self.submitted),
            fetch: now.duration_since(over),
            inference: walk.last.as_ref().and_then(Status::inference_time),
        };
        Meta { request_id: Some(self.id.request_id().to_owned()), timings, ..Meta::of(&end.reply.headers) }
    }
}

impl<R> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("id", &self.id).field("ticket", &self.limits.ticket).finish_non_exhaustive()
    }
}
