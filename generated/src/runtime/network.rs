//! The built-in transport: reqwest.
//!
//! It only translates. Redirects are off; a client brought by the user that follows them anyway is
//! found out by the address that answered.

use std::time::Duration;

use bytes::Bytes;
#[cfg(not(target_family = "wasm"))]
use reqwest::header::CONTENT_LENGTH;

use super::transport::{Body, BoxFuture, Failure, Payload, Request, Response, Stage, Transport};

/// Sends over reqwest.
pub(crate) struct Network(reqwest::Client);

impl Network {
    /// A client of our own.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn new(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        let builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            // A connection that idled may be dead, and a submit that dies with it is not repeated.
            .pool_idle_timeout(Duration::from_secs(15))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // What may be sent twice is decided in `retry`, nowhere else.
            .retry(reqwest::retry::never());
        Ok(Self(builder.build()?))
    }

    /// A client of our own; connections are the browser's.
    #[cfg(target_family = "wasm")]
    pub(crate) fn new(_: Duration) -> Result<Self, reqwest::Error> {
        Ok(Self(reqwest::Client::builder().build()?))
    }

    /// The user's client.
    pub(crate) fn with(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Network {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        Box::pin(async move {
            let asked = request.url.clone();
            let outgoing = self.0.request(request.method, request.url).headers(request.headers);
            let outgoing = match request.body {
                Payload::Empty => outgoing,
                Payload::Whole(bytes) => outgoing.body(bytes),
                Payload::Pieces(length, pieces) => streamed(outgoing, length, pieces),
            };
            let response = outgoing.send().await.map_err(|source| failure(Stage::Waiting, source))?;
            if *response.url() != asked {
                let why = "the HTTP client followed a redirect; give it a policy of none";
                return Err(Failure::new(Stage::Refused, why));
            }
            Ok(Response::new(response.status(), response.headers().clone(), Box::new(Incoming(response))))
        })
    }
}

/// The length is said beforehand: storage hosts take no body of unknown length.
#[cfg(not(target_family = "wasm"))]
fn streamed(outgoing: reqwest::RequestBuilder, length: u64, pieces: Box<dyn Body>) -> reqwest::RequestBuilder {
    outgoing.header(CONTENT_LENGTH, length).body(reqwest::Body::wrap_stream(super::pieces::stream(pieces)))
}

/// There are no files in a browser, so nothing comes in pieces.
#[cfg(target_family = "wasm")]
fn streamed(outgoing: reqwest::RequestBuilder, _: u64, _: Box<dyn Body>) -> reqwest::RequestBuilder {
    outgoing
}

struct Incoming(reqwest::Response);

impl Body for Incoming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async { self.0.chunk().await.map_err(|source| failure(Stage::Reading, source)) })
    }
}

fn failure(stage: Stage, source: reqwest::Error) -> Failure {
    let stage = if is_connect(&source) { Stage::Connecting } else { stage };
    let timed_out = source.is_timeout();
    // A URL may hold a webhook's address with a token in it.
    let failure = Failure::new(stage, source.without_url());
    if timed_out { failure.out_of_time() } else { failure }
}

#[cfg(not(target_family = "wasm"))]
fn is_connect(source: &reqwest::Error) -> bool {
    source.is_connect()
}

/// A browser does not tell.
#[cfg(target_family = "wasm")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}
