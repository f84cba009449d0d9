//! Jobs: status, updates, result, cancellation, and resuming them in another process.

use std::{fmt, marker::PhantomData, time::Duration};

use tracing::Instrument;

use crate::{
    client::Client,
    error::Error,
    http::{outcome::Outcome, retry::RetryPolicy},
    id::job_id::JobId,
    json::codec::JsonCodec,
    queue::{
        cancel::CancelOn,
        completed_job::{CompletedJob, decode_result},
        job_inner::JobInner,
        poll_interval::PollInterval,
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
/// The job runs whether or not it is waited for. Its [`id`](Self::id) can be serialized; [`attach`](Self::attach) turns
/// it back into a job, also in another process, with any client whose key has access to the job.
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
    /// Creates a handle to the job with this id. Nothing is sent: an unknown job is only reported by the first request.
    pub fn attach(client: &Client, id: JobId) -> Self {
        Self::from_inner(Box::new(JobInner::attach(client, id)))
    }

    pub(crate) fn from_inner(inner: Box<JobInner>) -> Self {
        Self { inner, result: PhantomData }
    }

    /// Limits the time to wait, from now on. When it has passed, the job is cancelled, and the wait fails with an error
    /// that contains the job's id. To keep the job running, add [`cancel_on`](Self::cancel_on)`(CancelOn::Never)`.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.inner.wait_options.deadline = Instant::now().checked_add(deadline);
        self
    }

    /// Sets when the job is cancelled automatically; see [`CancelOn`].
    #[must_use]
    pub fn cancel_on(mut self, cancel_on: CancelOn) -> Self {
        self.inner.wait_options.cancel_on = Some(cancel_on);
        self
    }

    /// Sets how often single requests are retried, and for how long a wait tolerates failed status polls.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.inner.poll_config.policy = policy;
        self
    }

    /// Watches the job by polling only, without its status stream.
    #[must_use]
    pub fn poll_only(mut self) -> Self {
        self.inner.poll_config.stream = false;
        self
    }

    /// Sets the first and the maximum interval between status polls; see
    /// [`Call::poll_every`](crate::Call::poll_every).
    #[must_use]
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.inner.poll_config.interval = PollInterval::new(first, longest);
        self
    }

    /// Calls a function with each [`Update`] while waiting.
    #[must_use]
    pub fn on_update(mut self, callback: impl FnMut(Update) + Send + 'static) -> Self {
        self.inner.wait_options.callback = Some(UpdateCallback::new(callback));
        self
    }

    /// The id with which the job can be attached again.
    pub fn id(&self) -> &JobId {
        &self.inner.id
    }

    /// The job's request id.
    pub fn request_id(&self) -> &str {
        self.inner.id.request_id()
    }

    /// The status in the submit response. `None` for an attached job.
    pub fn submit_status(&self) -> Option<&Status> {
        self.inner.wait_options.submit_status.as_deref()
    }

    /// Fetches the job's status, without its log.
    pub async fn status(&self) -> Result<Status, Error> {
        self.inner.status(false).await
    }

    /// Fetches the job's status, with its log so far.
    pub async fn status_with_logs(&self) -> Result<Status, Error> {
        self.inner.status(true).await
    }

    /// Fetches the result without waiting. If the job is not completed, this is an error whose
    /// [`is_in_progress`](Error::is_in_progress) is true; if the job failed, it is the job's own error.
    pub async fn result(&self) -> Result<R, Error> {
        decode_result(&self.inner.id, &self.inner.result().await?, None)
    }

    /// Cancels the job and returns the queue's response.
    pub async fn cancel(&self) -> Result<Cancellation, Error> {
        self.inner.cancel().await
    }

    /// Returns a stream of the job's updates until it is completed. The first one is the status of the submit response,
    /// if this process submitted the job. It watches the job like [`wait`](Self::wait), under the same deadline.
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

    /// Waits until the job is completed and fetches the result. Without a deadline there is no time limit.
    ///
    /// The job is watched by its status stream, which reports completion at once, or polled if there is none. Failed
    /// polls end the wait only when the time of the policy ([`RetryPolicy::within`]) has passed since the last
    /// successful one.
    pub async fn wait(&self) -> Result<R, Error> {
        self.complete().await?.value()
    }

    /// Like [`wait`](Self::wait), with the metadata of the call.
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
            .field("submit_status", &self.inner.wait_options.submit_status)
            .finish_non_exhaustive()
    }
}
