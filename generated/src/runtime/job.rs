//! A job in the queue: asking for it, waiting for it, cancelling it, and finding it again.
//!
//! The way through the queue is in `follow`, single requests in `queue`; here are the deadline around
//! them and the decoding of what they bring.

use std::{fmt, marker::PhantomData, time::Duration};

use super::{
    cancel::{self, CancelOn, Guard},
    client::Client,
    clock::{self, Instant},
    error::Error,
    follow::{End, Walk},
    job_id::JobId,
    listener::Listener,
    outcome::{Meta, Outcome, Timings},
    queue::{self, Cancellation},
    result,
    retry::{Nature, RetryPolicy},
    status::{Status, Update},
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
    ticket: Option<Status>,
    begun: Instant,
    submitted: Instant,
    until: Option<Instant>,
    cancel_on: Option<CancelOn>,
    listener: Option<Listener>,
    policy: RetryPolicy,
    result: PhantomData<fn() -> R>,
}

impl<R: Wire> Job<R> {
    /// The job with this id. Nothing is sent; whether the queue knows the job shows with the first request.
    pub fn attach(client: &Client, id: JobId) -> Self {
        let now = Instant::now();
        Self {
            client: client.clone(),
            id,
            ticket: None,
            begun: now,
            submitted: now,
            until: None,
            cancel_on: None,
            listener: None,
            policy: client.inner().retry.clone(),
            result: PhantomData,
        }
    }

    /// The job of a submit that began at `begun`.
    pub(crate) fn submitted(client: &Client, ticket: queue::Ticket, begun: Instant) -> Self {
        Self { ticket: Some(ticket.status), begun, ..Self::attach(client, ticket.job) }
    }

    /// From now on, waiting ends at this moment at the latest.
    pub(crate) fn until(mut self, until: Option<Instant>) -> Self {
        self.until = until;
        self
    }

    /// The same job with the options of the call that it came from.
    pub(crate) fn with(mut self, cancel_on: Option<CancelOn>, listener: Option<Listener>, policy: RetryPolicy) -> Self {
        self.cancel_on = cancel_on;
        self.policy = policy;
        self.listener = listener;
        if let (Some(listener), Some(ticket)) = (&self.listener, &self.ticket) {
            listener.tell(Update { job: self.id.clone(), status: ticket.clone() });
        }
        self
    }

    /// Bounds the waiting: at this time from now it ends with an error that holds the job's id.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        self.until(Instant::now().checked_add(deadline))
    }

    /// When the job is cancelled on its own accord; see [`CancelOn`].
    #[must_use]
    pub fn cancel_on(mut self, cancel_on: CancelOn) -> Self {
        self.cancel_on = Some(cancel_on);
        self
    }

    /// How often single requests are repeated.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Calls a function with each status seen while waiting, log lines included.
    #[must_use]
    pub fn on_update(mut self, listener: impl FnMut(Update) + Send + 'static) -> Self {
        self.listener = Some(Listener::new(listener));
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
        self.ticket.as_ref()
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
        let reply = queue::status(self.client.inner(), &self.id, logs, &self.policy).await?;
        queue::read_status(&self.id, &reply)
    }

    /// Fetches the result without waiting for it. Before the job is over, the error's
    /// [`is_in_progress`](Error::is_in_progress) holds; a job that failed answers with its own error.
    pub async fn result(&self) -> Result<R, Error> {
        let nature = Nature::Idempotent;
        let reply = queue::result(self.client.inner(), &self.id, nature, &self.policy).await?;
        result::read(&self.id, &End { reply, nature }, None)
    }

    /// Asks the queue to cancel the job, and tells what the queue made of that.
    pub async fn cancel(&self) -> Result<Cancellation, Error> {
        queue::cancel(self.client.inner(), &self.id, &self.policy).await
    }

    /// Waits until the job is over and fetches the result. Without a deadline it waits as long as it takes.
    pub async fn wait(&self) -> Result<R, Error> {
        Ok(self.outcome().await?.value)
    }

    /// As [`wait`](Self::wait), with what is known about how the result came about.
    pub async fn outcome(&self) -> Result<Outcome<R>, Error> {
        let inner = self.client.inner();
        let mut guard = Guard::new(self.cancel_on == Some(CancelOn::Drop), self.client.shared(), &self.id);
        let mut walk = Walk::new(inner, &self.id, &self.policy, self.listener.as_ref());
        let end = match self.until {
            None => walk.finish().await,
            Some(until) => match clock::timeout_at(until, walk.finish()).await {
                Ok(end) => end,
                Err(_) => Err(self.expired(walk.last.as_ref()).await),
            },
        };
        guard.disarm();
        let end = end?;
        let value = result::read(&self.id, &end, walk.last.as_ref())?;
        Ok(Outcome::new(value, self.meta(&end, &walk)))
    }

    /// The deadline has passed: one cancellation where it is wanted, and the error.
    async fn expired(&self, last: Option<&Status>) -> Error {
        let stood = last.or(self.ticket.as_ref()).map_or("unknown", |status| status.state.as_str());
        let fate = match self.cancel_on {
            _ if last.is_some_and(Status::is_completed) => "its result can be fetched",
            Some(CancelOn::Never) => "it goes on",
            _ => fate(cancel::once(self.client.inner(), &self.id).await),
        };
        Error::deadline(format!("the deadline passed while the job was {stood}; {fate}")).about(&self.id)
    }

    fn meta(&self, end: &End, walk: &Walk<'_>) -> Meta {
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

/// What became of the job at the deadline.
fn fate(cancellation: Option<Cancellation>) -> &'static str {
    match cancellation {
        Some(Cancellation::Requested | Cancellation::Removed) => "it was asked to stop",
        Some(Cancellation::TooLate) => "it is over meanwhile, its result can be fetched",
        Some(Cancellation::Unknown) => "the queue does not know it any more",
        None => "it could not be asked to stop",
    }
}

impl<R> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("id", &self.id).field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
