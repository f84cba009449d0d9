//! A job in the queue: asking for it, waiting for it, cancelling it, and finding it again.
//!
//! What is the same for results of every type is in `inner`, so that it is compiled once.

use std::{fmt, marker::PhantomData, time::Duration};

use tracing::Instrument;

use crate::{
    call::decode::{self, CompletedJob},
    client::Client,
    error::Error,
    http::{outcome::Outcome, retry::RetryPolicy},
    id::job_id::JobId,
    json::codec::JsonCodec,
    queue::{
        cancel::CancelOn,
        job_inner::JobInner,
        poll::PollInterval,
        requests::Cancellation,
        status::{Status, Update},
        tracing_span,
        update_callback::UpdateCallback,
        updates::Updates,
    },
    rt::clock::Instant,
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
    inner: Box<JobInner>,
    result: PhantomData<fn() -> R>,
}

impl<R: JsonCodec> Job<R> {
    /// The job with this id. Nothing is sent; whether the queue knows the job shows with the first request.
    pub fn attach(client: &Client, id: JobId) -> Self {
        Self::from_inner(Box::new(JobInner::attach(client, id)))
    }

    pub(crate) fn from_inner(inner: Box<JobInner>) -> Self {
        Self { inner, result: PhantomData }
    }

    /// Bounds the waiting: at this time from now it ends with an error that holds the job's id, after one request to
    /// cancel the job. To look after a job that is to go on, add [`cancel_on`](Self::cancel_on)`(CancelOn::Never)`.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.inner.wait_options.deadline = Instant::now().checked_add(deadline);
        self
    }

    /// When the job is cancelled on its own accord; see [`CancelOn`].
    #[must_use]
    pub fn cancel_on(mut self, cancel_on: CancelOn) -> Self {
        self.inner.wait_options.cancel_on = Some(cancel_on);
        self
    }

    /// How often single requests are repeated, and how long a wait bears that the queue does not answer.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.inner.poll_config.policy = policy;
        self
    }

    /// Follows the job by asking for its status, never by its status stream.
    #[must_use]
    pub fn poll_only(mut self) -> Self {
        self.inner.poll_config.stream = false;
        self
    }

    /// The pauses between questions for the status; see [`Call::poll_every`](crate::Call::poll_every).
    #[must_use]
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.inner.poll_config.interval = PollInterval::new(first, longest);
        self
    }

    /// Calls a function with each [`Update`] seen while waiting.
    #[must_use]
    pub fn on_update(mut self, listener: impl FnMut(Update) + Send + 'static) -> Self {
        self.inner.wait_options.callback = Some(UpdateCallback::new(listener));
        self
    }

    /// What it takes to find the job again.
    pub fn id(&self) -> &JobId {
        &self.inner.id
    }

    /// The id by which the queue knows the job.
    pub fn request_id(&self) -> &str {
        self.inner.id.request_id()
    }

    /// What the queue said when it took the job, where this process submitted it.
    pub fn submit_status(&self) -> Option<&Status> {
        self.inner.wait_options.submit_status.as_deref()
    }

    /// Asks where the job stands, without its log.
    pub async fn status(&self) -> Result<Status, Error> {
        self.inner.status(false).await
    }

    /// Asks where the job stands, with its log so far.
    pub async fn status_with_logs(&self) -> Result<Status, Error> {
        self.inner.status(true).await
    }

    /// Fetches the result without waiting for it. Before the job is over, the error's
    /// [`is_in_progress`](Error::is_in_progress) holds; a job that failed answers with its own error.
    pub async fn result(&self) -> Result<R, Error> {
        decode::decode_result(&self.inner.id, &self.inner.result().await?, None)
    }

    /// Asks the queue to cancel the job, and tells what the queue made of that.
    pub async fn cancel(&self) -> Result<Cancellation, Error> {
        self.inner.cancel().await
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
        self.inner.updates()
    }

    /// Waits until the job is over and fetches the result. Without a deadline it waits as long as it takes.
    ///
    /// The job is followed by its status stream, which tells its end at once, and asked for where there is none. A
    /// question that the queue does not answer ends the wait only when the policy's time
    /// ([`RetryPolicy::within`]) has passed since its last good answer.
    pub async fn wait(&self) -> Result<R, Error> {
        self.complete().await?.value()
    }

    /// As [`wait`](Self::wait), with what is known about how the result came about.
    pub async fn outcome(&self) -> Result<Outcome<R>, Error> {
        self.complete().await?.outcome()
    }

    async fn complete(&self) -> Result<CompletedJob, Error> {
        self.inner.complete().instrument(tracing_span::job("wait", &self.inner.id)).await
    }
}

impl<R> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("id", &self.inner.id)
            .field("ticket", &self.inner.wait_options.submit_status)
            .finish_non_exhaustive()
    }
}
