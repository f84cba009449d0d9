//! Two futures, of which the one that is done first counts.
//!
//! The other one is dropped; more than two that all count are in `together`.

use std::{future::poll_fn, pin::pin, task::Poll};

/// What the first one gave.
pub(crate) enum First<L, R> {
    Left(L),
    Right(R),
}

/// Ends with whichever ends first; with the right one where both do.
pub(crate) async fn first<L, R>(left: impl Future<Output = L>, right: impl Future<Output = R>) -> First<L, R> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    poll_fn(|context| {
        if let Poll::Ready(right) = right.as_mut().poll(context) {
            return Poll::Ready(First::Right(right));
        }
        left.as_mut().poll(context).map(First::Left)
    })
    .await
}
