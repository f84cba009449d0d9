//! The options of a call, one method each.
//!
//! What they become on the wire is decided in `options`.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    call::{
        Call,
        lifecycle::Lifecycle,
        options::{Options, Priority},
    },
    error::Error,
    http::retry::RetryPolicy,
    json::codec::JsonCodec,
    queue::{cancel::CancelOn, poll::PollInterval, status::Update, update_callback::UpdateCallback},
};

impl<R: JsonCodec, M> Call<R, M> {
    /// One clock over uploading, submit, waiting and fetching, or over a run or a stream, started when the call is
    /// ended. When it runs out, waiting ends
    /// with an error of kind `Timeout` that holds the job's id, after one request to cancel the job (see
    /// [`cancel_on`](Self::cancel_on)). There is no deadline unless it is set, and it tells the server nothing:
    /// for that, there is [`start_timeout`](Self::start_timeout).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.draft.options.deadline = Some(deadline);
        self
    }

    /// When the job is cancelled on its own accord; see [`CancelOn`].
    pub fn cancel_on(mut self, cancel_on: CancelOn) -> Self {
        self.draft.options.cancel_on = Some(cancel_on);
        self
    }

    /// How long the job may wait for a runner, more than one second. The server keeps this clock: a job that
    /// has not started by then fails with a timeout and is not repeated. One that runs is left alone.
    pub fn start_timeout(self, timeout: Duration) -> Self {
        self.set(|options| options.set_start_timeout(timeout))
    }

    /// The job's place in line.
    pub fn priority(self, priority: Priority) -> Self {
        self.set(|options| options.set_priority(priority))
    }

    /// Asks for a runner that has seen this hint before, e.g. because it has loaded the same weights.
    pub fn hint(self, hint: impl AsRef<str>) -> Self {
        self.set(|options| options.set_hint(hint.as_ref()))
    }

    /// A header of the submit, ASCII. fal hands it on to the application. Headers that the client sets itself,
    /// or that have an option here, are refused. Setting one again replaces it.
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.set(|options| options.set_custom(name.as_ref(), value.as_ref()))
    }

    /// The most requests that may wait for the endpoint, everybody's counted; with more, the submit is refused with
    /// 429 ([`Error::is_rate_limited`]) instead of getting in line, after the repetitions that the
    /// [`retry`](Self::retry) policy allows.
    pub fn max_queue_length(mut self, requests: u32) -> Self {
        self.draft.options.max_queue_length = Some(requests);
        self
    }

    /// The address that fal posts the result to when the job is over: an absolute URL.
    pub fn webhook(self, url: impl AsRef<str>) -> Self {
        self.set(|options| options.set_webhook(url.as_ref()))
    }

    /// Whether fal keeps the request and the result, as it does by default. Files are not affected.
    pub fn store_io(self, store: bool) -> Self {
        self.set(|options| options.set("x-fal-store-io", if store { "1" } else { "0" }))
    }

    /// What becomes of the files that the job makes.
    #[expect(clippy::needless_pass_by_value, reason = "a builder is made for the call")]
    pub fn lifecycle(self, lifecycle: Lifecycle) -> Self {
        self.set(|options| options.set("x-fal-object-lifecycle-preference", &lifecycle.to_header()?))
    }

    /// The queue does not run the job again when a runner fails. This is about the server; for repetitions by
    /// this client see [`retry`](Self::retry).
    pub fn no_retry(self) -> Self {
        self.set(|options| options.set("x-fal-no-retry", "1"))
    }

    /// fal does not hand the job to an equivalent model when this one is not available.
    pub fn no_fallback(self) -> Self {
        self.set(|options| options.set("x-app-fal-disable-fallback", "true"))
    }

    /// Tags to find the job's cost by: at most 10. Keys are trimmed and in lower case, as fal keeps them.
    pub fn tags<K: AsRef<str>, V: AsRef<str>>(self, tags: impl IntoIterator<Item = (K, V)>) -> Self {
        let trimmed = |(key, value): (K, V)| (key.as_ref().trim().to_lowercase(), value.as_ref().trim().to_owned());
        let tags: BTreeMap<String, String> = tags.into_iter().map(trimmed).collect();
        self.set(|options| options.set_tags(&tags))
    }

    /// How often single requests are repeated, instead of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.draft.options.retry = Some(policy);
        self
    }

    /// Calls a function with the queue's ticket as soon as it is there, and with each [`Update`] after that, lines
    /// of the log included. It runs between two requests and should return soon.
    pub fn on_update(mut self, listener: impl FnMut(Update) + Send + 'static) -> Self {
        self.draft.options.callback = Some(UpdateCallback::new(listener));
        self
    }

    /// Follows the job by asking for its status, never by its status stream; see
    /// [`ClientBuilder::poll_only`](crate::ClientBuilder::poll_only).
    pub fn poll_only(mut self) -> Self {
        self.draft.options.poll_only = true;
        self
    }

    /// The pauses between questions for the status, where the job is asked for: 250 ms at first, each half as long
    /// again as the one before, up to 3 seconds, unless they are set. The shortest is 10 ms.
    pub fn poll_every(mut self, first: Duration, longest: Duration) -> Self {
        self.draft.options.poll_interval = Some(PollInterval::new(first, longest));
        self
    }

    /// How long a stream may bring nothing, keep-alive comments counting as something; 5 minutes unless it is set,
    /// because a model at work may have nothing to say and what was paid for would be lost. It counts from the moment
    /// that the answer begins: before that a model may have to be loaded, and only the deadline counts.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.draft.options.idle_timeout = Some(timeout);
        self
    }

    /// Sets an option; the first fault is kept for the end of the call.
    fn set(mut self, set: impl FnOnce(&mut Options) -> Result<(), Error>) -> Self {
        if let Err(error) = set(&mut self.draft.options) {
            self.draft.refused.get_or_insert(error);
        }
        self
    }
}
