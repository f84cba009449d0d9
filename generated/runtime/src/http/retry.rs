//! Which requests are repeated, how often, and after what pause.
//!
//! A submit starts paid work and fal has no idempotency key, so it is repeated only where nothing can
//! have begun: no connection came about, or the answer was 429. Reads and cancellations are repeated
//! whenever the fault looks passing. Waiting for a job is no repetition; its pauses are in `follow`.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use crate::{
    client::ClientInner,
    error::Error,
    http::{
        headers,
        send::{AttemptState, HttpRequest, HttpResponse, exchange},
        transport::{FailurePhase, TransportError},
    },
    rt::clock::{self, Instant},
};

mod budget;

pub(crate) use budget::RetryBudget;

/// How often a single request is repeated, and for how long: a bound on the number of requests and one
/// on the time they take together, whichever is reached first.
///
/// By default 5 requests within 60 seconds, with pauses of about 0.5, 1, 2 and 4 seconds (a quarter more
/// or less at random). A `Retry-After` of the server makes a pause longer, never shorter; where it
/// points past the bound, the error is returned at once.
///
/// ```
/// use std::time::Duration;
/// use fal_sdk::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(10).within(Duration::from_secs(300));
/// let once = RetryPolicy::none();
/// # let _ = (patient, once);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    within: Duration,
    first_pause: Duration,
    longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            within: Duration::from_secs(60),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// Exactly one request, whatever happens to it.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// The most requests, the first one included; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The time within which the last repetition must begin.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// The pause before the first repetition, doubled for each further one, and the longest pause.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// Whether a job is still asked for when the last good answer is so long ago and so many questions in a row were
    /// lost. A single one that nobody answers can take longer than all the time there is; it ends nothing.
    pub(crate) fn tolerates_failures(&self, silence: Duration, lost: u32) -> bool {
        self.attempts > 1 && (silence < self.within || lost < 2)
    }

    /// The pause before what broke off `done` times is taken up again, if it still may be.
    pub(crate) fn resume_backoff(&self, done: u32) -> Option<Duration> {
        (done < self.attempts).then(|| jittered(self.pause(done)))
    }

    /// The pause after the `done`-th request, without jitter.
    fn pause(&self, done: u32) -> Duration {
        let doublings = done.saturating_sub(1).min(30);
        self.first_pause.saturating_mul(1 << doublings).min(self.longest_pause)
    }
}

/// What a request is, as far as repeating it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryClass {
    /// Starts paid work.
    Submit,
    /// Asks for a status: even a bare 500 says nothing about the job.
    Status,
    /// Fetches a result, or cancels: may be asked again, but a 500 may be the job's own answer.
    Idempotent,
    /// Fetches the answer of a job that failed: whatever it is, it is the answer.
    Never,
    /// Costs nothing and may be asked again whatever went wrong: uploads, tokens, keys, prices.
    Always,
}

impl RetryClass {
    /// Whether an answer looks passing.
    pub(crate) fn is_retryable_response(self, reply: &HttpResponse) -> bool {
        let hint = headers::retryable(&reply.headers);
        let passing = match (self, reply.status.as_u16()) {
            (Self::Never, _) => false,
            (_, 429) => true,
            (Self::Submit, _) => false,
            // Those above 504 are words of the boxes in between, such as Cloudflare's.
            (Self::Status | Self::Always, 408 | 425 | 500) | (_, 502 | 503 | 520..=530) => true,
            (_, 504) => !headers::is_start_timeout(&reply.headers),
            (_, 500) => hint == Some(true),
            _ => false,
        };
        // The hint is about the model's work; asking how that stands repeats none of it.
        passing && (hint != Some(false) || matches!(self, Self::Status | Self::Always))
    }

    /// Whether a failure looks passing.
    pub(crate) fn is_retryable_error(self, failure: &TransportError) -> bool {
        match failure.phase {
            FailurePhase::Connecting => true,
            FailurePhase::Waiting | FailurePhase::Reading => self != Self::Submit,
            FailurePhase::Rejected => false,
        }
    }
}

/// Sends a request until it succeeds, fails for good, or the policy's bounds are reached.
///
/// A repetition that could only begin after `until` is not waited for.
pub(crate) async fn send_with_retry(
    client: &ClientInner,
    ask: &HttpRequest,
    (nature, policy): (RetryClass, &RetryPolicy),
    until: Option<Instant>,
    trace: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    let begun = Instant::now();
    let mut done = 0;
    loop {
        let outcome = exchange(client, ask, trace).await;
        done += 1;
        let Some(least) = retry_delay(nature, &outcome) else { return outcome };
        let pause = least.max(jittered(policy.pause(done)));
        let late = begun.elapsed().saturating_add(pause) > policy.within;
        let past = until.is_some_and(|until| until.saturating_duration_since(Instant::now()) <= pause);
        // What costs nothing does not spend what jobs may need: forged deliveries make keys be fetched.
        let granted = nature == RetryClass::Always || client.budget.try_take();
        if done >= policy.attempts || late || past || !granted {
            return outcome;
        }
        log_retry(done, pause, &outcome);
        clock::sleep(pause).await;
    }
}

/// Sends a request that is free of charge (prices, keys) under the client's policy; any status but success is an error.
pub(crate) async fn send_idempotent_ok(client: &ClientInner, request: &HttpRequest) -> Result<HttpResponse, Error> {
    let class = RetryClass::Always;
    let mut attempt = AttemptState::default();
    let outcome = send_with_retry(client, request, (class, &client.retry), None, &mut attempt).await;
    let response = outcome.map_err(|error| Error::failed(error, &attempt, class))?;
    if response.status.is_success() { Ok(response) } else { Err(Error::answered(&response, class)) }
}

fn log_retry(done: u32, pause: Duration, outcome: &Result<HttpResponse, TransportError>) {
    let status = outcome.as_ref().ok().map(|reply| reply.status.as_u16());
    let reason = outcome.as_ref().err().map(|failure| tracing::field::display(&failure.source));
    tracing::debug!(attempt = done, ?pause, status, reason, "repeating a request");
}

/// The least pause before a repetition, where there may be one.
fn retry_delay(nature: RetryClass, outcome: &Result<HttpResponse, TransportError>) -> Option<Duration> {
    match outcome {
        Ok(reply) if reply.status.is_success() => None,
        Ok(reply) => {
            nature.is_retryable_response(reply).then(|| headers::retry_after(&reply.headers).unwrap_or_default())
        }
        Err(failure) => nature.is_retryable_error(failure).then_some(Duration::ZERO),
    }
}

/// A quarter more or less, so that many clients do not come back at the same moment.
fn jittered(pause: Duration) -> Duration {
    // The standard library's seed of hash maps is the randomness at hand; it need not be good.
    let random = RandomState::new().build_hasher().finish() % 501;
    pause.saturating_mul(750 + u32::try_from(random).unwrap_or_default()) / 1000
}
