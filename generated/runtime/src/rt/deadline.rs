//! Optional deadlines of futures.

use std::pin::Pin;

use crate::rt::clock::{self, Instant};

/// Returns the output of a future, or `None` if the deadline passes first. Without a deadline it waits indefinitely.
///
/// The future is taken by reference: by value it would be stored twice in the future of the caller, and again in each
/// enclosing one.
pub(crate) async fn with_deadline<T>(
    deadline: Option<Instant>,
    future: Pin<&mut impl Future<Output = T>>,
) -> Option<T> {
    match deadline {
        None => Some(future.await),
        Some(deadline) => clock::timeout_at(deadline, future).await.ok(),
    }
}

/// Whether the deadline has passed.
pub(crate) fn has_passed(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| deadline <= Instant::now())
}
