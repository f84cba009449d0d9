//! What all repetitions of a client share: a reserve that good answers refill.
//!
//! It bounds the extra load when a server fails while a thousand jobs ask: then most requests fail once
//! instead of five times. The bounds of a single request are in the policy.

use std::sync::{Mutex, PoisonError};

/// How much a good answer earns, in parts of a repetition.
const EARNED: f64 = 0.2;

/// The reserve.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    most: f64,
    left: Mutex<f64>,
}

impl RetryBudget {
    /// A full reserve of so many repetitions.
    pub(crate) fn new(repetitions: u32) -> Self {
        let most = f64::from(repetitions);
        Self { most, left: Mutex::new(most) }
    }

    /// Takes one repetition, if there is one.
    pub(crate) fn try_take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    /// A good answer came.
    pub(crate) fn refill(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = self.most.min(*left + EARNED);
    }
}
