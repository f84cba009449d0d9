//! reqwest on a machine: connections of our own.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{Client, Request, Response, header::CONTENT_LENGTH};

use super::failure;
use crate::http::{
    reqwest_transport::body,
    transport::{Body, BoxFuture, Failure, Stage},
};

pub(super) use crate::http::reqwest_transport::connection_limit::Way;
use crate::http::reqwest_transport::connection_limit::{self, ThroughDoors};

pub(super) fn client(connect_timeout: Duration) -> Result<Client, reqwest::Error> {
    let builder = Client::builder()
        .connect_timeout(connect_timeout)
        .connector_layer(ThroughDoors)
        // A connection that idled may be dead, and a submit that dies with it is not repeated.
        .pool_idle_timeout(Duration::from_secs(15))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // What may be sent twice is decided in `retry`, nowhere else.
        .retry(reqwest::retry::never());
    builder.build()
}

/// Without a body where others have one: some servers want to hear that its length is zero, else answer with 411.
pub(super) fn bare(outgoing: &mut Request) {
    outgoing.headers_mut().insert(CONTENT_LENGTH, 0.into());
}

/// The length is said beforehand: storage hosts take no body of unknown length.
#[expect(clippy::unused_async, reason = "a browser has to wait here")]
pub(super) async fn streamed(outgoing: &mut Request, length: u64, pieces: Box<dyn Body>) -> Result<(), Failure> {
    outgoing.headers_mut().insert(CONTENT_LENGTH, length.into());
    *outgoing.body_mut() = Some(reqwest::Body::wrap_stream(body::stream(pieces)));
    Ok(())
}

/// Sends a request; one with a way has a place, and so has its connection.
pub(super) fn on<T>(way: Option<Way>, sending: impl Future<Output = T> + Unpin) -> impl Future<Output = T> {
    connection_limit::on(way, sending)
}

pub(super) fn is_connect(source: &reqwest::Error) -> bool {
    source.is_connect()
}

/// The body of a response.
pub(super) struct Incoming(Response);

impl Incoming {
    pub(super) fn of(response: Response) -> Self {
        Self(response)
    }
}

impl Body for Incoming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async { self.0.chunk().await.map_err(|source| failure(Stage::Reading, source)) })
    }
}
