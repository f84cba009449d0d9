//! The state machine of a session: idle, connecting, open, closed.
//!
//! All state is in the session, none in the future of `next`, which makes `next` cancel-safe.

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
    connect::Connector,
    frame::{self, ServerMessage},
    latest_input::{LatestInput, Sender, encode},
    socket::Socket,
};
use crate::{
    error::Error,
    rt::future::{BoxFuture, sync_future},
};

/// A realtime session with results of type `T`; see [`realtime`](crate::realtime).
///
/// Also a `Stream` of results. It never ends permanently: after `None` it waits for the next input.
#[must_use = "a session does nothing until `next` is awaited"]
pub struct Session<T> {
    connector: Arc<Connector>,
    latest_input: Arc<LatestInput>,
    state: SessionState,
    /// Number of connections started.
    connections: u64,
    result: PhantomData<fn() -> T>,
}

enum SessionState {
    /// Not connected, waiting for an input.
    Idle,
    Connecting(SyncFuture<BoxFuture<'static, Result<Socket, Error>>>),
    Open(Box<Socket>),
    /// Disconnected: the error was returned, the end was not.
    Closed,
}

impl<T: DeserializeOwned> Session<T> {
    pub(super) fn new(connector: Connector) -> Self {
        let (connector, latest_input) = (Arc::new(connector), Arc::default());
        Self { connector, latest_input, state: SessionState::Idle, connections: 0, result: PhantomData }
    }

    /// Queues an input, replacing one that was not sent yet. It is sent while [`next`](Self::next) is awaited, which
    /// connects first if necessary.
    ///
    /// # Errors
    ///
    /// Kind `Invalid` if the input cannot be encoded or is larger than 64 MiB.
    pub fn send<I: Serialize + ?Sized>(&self, input: &I) -> Result<(), Error> {
        self.latest_input.put(encode(input)?)
    }

    /// Returns a handle that sends inputs to this session from another task.
    pub fn sender(&self) -> Sender {
        Sender::new(&self.latest_input)
    }

    /// Returns the next result, or `None` when the server ends the session after a while without input. Without a
    /// connection it waits for an input and connects.
    ///
    /// Cancel-safe: after the future was dropped, in a `select!` for example, the next call continues.
    ///
    /// # Errors
    ///
    /// The session continues after:
    /// - an error of the application, of kind `Rejected` or `Unavailable`, with its code in `error_type`;
    /// - `Decode` for a result that is not a `T`, with the bytes in `raw_body`.
    ///
    /// The session is closed after one of the following errors. The next call then reconnects if an input is pending,
    /// and returns `None` otherwise, so that loops end:
    /// - a failure to connect; the pending input is discarded;
    /// - `Auth`, if the token or key is no longer valid;
    /// - a close frame, with its code in `error_type`; a lost connection (`Io`); an invalid or too large message
    ///   (`Protocol`). Inputs without a result may have been processed and billed.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            match &mut self.state {
                SessionState::Closed => {
                    self.state = SessionState::Idle;
                    if self.latest_input.poll_filled(context).is_pending() {
                        return Poll::Ready(None);
                    }
                }
                SessionState::Idle => {
                    ready!(self.latest_input.poll_filled(context));
                    self.connect();
                }
                SessionState::Connecting(connecting) => match ready!(Pin::new(connecting).poll(context)) {
                    Ok(socket) => self.on_connected(socket),
                    Err(error) => return Poll::Ready(Some(Err(self.on_connect_error(error)))),
                },
                SessionState::Open(socket) => match ready!(receive_and_send(socket, &self.latest_input, context)) {
                    ServerMessage::Ignored => {}
                    ServerMessage::Result(result) => return Poll::Ready(Some(Ok(result))),
                    ServerMessage::Error(error) => {
                        return Poll::Ready(Some(Err(error.with_endpoint(&self.connector.endpoint))));
                    }
                    ServerMessage::End => {
                        self.end(SessionState::Idle, None);
                        return Poll::Ready(None);
                    }
                    ServerMessage::Fatal(error) => {
                        let error = error.with_endpoint(&self.connector.endpoint);
                        self.end(SessionState::Closed, Some(&error));
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }

    fn connect(&mut self) {
        let reconnect = self.connections > 0;
        self.connections += 1;
        let Connector { endpoint, auth, .. } = &*self.connector;
        tracing::debug!(target: crate::rt::TRACING_TARGET, %endpoint, ?auth, reconnect, "realtime session: connecting");
        self.state = SessionState::Connecting(sync_future(Box::pin(Arc::clone(&self.connector).connect())));
    }

    fn on_connected(&mut self, socket: Socket) {
        tracing::debug!(
            target: crate::rt::TRACING_TARGET,
            endpoint = %self.connector.endpoint,
            "realtime session: connected"
        );
        self.state = SessionState::Open(Box::new(socket));
    }

    // The input is discarded together with its connection; otherwise it would reconnect in an endless loop.
    fn on_connect_error(&mut self, error: Error) -> Error {
        tracing::debug!(
            target: crate::rt::TRACING_TARGET,
            endpoint = %self.connector.endpoint,
            kind = ?error.kind(),
            "realtime session: connect failed"
        );
        self.latest_input.clear();
        self.state = SessionState::Closed;
        error
    }

    fn end(&mut self, state: SessionState, error: Option<&Error>) {
        let (kind, code) = (error.map(Error::kind), error.and_then(Error::error_type));
        tracing::debug!(
            target: crate::rt::TRACING_TARGET,
            endpoint = %self.connector.endpoint,
            ?kind,
            code,
            "realtime session: closed"
        );
        // Dropping the socket sends a close frame.
        drop(mem::replace(&mut self.state, state));
    }
}

/// Receives first, so that no input is sent on a session that has already ended, and sends on every poll, so that a
/// flood of results does not delay inputs.
fn receive_and_send<T: DeserializeOwned>(
    socket: &mut Socket,
    latest_input: &LatestInput,
    context: &mut Context<'_>,
) -> Poll<ServerMessage<T>> {
    let message = match socket.poll_receive(context) {
        Poll::Ready(Some(Ok(received))) => Poll::Ready(frame::decode(received, &socket.auth)),
        Poll::Ready(Some(Err(error))) => Poll::Ready(ServerMessage::Fatal(frame::socket_error(error))),
        Poll::Ready(None) => Poll::Ready(ServerMessage::End),
        Poll::Pending => Poll::Pending,
    };
    if matches!(message, Poll::Ready(ServerMessage::End | ServerMessage::Fatal(_))) {
        return message;
    }
    match (message, socket.send(latest_input, context)) {
        (Poll::Pending, Err(error)) => Poll::Ready(ServerMessage::Fatal(frame::socket_error(error))),
        // A message that arrived before the connection broke is still returned.
        (message, _) => message,
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
        self.latest_input.close();
    }
}

impl<T> fmt::Debug for Session<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            SessionState::Idle | SessionState::Closed => "not connected",
            SessionState::Connecting(_) => "connecting",
            SessionState::Open(_) => "connected",
        };
        f.debug_struct("Session")
            .field("endpoint", &self.connector.endpoint)
            .field("state", &state)
            .finish_non_exhaustive()
    }
}
