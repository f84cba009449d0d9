//! Server-sent events, as bodies that grow.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame};
use serde_json::Value;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::response::Response;

/// The end of a stream that events are put into.
pub(crate) struct Events(Sender<io::Result<Bytes>>);

/// The client is gone.
pub(crate) struct Gone;

impl Events {
    /// Sends an event whose data is JSON.
    pub(crate) async fn send(&self, value: &Value) -> Result<(), Gone> {
        self.0.send(Ok(Bytes::from(format!("data: {value}\n\n")))).await.map_err(|_| Gone)
    }

    /// Breaks the stream off.
    pub(crate) async fn break_off(&self) {
        let _ = self.0.send(Err(io::Error::from(io::ErrorKind::ConnectionAborted))).await;
    }

    /// Waits for the client to go.
    pub(crate) async fn closed(&self) {
        self.0.closed().await;
    }
}

/// An answer of events that are still to come, and where to put them.
pub(crate) fn open() -> (Events, Response) {
    let (sender, receiver) = channel(8);
    let response = Response::body(200, "text/event-stream", Incoming(receiver).boxed_unsync());
    (Events(sender), response.header("cache-control", "no-cache"))
}

/// The body of such an answer.
struct Incoming(Receiver<io::Result<Bytes>>);

impl Body for Incoming {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
