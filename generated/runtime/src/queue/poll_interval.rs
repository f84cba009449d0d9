//! The intervals between status polls.

use std::time::Duration;

/// Growing intervals: each is 1.5 times the one before, up to a maximum. There is no jitter, since jobs start
/// independently of each other.
#[derive(Clone, Debug)]
pub(crate) struct PollInterval {
    next: Duration,
    max: Duration,
}

/// The minimum interval, which keeps a setting of zero from flooding the server.
const MIN_INTERVAL: Duration = Duration::from_millis(10);

impl PollInterval {
    /// Intervals from `first` to `max`.
    pub(crate) fn new(first: Duration, max: Duration) -> Self {
        let next = first.max(MIN_INTERVAL);
        Self { next, max: max.max(next) }
    }

    /// Returns the next interval.
    pub(crate) fn next(&mut self) -> Duration {
        let next = self.next;
        self.next = (next.saturating_mul(3) / 2).min(self.max);
        next
    }
}

impl Default for PollInterval {
    fn default() -> Self {
        Self::new(Duration::from_millis(250), Duration::from_secs(3))
    }
}
