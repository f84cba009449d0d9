//! Public setters of the options of a call.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    call::{
        Call,
        options::{CallOptions, Priority},
    },
    error::Error,
    files::lifecycle::Lifecycle,
    http::retry::RetryPolicy,
    json::codec::JsonCodec,
    queue::{cancel::CancelOn, poll_interval::PollInterval, status::Update, update_callback::UpdateCallback},
};

impl<R: JsonCodec, M> Call<R, M> {
    /// Sets a time limit for the whole call, from the terminal method on: for uploads, submit, waiting and fetching the
    /// result, or for the run or stream. On expiry the job is cancelled with one request (see
    /// [`cancel_on`](Self::cancel_on)) and the call returns an error of kind `Timeout` that contains the job's id.
    /// There is no deadline by default. It is not sent to the server, unlike [`start_timeout`](Self::start_timeout).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.pending.options.deadline = Some(deadline);
        self
    }

    /// Sets when the job is cancelled automatically; see [`CancelOn`].
    pub fn cancel_on(mut self, cancel_on: CancelOn) -> Self {
        self.pending.options.cancel_on = Some(cancel_on);
        self
    }

    /// Sets how long the job may wait for a runner, more than one second. The server enforces it: a job that has not
    /// started by then fails with a timeout and is not retried. A running job is not affected.
    pub fn start_timeout(self, timeout: Duration) -> Self {
        self.set(|options| options.set_start_timeout(timeout))
    }

    /// Sets the queue priority.
    pub fn priority(self, priority: Priority) -> Self {
        self.set(|options| options.set_priority(priority))
    }

    /// Prefers a runner that has processed a request with the same hint, e.g. because it has loaded the same weights.
    pub fn hint(self, hint: impl AsRef<str>) -> Self {
        self.set(|options| options.set_hint(hint.as_ref()))
    }

    /// Adds an ASCII header to the submit request, which fal forwards to the application. Headers that the client sets
    /// or that have their own setter are rejected. Setting a header again replaces its value.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.set(|options| options.set_header(name.as_ref(), value.as_ref()))
    }

    /// Sets the maximum queue length of the endpoint, counting the requests of all users. If more requests are waiting,
    /// the submit fails with 429 ([`Error::is_rate_limited`]) after the retries of the [`retry`](Self::retry) policy.
    pub fn max_queue_length(mut self, requests: u32) -> Self {
        self.pending.options.max_queue_length = Some(requests);
        self
    }

    /// Sets the absolute URL that fal posts the result to when the job has completed.
    pub fn webhook(self, url: impl AsRef<str>) -> Self {
        self.set(|options| options.set_webhook(url.as_ref()))
    }

    /// Sets whether fal stores the request and the result. Default: true. Files are not affected.
    pub fn store_io(self, store: bool) -> Self {
        self.set(|options| options.set("x-fal-store-io", if store { "1" } else { "0" }))
    }

    /// Sets expiry and access of the files that the job generates.
    #[expect(clippy::needless_pass_by_value, reason = "a builder is created for the call")]
    pub fn lifecycle(self, lifecycle: Lifecycle) -> Self {
        self.set(|options| options.set("x-fal-object-lifecycle-preference", &lifecycle.to_header()?))
    }

    /// Disables retries of the job by the queue when a runner fails. For retries by this client see
    /// [`retry`](Self::retry).
    pub fn no_retry(self) -> Self {
        self.set(|options| options.set("x-fal-no-retry", "1"))
    }

    /// Disables fallback to an equivalent model when this one is not available.
    pub fn no_fallback(self) -> Self {
        self.set(|options| options.set("x-app-fal-disable-fallback", "true"))
    }

    /// Sets tags for cost reports, at most 10. Keys are trimmed and converted to lower case, as fal stores them.
    pub fn tags<K: AsRef<str>, V: AsRef<str>>(self, tags: impl IntoIterator<Item = (K, V)>) -> Self {
        let trimmed = |(key, value): (K, V)| (key.as_ref().trim().to_lowercase(), value.as_ref().trim().to_owned());
        let tags: BTreeMap<String, String> = tags.into_iter().map(trimmed).collect();
        self.set(|options| options.set_tags(&tags))
    }

    /// Sets the retry policy of single requests, instead of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.pending.options.retry = Some(policy);
        self
    }

    /// Calls a function with the status of the submit response and with each following [`Update`], including log lines.
    /// It runs between two requests and should return quickly.
    pub fn on_update(mut self, callback: impl FnMut(Update) + Send + 'static) -> Self {
        self.pending.options.callback = Some(UpdateCallback::new(callback));
        self
    }

    /// Polls the status instead of using the status stream; see
    /// [`ClientBuilder::poll_only`](crate::ClientBuilder::poll_only).
    pub fn poll_only(mut self) -> Self {
        self.pending.options.poll_only = true;
        self
    }

    /// Sets the first and the longest interval between status polls. Each interval is 1.5 times the previous one.
    /// Default: 250 ms to 3 s; minimum: 10 ms.
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.pending.options.poll_interval = Some(PollInterval::new(first, longest));
        self
    }

    /// Sets how long a stream may send nothing, not even keep-alive comments. Default: 5 minutes, since a model may be
    /// silent while it works. The timeout starts with the response; before that, while a model may be loading, only the
    /// deadline applies.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.pending.options.idle_timeout = Some(timeout);
        self
    }

    /// Sets an option; the first error is reported by the terminal method.
    fn set(mut self, set: impl FnOnce(&mut CallOptions) -> Result<(), Error>) -> Self {
        if let Err(error) = set(&mut self.pending.options) {
            self.pending.error.get_or_insert(error);
        }
        self
    }
}
