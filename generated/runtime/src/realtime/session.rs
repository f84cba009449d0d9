//! The session: connects when there is something to send, sends, receives, ends.
//!
//! All state is kept in the session and none in the future of `next`, which may be dropped anywhere.

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::{Serialize, de::DeserializeOwned};
use sync_wrapper::SyncFuture;

use super::{
    connect::Link,
    frame::{self, Said},
    latest_input::{Outbox, Sender, encode},
    socket::Socket,
};
use crate::{
    error::Error,
    rt::future::{BoxFuture, apart},
};

/// A realtime session with results of type `T`; see [`realtime`](crate::realtime).
///
/// Also a `Stream` of results. It never ends for good: after `None` it waits for the next input.
#[must_use = "a session does nothing until `next` is awaited"]
pub struct Session<T> {
    link: Arc<Link>,
    outbox: Arc<Outbox>,
    state: State,
    /// How many connections were begun.
    connections: u64,
    result: PhantomData<fn() -> T>,
}

enum State {
    /// Not connected, waiting for an input.
    Idle,
    Connecting(SyncFuture<BoxFuture<'static, Result<Socket, Error>>>),
    Open(Box<Socket>),
    /// Not connected any more: an error was told, the end is not told yet.
    Over,
}

impl<T: DeserializeOwned> Session<T> {
    pub(super) fn new(link: Link) -> Self {
        let (link, outbox) = (Arc::new(link), Arc::default());
        Self { link, outbox, state: State::Idle, connections: 0, result: PhantomData }
    }

    /// Leaves an input to be sent, in place of one that was not sent yet. It goes out while
    /// [`next`](Self::next) is awaited, and connects first where need be.
    ///
    /// # Errors
    ///
    /// Of kind `Invalid`: the input cannot be encoded, or is larger than 64 MiB.
    pub fn send<I: Serialize + ?Sized>(&self, input: &I) -> Result<(), Error> {
        self.outbox.put(encode(input)?)
    }

    /// Something that sends into this session from elsewhere.
    pub fn sender(&self) -> Sender {
        Sender::new(&self.outbox)
    }

    /// The next result. `None` is the end of a session: the application saw no input for a while, or was done.
    /// Then, and before the first input, this waits for an input and connects.
    ///
    /// Dropping the future loses nothing: in a `select!`, the next call goes on where this one stood.
    ///
    /// # Errors
    ///
    /// After these the session goes on:
    /// - the application's own, of kind `Rejected` or `Unavailable`: `error_type` is its code;
    /// - `Decode`, for a result that is no `T`: `raw_body` has it.
    ///
    /// After these it is over. The following call connects again where there is an input to send by then, and is
    /// `None` otherwise, so that loops end:
    /// - no connection came about: the kind tells why, and the input that it was for is thrown away;
    /// - `Auth`, where the token or key lost its validity;
    /// - the connection was closed, with its code in `error_type`, or broke (`Io`), or what came over it was too
    ///   large or nonsense (`Protocol`). What was sent but not answered may have been worked on, and billed.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            match &mut self.state {
                State::Over => {
                    self.state = State::Idle;
                    if self.outbox.poll_filled(context).is_pending() {
                        return Poll::Ready(None);
                    }
                }
                State::Idle => {
                    ready!(self.outbox.poll_filled(context));
                    self.connect();
                }
                State::Connecting(connecting) => match ready!(Pin::new(connecting).poll(context)) {
                    Ok(socket) => self.connected(socket),
                    Err(error) => return Poll::Ready(Some(Err(self.unconnected(error)))),
                },
                State::Open(socket) => match ready!(converse(socket, &self.outbox, context)) {
                    Said::Nothing => {}
                    Said::Result(result) => return Poll::Ready(Some(Ok(result))),
                    Said::Fault(error) => return Poll::Ready(Some(Err(error.at(&self.link.endpoint)))),
                    Said::End => {
                        self.end(State::Idle, None);
                        return Poll::Ready(None);
                    }
                    Said::Broken(error) => {
                        let error = error.at(&self.link.endpoint);
                        self.end(State::Over, Some(&error));
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }

    fn connect(&mut self) {
        let again = self.connections > 0;
        self.connections += 1;
        let Link { endpoint, access, .. } = &*self.link;
        tracing::debug!(%endpoint, ?access, again, "connecting a realtime session");
        self.state = State::Connecting(apart(Box::pin(Arc::clone(&self.link).connect())));
    }

    fn connected(&mut self, socket: Socket) {
        tracing::debug!(endpoint = %self.link.endpoint, "a realtime session is connected");
        self.state = State::Open(Box::new(socket));
    }

    /// The input goes with the connection that it was for; kept, it would connect again without end.
    fn unconnected(&mut self, error: Error) -> Error {
        tracing::debug!(endpoint = %self.link.endpoint, kind = ?error.kind(), "no realtime session");
        self.outbox.clear();
        self.state = State::Over;
        error
    }

    fn end(&mut self, state: State, error: Option<&Error>) {
        let (kind, code) = (error.map(Error::kind), error.and_then(Error::error_type));
        tracing::debug!(endpoint = %self.link.endpoint, ?kind, code, "a realtime session is over");
        // The socket says goodbye as it is dropped.
        drop(mem::replace(&mut self.state, state));
    }
}

/// Receives what has come and sends what can be sent: in this order, so that no input goes into a session
/// whose end has come already, and both each time, so that a flood of results holds no input up.
fn converse<T: DeserializeOwned>(socket: &mut Socket, outbox: &Outbox, context: &mut Context<'_>) -> Poll<Said<T>> {
    let said = match socket.poll_receive(context) {
        Poll::Ready(Some(Ok(message))) => Poll::Ready(frame::read(message, &socket.shown)),
        Poll::Ready(Some(Err(fault))) => Poll::Ready(Said::Broken(frame::broken(fault))),
        Poll::Ready(None) => Poll::Ready(Said::End),
        Poll::Pending => Poll::Pending,
    };
    if matches!(said, Poll::Ready(Said::End | Said::Broken(_))) {
        return said;
    }
    match (said, socket.send(outbox, context)) {
        (Poll::Pending, Err(fault)) => Poll::Ready(Said::Broken(frame::broken(fault))),
        // What came before the connection broke is still worth having.
        (said, _) => said,
    }
}

impl<T: DeserializeOwned> Stream for Session<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> Drop for Session<T> {
    fn drop(&mut self) {
        self.outbox.close();
    }
}

impl<T> fmt::Debug for Session<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Idle | State::Over => "not connected",
            State::Connecting(_) => "connecting",
            State::Open(_) => "connected",
        };
        f.debug_struct("Session").field("endpoint", &self.link.endpoint).field("state", &state).finish_non_exhaustive()
    }
}
