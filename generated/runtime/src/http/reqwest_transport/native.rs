//! reqwest outside of browsers: pooled connections over hyper.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, Request, Response, header::CONTENT_LENGTH};

use super::error::transport_error;
pub(super) use crate::http::reqwest_transport::connection_limit::{RequestTarget, with_target};
use crate::http::{
    reqwest_transport::{body, connection_limit::LimitLayer},
    transport::{BodyStream, BoxFuture, FailurePhase, TransportError},
};

pub(super) fn client(connect_timeout: Duration) -> Result<Client, reqwest::Error> {
    let builder = Client::builder()
        .connect_timeout(connect_timeout)
        .connector_layer(LimitLayer)
        // An idle connection may be dead, and a submit that fails on it is not retried.
        .pool_idle_timeout(Duration::from_secs(15))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // Retries are decided in `http/retry` only.
        .retry(reqwest::retry::never());
    builder.build()
}

/// Sets `Content-Length: 0`: some servers answer a POST without it with 411.
pub(super) fn set_empty_body(outgoing: &mut Request) {
    outgoing.headers_mut().insert(CONTENT_LENGTH, 0.into());
}

/// Sets a streamed body and its length: storage hosts reject bodies of unknown length.
#[expect(clippy::unused_async, reason = "the browser's version awaits")]
pub(super) async fn set_stream_body(
    outgoing: &mut Request,
    length: u64,
    chunks: Box<dyn BodyStream>,
) -> Result<(), TransportError> {
    outgoing.headers_mut().insert(CONTENT_LENGTH, length.into());
    *outgoing.body_mut() = Some(reqwest::Body::wrap_stream(body::stream(chunks)));
    Ok(())
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
        Box::pin(async { self.0.chunk().await.map_err(|source| transport_error(FailurePhase::Reading, source)) })
    }
}
