//! The retry budget that all requests of a client share.
//!
//! It bounds the additional load on a failing server: with a thousand jobs polling, most requests are sent once instead
//! of five times. The bounds of a single request are in [`RetryPolicy`](super::RetryPolicy).

use std::sync::{Mutex, PoisonError};

/// How many retries a successful response adds.
const REFILL: f64 = 0.2;

/// A token bucket of retries.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    capacity: f64,
    left: Mutex<f64>,
}

impl RetryBudget {
    /// A full budget of `retries`.
    pub(crate) fn new(retries: u32) -> Self {
        let capacity = f64::from(retries);
        Self { capacity, left: Mutex::new(capacity) }
    }

    /// Takes one retry. Returns `false` if none is left.
    pub(crate) fn try_take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    /// Refills the budget after a successful response.
    pub(crate) fn refill(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = self.capacity.min(*left + REFILL);
    }
}
