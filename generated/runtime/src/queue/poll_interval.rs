//! How often a job is asked for: pauses that grow from one length to another.

use std::time::Duration;

/// Pauses between questions, each half as long again as the one before. Jobs come and go independently, so there
/// is no jitter.
#[derive(Clone, Debug)]
pub(crate) struct PollInterval {
    next: Duration,
    longest: Duration,
}

/// Nobody needs to know sooner, and a pause of nothing would be a flood.
const MIN_INTERVAL: Duration = Duration::from_millis(10);

impl PollInterval {
    /// From the first pause to the longest.
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        let next = first.max(MIN_INTERVAL);
        Self { next, longest: longest.max(next) }
    }

    /// The next pause.
    pub(crate) fn next(&mut self) -> Duration {
        let next = self.next;
        self.next = (next.saturating_mul(3) / 2).min(self.longest);
        next
    }
}

impl Default for PollInterval {
    fn default() -> Self {
        Self::new(Duration::from_millis(250), Duration::from_secs(3))
    }
}
