//! An open WebSocket connection: sends inputs with the throttle applied, receives messages.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_core::Stream as _;
use futures_sink::Sink;
use reqwest::Upgraded;
use sync_wrapper::SyncWrapper;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as SocketError, Message,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::{
    latest_input::{LatestInput, MAX_MESSAGE_SIZE},
    token::SessionAuth,
};
use crate::rt::{clock, future::Boxed};

/// WebSocket stream over an upgraded HTTP connection.
type Stream = WebSocketStream<Upgraded>;

/// Creates the WebSocket stream after the handshake. Messages are limited to `limit` bytes.
pub(super) async fn upgrade(upgraded: Upgraded, limit: usize) -> Stream {
    let max_size = Some(limit.min(MAX_MESSAGE_SIZE));
    let config = WebSocketConfig::default().max_message_size(max_size).max_frame_size(max_size);
    WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await
}

/// Open connection. Dropping it sends a close frame if that is possible without waiting.
pub(super) struct Socket {
    /// `hyper`'s upgraded connection is `Send` but not `Sync`.
    stream: SyncWrapper<Stream>,
    pub(super) auth: SessionAuth,
    /// Whether the last input is not flushed yet.
    flushing: bool,
    throttle: Duration,
    throttled: Option<Boxed<'static, ()>>,
}

impl Socket {
    pub(super) fn new(stream: Stream, auth: SessionAuth, throttle: Duration) -> Self {
        Self { stream: SyncWrapper::new(stream), auth, flushing: false, throttle, throttled: None }
    }

    /// Sends the pending input if the socket is ready; otherwise the task is woken later.
    pub(super) fn send(&mut self, latest_input: &LatestInput, context: &mut Context<'_>) -> Result<(), SocketError> {
        while self.poll_ready(context)?.is_ready() {
            let Poll::Ready(input) = latest_input.poll_take(context) else { break };
            self.stream().start_send(Message::Binary(input))?;
            self.flushing = true;
            self.throttled = self.throttle_timer();
        }
        Ok(())
    }

    fn stream(&mut self) -> Pin<&mut Stream> {
        Pin::new(self.stream.get_mut())
    }

    fn throttle_timer(&self) -> Option<Boxed<'static, ()>> {
        if self.throttle.is_zero() { None } else { Some(Box::pin(clock::sleep(self.throttle))) }
    }

    /// Completes when the last input is flushed and the throttle interval is over.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        if self.flushing {
            std::task::ready!(self.stream().poll_flush(context))?;
            self.flushing = false;
        }
        if let Some(timer) = &mut self.throttled {
            std::task::ready!(timer.as_mut().poll(context));
            self.throttled = None;
        }
        Poll::Ready(Ok(()))
    }

    /// Returns the next message. Replies to pings.
    pub(super) fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Message, SocketError>>> {
        self.stream().poll_next(context)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let close = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        // Errors mean that the server closed first; then only the pending close reply is flushed.
        let _ = self.stream().start_send(Message::Close(Some(close)));
        let _ = self.stream().poll_flush(&mut Context::from_waker(Waker::noop()));
    }
}
