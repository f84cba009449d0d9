//! A stream out of a state and an `async` step: what this crate's own streams are made of.
//!
//! The step owns the state while it runs and hands it back with the next item. Dropping the stream drops
//! the step where it stands; no task runs beside it.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::rt::future::{Boxed, MaybeSend};

/// What a step ends with: the state and an item, or `None` at the end of the stream.
type Stepped<S, T> = Option<(T, S)>;

/// A stream that is stepped through.
pub(crate) struct Unfold<S, T> {
    step: fn(S) -> Boxed<'static, Stepped<S, T>>,
    rest: Option<S>,
    running: Option<Boxed<'static, Stepped<S, T>>>,
}

/// The stream that begins in a state.
pub(crate) fn unfold<S: MaybeSend, T>(state: S, step: fn(S) -> Boxed<'static, Stepped<S, T>>) -> Unfold<S, T> {
    Unfold { step, rest: Some(state), running: None }
}

impl<S: Unpin, T> Stream for Unfold<S, T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if let Some(state) = self.rest.take() {
            self.running = Some((self.step)(state));
        }
        let Some(running) = &mut self.running else { return Poll::Ready(None) };
        let stepped = ready!(running.as_mut().poll(context));
        self.running = None;
        Poll::Ready(stepped.map(|(item, state)| {
            self.rest = Some(state);
            item
        }))
    }
}
