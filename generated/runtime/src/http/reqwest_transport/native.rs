//! reqwest on a machine: connections of our own.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, Request, Response, header::CONTENT_LENGTH};

use super::failure;
use crate::http::{
    reqwest_transport::body,
    transport::{BodyStream, BoxFuture, FailurePhase, TransportError},
};

pub(super) use crate::http::reqwest_transport::connection_limit::RequestTarget;
use crate::http::reqwest_transport::connection_limit::{self, LimitLayer};

pub(super) fn client(connect_timeout: Duration) -> Result<Client, reqwest::Error> {
    let builder = Client::builder()
        .connect_timeout(connect_timeout)
        .connector_layer(LimitLayer)
        // A connection that idled may be dead, and a submit that dies with it is not repeated.
        .pool_idle_timeout(Duration::from_secs(15))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // What may be sent twice is decided in `retry`, nowhere else.
        .retry(reqwest::retry::never());
    builder.build()
}

/// Without a body where others have one: some servers want to hear that its length is zero, else answer with 411.
pub(super) fn set_empty_body(outgoing: &mut Request) {
    outgoing.headers_mut().insert(CONTENT_LENGTH, 0.into());
}

/// The length is said beforehand: storage hosts take no body of unknown length.
#[expect(clippy::unused_async, reason = "a browser has to wait here")]
pub(super) async fn set_stream_body(
    outgoing: &mut Request,
    length: u64,
    pieces: Box<dyn BodyStream>,
) -> Result<(), TransportError> {
    outgoing.headers_mut().insert(CONTENT_LENGTH, length.into());
    *outgoing.body_mut() = Some(reqwest::Body::wrap_stream(body::stream(pieces)));
    Ok(())
}

/// Sends a request; one with a way has a place, and so has its connection.
pub(super) fn with_target<T>(
    target: Option<RequestTarget>,
    sending: impl Future<Output = T> + Unpin,
) -> impl Future<Output = T> {
    connection_limit::with_target(target, sending)
}

pub(super) fn is_connect(source: &reqwest::Error) -> bool {
    source.is_connect()
}

/// The body of a response.
pub(super) struct ResponseBody(Response);

impl ResponseBody {
    pub(super) fn new(response: Response) -> Self {
        Self(response)
    }
}

impl BodyStream for ResponseBody {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { self.0.chunk().await.map_err(|source| failure(FailurePhase::Reading, source)) })
    }
}
