//! A job in the queue, waited for: [`fal_sdk::Job`](crate::Job) and the thread that serves it.

use std::{fmt, time::Duration};

use super::{client::Client, iter::Iter, runtime_thread::Worker};
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

/// A job whose result is an `R`. Dropping it leaves the job alone.
///
/// ```no_run
/// # fn example(client: fal_sdk::blocking::Client, json: serde_json::Value) -> Result<(), Box<dyn std::error::Error>> {
/// use fal_sdk::{JobId, blocking::Job};
///
/// let job = client.endpoint("fal-ai/flux/dev")?.call(&json).submit()?;
/// std::fs::write("job.json", serde_json::to_string(job.id())?)?;
///
/// // Later, elsewhere:
/// let id: JobId = serde_json::from_str(&std::fs::read_to_string("job.json")?)?;
/// let image = Job::<serde_json::Value>::attach(&client, id).wait()?;
/// # let _ = image;
/// # Ok(())
/// # }
/// ```
pub struct Job<R> {
    job: AsyncJob<R>,
    worker: Worker,
}

impl<R: JsonCodec> Job<R> {
    /// The job with this id. Nothing is sent; whether the queue knows the job shows with the first request.
    pub fn attach(client: &Client, id: JobId) -> Self {
        Self::of(AsyncJob::attach(client.client(), id), client.worker.clone())
    }

    pub(super) fn of(job: AsyncJob<R>, worker: Worker) -> Self {
        Self { job, worker }
    }

    /// Bounds the waiting: at this time from now it ends with an error that holds the job's id.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { job: self.job.deadline(deadline), ..self }
    }

    /// When the job is cancelled on its own accord; see [`CancelOn`].
    #[must_use]
    pub fn cancel_on(self, cancel_on: CancelOn) -> Self {
        Self { job: self.job.cancel_on(cancel_on), ..self }
    }

    /// How often single requests are repeated, and how long a wait bears that the queue does not answer.
    #[must_use]
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { job: self.job.retry(policy), ..self }
    }

    /// Follows the job by asking for its status, never by its status stream.
    #[must_use]
    pub fn poll_only(self) -> Self {
        Self { job: self.job.poll_only(), ..self }
    }

    /// The pauses between questions for the status; see [`Call::poll_every`](crate::Call::poll_every).
    #[must_use]
    pub fn poll_every(self, first: Duration, longest: Duration) -> Self {
        Self { job: self.job.poll_every(first, longest), ..self }
    }

    /// Calls a function with each [`Update`] seen while waiting, on the thread that waits.
    #[must_use]
    pub fn on_update(self, listener: impl FnMut(Update) + Send + 'static) -> Self {
        Self { job: self.job.on_update(listener), ..self }
    }

    /// What it takes to find the job again.
    pub fn id(&self) -> &JobId {
        self.job.id()
    }

    /// The id by which the queue knows the job.
    pub fn request_id(&self) -> &str {
        self.job.request_id()
    }

    /// What the queue said when it took the job, where this process submitted it.
    pub fn submit_status(&self) -> Option<&Status> {
        self.job.submit_status()
    }

    /// Asks where the job stands, without its log.
    pub fn status(&self) -> Result<Status, Error> {
        self.worker.wait(self.job.status())
    }

    /// Asks where the job stands, with its log so far.
    pub fn status_with_logs(&self) -> Result<Status, Error> {
        self.worker.wait(self.job.status_with_logs())
    }

    /// Fetches the result without waiting for it. Before the job is over, the error's
    /// [`is_in_progress`](Error::is_in_progress) holds; a job that failed answers with its own error.
    pub fn result(&self) -> Result<R, Error> {
        self.worker.wait(self.job.result())
    }

    /// Asks the queue to cancel the job, and tells what the queue made of that.
    pub fn cancel(&self) -> Result<Cancellation, Error> {
        self.worker.wait(self.job.cancel())
    }

    /// How the job goes on, until it is over; see [`updates`](crate::Job::updates) of an async client.
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
        Iter::of(self.worker.within(|| self.job.updates()), self.worker.clone())
    }

    /// Waits until the job is over and fetches the result. Without a deadline it waits as long as it takes.
    pub fn wait(&self) -> Result<R, Error> {
        self.worker.wait(self.job.wait())
    }

    /// As [`wait`](Self::wait), with what is known about how the result came about.
    pub fn outcome(&self) -> Result<Outcome<R>, Error> {
        self.worker.wait(self.job.outcome())
    }
}

impl<R> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.job.fmt(f)
    }
}
