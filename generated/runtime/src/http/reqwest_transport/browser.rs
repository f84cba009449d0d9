//! reqwest in a browser: `fetch`, with the browser's connections, certificates and redirects.

use std::{future::poll_fn, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::{Client, Request, Response};

use super::failure;
use crate::http::{
    connection_limit::ConnectionLimiter,
    transport::{BodyStream, BoxFuture, FailurePhase, TransportError, Url},
};

/// When a connection takes too long is up to the browser.
pub(super) fn client(_: Duration) -> Result<Client, reqwest::Error> {
    Client::builder().build()
}

/// A browser says the length itself.
pub(super) fn set_empty_body(_: &mut Request) {}

/// `fetch` takes bodies whole.
pub(super) async fn set_stream_body(
    outgoing: &mut Request,
    _: u64,
    mut pieces: Box<dyn BodyStream>,
) -> Result<(), TransportError> {
    let mut whole = Vec::new();
    while let Some(piece) = pieces.chunk().await? {
        whole.extend_from_slice(&piece);
    }
    *outgoing.body_mut() = Some(whole.into());
    Ok(())
}

/// How many connections there are is up to the browser.
pub(super) struct RequestTarget;

impl RequestTarget {
    pub(super) fn new(_: ConnectionLimiter, _: &Url) -> Self {
        Self
    }
}

/// Sends a request.
pub(super) async fn with_target<T>(_: Option<RequestTarget>, sending: impl Future<Output = T>) -> T {
    sending.await
}

/// A browser does not tell.
pub(super) fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// The body of a response.
pub(super) struct ResponseBody(Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>>>>);

impl ResponseBody {
    pub(super) fn new(response: Response) -> Self {
        Self(Box::pin(response.bytes_stream()))
    }
}

impl BodyStream for ResponseBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let piece = poll_fn(|context| self.0.as_mut().poll_next(context)).await;
            piece.transpose().map_err(|source| failure(FailurePhase::Reading, source))
        })
    }
}
