//! The updates of a job as a stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use futures_util::StreamExt;
use tracing::{Instrument, Span};

use crate::{
    error::Error,
    queue::{status::Update, wait::JobWaiter},
    rt::unfold::{Unfold, unfold},
};

/// A [`Stream`] of a job's updates, from [`Job::updates`](crate::Job::updates).
///
/// It ends after the update whose [`is_last`](Update::is_last) is true; [`Job::result`](crate::Job::result) then
/// returns the result. An error ends it too. A failed status poll does not: it is an update with a
/// [`poll_error`](Update::poll_error).
///
/// Requests are only sent while the stream is polled. Dropping the stream aborts them; the job keeps running, unless
/// [`CancelOn::Drop`](crate::CancelOn::Drop) is set.
#[must_use = "streams do nothing unless polled"]
pub struct Updates(Unfold<UpdatesState, Result<Update, Error>>);

struct UpdatesState {
    /// The status in the submit response, which is yielded first.
    submit_update: Option<Update>,
    waiter: JobWaiter,
    span: Span,
    done: bool,
}

impl Updates {
    pub(crate) fn new(submit_update: Option<Update>, waiter: JobWaiter, span: Span) -> Self {
        let state = UpdatesState { submit_update, waiter, span, done: false };
        Self(unfold(state, |state| Box::pin(next_update(state))))
    }

    /// Returns the next update, or `None` after the last one. Cancel-safe: no update is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<Update, Error>> {
        self.0.next().await
    }
}

async fn next_update(mut state: UpdatesState) -> Option<(Result<Update, Error>, UpdatesState)> {
    if let Some(update) = state.submit_update.take() {
        return Some((Ok(update), state));
    }
    if state.done {
        return None;
    }
    let update = state.waiter.next().instrument(state.span.clone()).await;
    state.done = update.as_ref().map_or(true, Update::is_last);
    Some((update, state))
}

impl Stream for Updates {
    type Item = Result<Update, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context)
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Updates").finish_non_exhaustive()
    }
}
