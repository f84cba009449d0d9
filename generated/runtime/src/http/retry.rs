//! When a request is retried, how often, and with what delay.
//!
//! A submit starts paid work and fal has no idempotency keys. It is retried only if the work cannot have begun: no
//! connection was made, or the status is 429. Reads and cancellations are retried on any failure that may be
//! transient. The intervals at which a job is polled are set by `queue/poll_interval`.

mod budget;
mod class;

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

pub(crate) use {budget::RetryBudget, class::RetryClass};

/// How often a single request is retried, and for how long: a maximum number of attempts and a maximum total time,
/// whichever is reached first.
///
/// The default is 5 attempts within 60 seconds, with delays of about 0.5, 1, 2 and 4 seconds (randomized by ±25%).
/// A `Retry-After` header can lengthen a delay but not shorten it. If it exceeds the total time, the error is
/// returned at once.
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
    first_delay: Duration,
    max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            within: Duration::from_secs(60),
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// Sends every request once, without retries.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// Sets the maximum number of attempts, the first one included. 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the time within which the last attempt must begin.
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// Sets the delay before the first retry, which doubles with each further one, and the maximum delay.
    pub fn backoff(mut self, first: Duration, max: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = max;
        self
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn max_elapsed(&self) -> Duration {
        self.within
    }

    /// Whether polling goes on after `failures` in a row, the first of them `elapsed` ago. A single failure never
    /// ends it: one request can take longer than the total time.
    pub(crate) fn tolerates_failures(&self, elapsed: Duration, failures: u32) -> bool {
        self.attempts > 1 && (elapsed < self.within || failures < 2)
    }

    /// Returns the delay before a transfer that was interrupted `interruptions` times is resumed, or `None` if it must
    /// not be resumed.
    pub(crate) fn resume_backoff(&self, interruptions: u32) -> Option<Duration> {
        (interruptions < self.attempts).then(|| jittered(self.backoff_after(interruptions)))
    }

    /// Returns the delay after so many attempts, without jitter.
    pub(crate) fn backoff_after(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(30);
        self.first_delay.saturating_mul(1 << doublings).min(self.max_delay)
    }
}

/// Randomizes a delay by ±25%, so that clients that failed together do not retry together.
pub(crate) fn jittered(delay: Duration) -> Duration {
    // The seed of the standard library's hash maps is random enough for this, and avoids a dependency.
    let random = RandomState::new().build_hasher().finish() % 501;
    delay.saturating_mul(750 + u32::try_from(random).unwrap_or_default()) / 1000
}
