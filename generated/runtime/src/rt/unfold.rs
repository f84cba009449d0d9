//! Streams made of a state and an `async` step, with a type that can be named.

use futures_util::stream::{self, Fuse, StreamExt};

use crate::rt::future::{Boxed, MaybeSend};

/// A running step. It owns the state, and returns it with the next item, or `None` at the end of the stream.
type UnfoldStep<S, T> = Boxed<'static, Option<(T, S)>>;

/// A stream that runs one step for each item. Fused, so that it can be polled after its end.
pub(crate) type Unfold<S, T> = Fuse<stream::Unfold<S, fn(S) -> UnfoldStep<S, T>, UnfoldStep<S, T>>>;

/// Creates a stream from its first state. Dropping the stream drops the running step; no task is spawned.
pub(crate) fn unfold<S: MaybeSend, T>(state: S, step: fn(S) -> UnfoldStep<S, T>) -> Unfold<S, T> {
    stream::unfold(state, step).fuse()
}
