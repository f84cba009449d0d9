//! The updates of a job as a stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use tracing::{Instrument, Span};

use crate::{
    error::Error,
    http::body_stream,
    queue::{status::Update, wait::JobWaiter},
    rt::unfold::{Unfold, unfold},
};

/// How a job goes on, from [`Job::updates`](crate::Job::updates): a [`Stream`] of updates.
///
/// It ends after the update whose [`is_last`](Update::is_last) holds; then
/// [`Job::result`](crate::Job::result) has the result. An error ends it too. A question that was lost does not: it
/// is an update with its [`poll_error`](Update::trouble).
///
/// Nothing is asked while nobody polls. Dropping it ends the requests at once; the job goes on, unless
/// [`CancelOn::Drop`](crate::CancelOn::Drop) was set.
#[must_use = "streams do nothing unless polled"]
pub struct Updates(Unfold<State, Result<Update, Error>>);

struct State {
    /// What is known before anything is asked: the queue's ticket.
    submit_update: Option<Update>,
    waiter: JobWaiter,
    span: Span,
    done: bool,
}

impl Updates {
    pub(crate) fn new(submit_update: Option<Update>, waiter: JobWaiter, span: Span) -> Self {
        Self(unfold(State { submit_update, waiter, span, done: false }, |state| Box::pin(step(state))))
    }

    /// The next update; `None` after the last one. It may be dropped and called again without losing anything.
    pub async fn next(&mut self) -> Option<Result<Update, Error>> {
        body_stream::next(&mut self.0).await
    }
}

async fn step(mut state: State) -> Option<(Result<Update, Error>, State)> {
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
