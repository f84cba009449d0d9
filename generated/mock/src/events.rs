//! Streamed responses of server-sent events.

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

/// Sender of the events of one response.
pub(crate) struct EventSender(Sender<io::Result<Bytes>>);

/// The client has closed the connection.
pub(crate) struct ClientGone;

impl EventSender {
    /// Sends an event with JSON data.
    pub(crate) async fn send(&self, value: &Value) -> Result<(), ClientGone> {
        self.0.send(Ok(Bytes::from(format!("data: {value}\n\n")))).await.map_err(|_| ClientGone)
    }

    /// Aborts the response with a connection error.
    pub(crate) async fn abort(&self) {
        let _ = self.0.send(Err(io::Error::from(io::ErrorKind::ConnectionAborted))).await;
    }

    /// Waits until the client closes the connection.
    pub(crate) async fn closed(&self) {
        self.0.closed().await;
    }
}

/// Opens an event stream and returns its sender and the response.
pub(crate) fn open() -> (EventSender, Response) {
    let (sender, receiver) = channel(8);
    let response = Response::body(200, "text/event-stream", ChannelBody(receiver).boxed_unsync());
    (EventSender(sender), response.header("cache-control", "no-cache"))
}

struct ChannelBody(Receiver<io::Result<Bytes>>);

impl Body for ChannelBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
