//! The built-in transport: reqwest.
//!
//! It only translates. Redirects are off; a client brought by the user that follows them anyway is
//! found out by the address that answered. What differs between a machine and a browser is in `native`
//! and `browser`.

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
mod native;

use std::time::Duration;

#[cfg(target_family = "wasm")]
use self::browser as platform;
#[cfg(not(target_family = "wasm"))]
use self::native as platform;
use super::transport::{BoxFuture, Failure, Method, Payload, Request, Response, Stage, Transport, Url};

/// Whether `https` can be spoken: by the machine with one of two features, by a browser always.
pub(crate) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls", target_family = "wasm"));

/// Sends over reqwest.
pub(crate) struct Network(reqwest::Client);

impl Network {
    /// A client of our own.
    pub(crate) fn new(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        platform::client(connect_timeout).map(Self)
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
            let bare = matches!(request.method, Method::PUT | Method::POST | Method::PATCH);
            let outgoing = self.0.request(request.method, request.url).headers(request.headers);
            let outgoing = match request.body {
                Payload::Empty if bare => platform::bare(outgoing),
                Payload::Empty => outgoing,
                Payload::Whole(bytes) => outgoing.body(bytes),
                Payload::Pieces(length, pieces) => platform::streamed(outgoing, length, pieces).await?,
            };
            let response = outgoing.send().await.map_err(|source| failure(Stage::Waiting, source))?;
            if !is_same(response.url(), &asked) {
                let why = "the HTTP client followed a redirect; give it a policy of none";
                return Err(Failure::new(Stage::Refused, why));
            }
            let (status, headers) = (response.status(), response.headers().clone());
            Ok(Response::new(status, headers, Box::new(platform::Incoming::of(response))))
        })
    }
}

/// Whether two addresses are one but for what does not go out in them: a fragment, and a user, who becomes a header.
fn is_same(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin() && one.path() == other.path() && one.query() == other.query()
}

pub(super) fn failure(stage: Stage, source: reqwest::Error) -> Failure {
    let stage = if platform::is_connect(&source) { Stage::Connecting } else { stage };
    let timed_out = source.is_timeout();
    // A URL may hold a webhook's address with a token in it.
    let failure = Failure::new(stage, source.without_url());
    if timed_out { failure.out_of_time() } else { failure }
}
