//! A moment by which something must be over.

use std::pin::Pin;

use crate::rt::clock::{self, Instant};

/// What a future brings, or `None` where the moment passes first; without a moment, as long as it takes.
///
/// It is only lent: handed over, it would take twice its room in the future of whoever waits, and again in each around.
pub(crate) async fn before<T>(until: Option<Instant>, future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match until {
        None => Some(future.await),
        Some(until) => clock::timeout_at(until, future).await.ok(),
    }
}

/// Whether the moment has passed.
pub(crate) fn has_passed(until: Option<Instant>) -> bool {
    until.is_some_and(|until| until <= Instant::now())
}
