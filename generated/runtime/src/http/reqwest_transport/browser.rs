//! reqwest in a browser: `fetch`, with the browser's connections, certificates and redirects.

use std::{pin::Pin, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use reqwest::{Client, Request, Response};

use super::error::transport_error;
use crate::http::{
    connection_limit::ConnectionLimiter,
    transport::{BodyStream, BoxFuture, FailurePhase, TransportError, Url},
};

/// The browser has its own connect timeout.
pub(super) fn client(_: Duration) -> Result<Client, reqwest::Error> {
    Client::builder().build()
}

/// The browser sets the length itself.
pub(super) fn set_empty_body(_: &mut Request) {}

/// Reads the whole body first: `fetch` cannot stream request bodies.
pub(super) async fn set_stream_body(
    outgoing: &mut Request,
    _: u64,
    mut chunks: Box<dyn BodyStream>,
) -> Result<(), TransportError> {
    let mut body = Vec::new();
    while let Some(chunk) = chunks.chunk().await? {
        body.extend_from_slice(&chunk);
    }
    *outgoing.body_mut() = Some(body.into());
    Ok(())
}

/// The browser limits connections itself.
pub(super) struct RequestTarget;

impl RequestTarget {
    pub(super) fn new(_: ConnectionLimiter, _: &Url) -> Self {
        Self
    }
}

pub(super) async fn with_target<T>(_: Option<RequestTarget>, sending: impl Future<Output = T>) -> T {
    sending.await
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
            let chunk = self.0.next().await;
            chunk.transpose().map_err(|source| transport_error(FailurePhase::Reading, source))
        })
    }
}
