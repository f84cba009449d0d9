//! A connection that is open: inputs go out as the socket takes them, frames come in.
//!
//! What frames mean is read in `frame`; who polls is `session`.

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
        Error as Fault, Message,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::{latest_input::Outbox, token::Shown};
use crate::rt::{clock, future::Boxed};

/// The connection as the WebSocket library has it.
type Stream = WebSocketStream<Upgraded>;

/// The most bytes of one message.
pub(super) const LARGEST: usize = 64 << 20;

/// The WebSocket over a connection whose handshake is done. No result is larger than `limit` bytes.
pub(super) async fn stream(upgraded: Upgraded, limit: usize) -> Stream {
    let largest = Some(limit.min(LARGEST));
    let config = WebSocketConfig::default().max_message_size(largest).max_frame_size(largest);
    WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await
}

/// An open connection. Dropping it says goodbye as far as that goes without waiting.
pub(super) struct Socket {
    /// What `hyper` calls upgraded can be sent to another thread, but not shared.
    stream: SyncWrapper<Stream>,
    pub(super) shown: Shown,
    /// Whether the last input has not left yet. Until then newer ones replace each other in the outbox.
    busy: bool,
    throttle: Duration,
    pause: Option<Boxed<'static, ()>>,
}

impl Socket {
    pub(super) fn new(stream: Stream, shown: Shown, throttle: Duration) -> Self {
        Self { stream: SyncWrapper::new(stream), shown, busy: false, throttle, pause: None }
    }

    /// Sends what there is to send and can be sent now; the task is woken when there may be more.
    pub(super) fn send(&mut self, outbox: &Outbox, context: &mut Context<'_>) -> Result<(), Fault> {
        while self.poll_free(context)?.is_ready() {
            let Poll::Ready(input) = outbox.poll_take(context) else { break };
            self.stream().start_send(Message::Binary(input))?;
            self.busy = true;
            self.pause = self.pause();
        }
        Ok(())
    }

    fn stream(&mut self) -> Pin<&mut Stream> {
        Pin::new(self.stream.get_mut())
    }

    fn pause(&self) -> Option<Boxed<'static, ()>> {
        if self.throttle.is_zero() { None } else { Some(Box::pin(clock::sleep(self.throttle))) }
    }

    /// Ready where the last input has left and its pause is over.
    fn poll_free(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Fault>> {
        if self.busy {
            std::task::ready!(self.stream().poll_flush(context))?;
            self.busy = false;
        }
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        Poll::Ready(Ok(()))
    }

    /// The next frame. Pings are answered on the way.
    pub(super) fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Message, Fault>>> {
        self.stream().poll_next(context)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let goodbye = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        // A failure means that the other side hung up first; then only the reply to that is left to go.
        let _ = self.stream().start_send(Message::Close(Some(goodbye)));
        let _ = self.stream().poll_flush(&mut Context::from_waker(Waker::noop()));
    }
}
