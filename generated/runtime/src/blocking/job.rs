//! Blocking version of [`fal_sdk::Job`](crate::Job).

use std::{fmt, time::Duration};

use super::{client::Client, iter::Iter, runtime_thread::RuntimeThread};
use crate::{
    client::as_client::AsClient,
    error::Error,
    http::{outcome::Outcome, retry::RetryPolicy},
    id::job_id::JobId,
    json::codec::JsonCodec,
    queue::{
        cancel::CancelOn,
        job::Job as AsyncJob,
        requests::Cancellation,
        status::{Status, Update},
        updates::Updates,
    },
};

/// Queued job with a result of type `R`. Dropping it does not cancel the job.
///
/// ```no_run
/// # fn example(client: fal_sdk::blocking::Client, json: serde_json::Value) -> Result<(), Box<dyn std::error::Error>> {
/// use fal_sdk::{JobId, blocking::Job};
///
/// let job = client.endpoint("fal-ai/flux/dev")?.call(&json).submit()?;
/// std::fs::write("job.json", serde_json::to_string(job.id())?)?;
///
/// // Later, in another process:
/// let id: JobId = serde_json::from_str(&std::fs::read_to_string("job.json")?)?;
/// let image = Job::<serde_json::Value>::attach(&client, id).wait()?;
/// # let _ = image;
/// # Ok(())
/// # }
/// ```
pub struct Job<R> {
    job: AsyncJob<R>,
    thread: RuntimeThread,
}

impl<R: JsonCodec> Job<R> {
    /// Creates a handle for a job id. Nothing is sent; an unknown id is reported by the first request.
    pub fn attach(client: &Client, id: JobId) -> Self {
        Self::new(AsyncJob::attach(client.client(), id), client.thread.clone())
    }

    pub(super) fn new(job: AsyncJob<R>, thread: RuntimeThread) -> Self {
        Self { job, thread }
    }

    /// Sets a time limit for waiting, from now on. The error on expiry contains the job's id.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { job: self.job.deadline(deadline), ..self }
    }

    /// Sets when the job is cancelled automatically; see [`CancelOn`].
    #[must_use]
    pub fn cancel_on(self, cancel_on: CancelOn) -> Self {
        Self { job: self.job.cancel_on(cancel_on), ..self }
    }

    /// Sets the retry policy of single requests and for failing status requests while waiting.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { job: self.job.retry(policy), ..self }
    }

    /// Polls the status instead of using the status stream.
    #[must_use]
    pub fn poll_only(self) -> Self {
        Self { job: self.job.poll_only(), ..self }
    }

    /// Sets the interval between status requests; see [`Call::poll_every`](crate::Call::poll_every).
    #[must_use]
    pub fn poll_every(self, first: Duration, longest: Duration) -> Self {
        Self { job: self.job.poll_every(first, longest), ..self }
    }

    /// Calls a function with each [`Update`] while waiting, on the waiting thread.
    #[must_use]
    pub fn on_update(self, callback: impl FnMut(Update) + Send + 'static) -> Self {
        Self { job: self.job.on_update(callback), ..self }
    }

    /// Returns the job id, with which the job can be resumed.
    pub fn id(&self) -> &JobId {
        self.job.id()
    }

    /// Returns the queue's request id.
    pub fn request_id(&self) -> &str {
        self.job.request_id()
    }

    /// Returns the status in the submit response, if this process submitted the job.
    pub fn submit_status(&self) -> Option<&Status> {
        self.job.submit_status()
    }

    /// Requests the status without logs.
    pub fn status(&self) -> Result<Status, Error> {
        self.thread.wait(self.job.status())
    }

    /// Requests the status with all logs so far.
    pub fn status_with_logs(&self) -> Result<Status, Error> {
        self.thread.wait(self.job.status_with_logs())
    }

    /// Fetches the result without waiting. Before the job has completed, returns an error with
    /// [`is_in_progress`](Error::is_in_progress); a failed job returns its own error.
    pub fn result(&self) -> Result<R, Error> {
        self.thread.wait(self.job.result())
    }

    /// Requests cancellation of the job and returns how the queue responded.
    pub fn cancel(&self) -> Result<Cancellation, Error> {
        self.thread.wait(self.job.cancel())
    }

    /// Returns the status updates until the job has completed; see [`updates`](crate::Job::updates) of the async
    /// client.
    ///
    /// ```no_run
    /// # fn example(job: fal_sdk::blocking::Job<serde_json::Value>) -> Result<(), fal_sdk::Error> {
    /// for update in job.updates() {
    ///     for line in update?.status.logs {
    ///         println!("{}", line.message);
    ///     }
    /// }
    /// let image = job.result()?;
    /// # let _ = image;
    /// # Ok(())
    /// # }
    /// ```
    pub fn updates(&self) -> Iter<Updates> {
        Iter::new(self.thread.within(|| self.job.updates()), self.thread.clone())
    }

    /// Waits until the job has completed and returns the result. Without a deadline it waits indefinitely.
    pub fn wait(&self) -> Result<R, Error> {
        self.thread.wait(self.job.wait())
    }

    /// Like [`wait`](Self::wait), with the request id, billed units and timings.
    pub fn outcome(&self) -> Result<Outcome<R>, Error> {
        self.thread.wait(self.job.outcome())
    }
}

impl<R> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.job.fmt(f)
    }
}
