//! The built-in transport: reqwest.
//!
//! It only translates. Redirects are off; a client brought by the user that follows them anyway is
//! found out by the address that answered. What differs between a machine and a browser is in `native`
//! and `browser`.

#[cfg(not(target_family = "wasm"))]
mod body;
#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
mod connection_limit;
#[cfg(not(target_family = "wasm"))]
mod native;

use std::{future::ready, mem, time::Duration};

#[cfg(target_family = "wasm")]
use self::browser as platform;
#[cfg(not(target_family = "wasm"))]
use self::native as platform;
use crate::http::transport::{
    Body, BodyStream, BoxFuture, FailurePhase, HeaderMap, Method, Request, Response, Transport, TransportError, Url,
};

/// Whether `https` can be spoken: by the machine with one of two features, by a browser always.
pub(crate) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls", target_family = "wasm"));

#[cfg(not(target_family = "wasm"))]
pub(crate) use self::connection_limit::HostLimits;

/// Sends over reqwest.
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
    /// Whether the client is the user's: connections cannot be counted there, and it may follow redirects.
    is_custom: bool,
}

impl ReqwestTransport {
    /// A client of our own.
    pub(crate) fn new(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        Ok(Self { client: platform::client(connect_timeout)?, is_custom: false })
    }

    /// The user's client.
    pub(crate) fn from_client(client: reqwest::Client) -> Self {
        Self { client, is_custom: true }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let Request { method, url, headers, body, limiter } = request;
        let asked = self.is_custom.then(|| url.clone());
        let target = limiter.filter(|_| !self.is_custom).map(|limiter| platform::RequestTarget::new(limiter, &url));
        match outgoing(&self.client, (method, url), headers, body) {
            // What needs no waiting is done before there is a future: that one then has little to carry, and is small.
            Ok((outgoing, None)) if !self.is_custom => {
                let sending = platform::with_target(target, self.client.execute(outgoing));
                Box::pin(async { answered(sending.await, None) })
            }
            Ok(outgoing) => self.send_with_care(outgoing, asked, target),
            Err(failure) => Box::pin(ready(Err(failure))),
        }
    }
}

impl ReqwestTransport {
    /// Sends what takes waiting before it can be sent, and by a client that may go elsewhere.
    #[cold]
    fn send_with_care(
        &self,
        (mut outgoing, pieces): Outgoing,
        asked: Option<Url>,
        target: Option<platform::RequestTarget>,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            if let Some((length, pieces)) = pieces {
                platform::set_stream_body(&mut outgoing, length, pieces).await?;
            }
            answered(platform::with_target(target, self.client.execute(outgoing)).await, asked.as_ref())
        })
    }
}

/// The answer, which must be that of the address that was asked.
fn answered(response: reqwest::Result<reqwest::Response>, asked: Option<&Url>) -> Result<Response, TransportError> {
    let mut response = response.map_err(|source| failure(FailurePhase::Waiting, source))?;
    if asked.is_some_and(|asked| !is_same(response.url(), asked)) {
        let why = "the HTTP client followed a redirect; give it a policy of none";
        return Err(TransportError::new(FailurePhase::Rejected, why));
    }
    let headers = mem::take(response.headers_mut());
    Ok(Response::new(response.status(), headers, Box::new(platform::ResponseBody::new(response))))
}

/// A request as reqwest has it, and the pieces of a body that is yet to be put into it.
type Outgoing = (reqwest::Request, Option<(u64, Box<dyn BodyStream>)>);

// Not inlined: its copies of the request would widen the stack for all that is below.
#[inline(never)]
fn outgoing(
    client: &reqwest::Client,
    (method, url): (Method, Url),
    headers: HeaderMap,
    body: Body,
) -> Result<Outgoing, TransportError> {
    let bare = matches!(method, Method::PUT | Method::POST | Method::PATCH);
    let mut outgoing = blank(client, method, url)?;
    let made = mem::replace(outgoing.headers_mut(), headers);
    for (name, value) in &made {
        outgoing.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    match body {
        Body::Empty if bare => platform::set_empty_body(&mut outgoing),
        Body::Empty => {}
        Body::Bytes(bytes) => *outgoing.body_mut() = Some(bytes.into()),
        Body::Stream(length, pieces) => return Ok((outgoing, Some((length, pieces)))),
    }
    Ok((outgoing, None))
}

/// A request without headers, or with one for the user in its address: making that takes the builder.
fn blank(client: &reqwest::Client, method: Method, url: Url) -> Result<reqwest::Request, TransportError> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(reqwest::Request::new(method, url));
    }
    client.request(method, url).build().map_err(|source| failure(FailurePhase::Rejected, source))
}

/// Whether two addresses are one but for what does not go out in them: a fragment, and a user, who becomes a header.
fn is_same(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin() && one.path() == other.path() && one.query() == other.query()
}

pub(crate) fn failure(stage: FailurePhase, source: reqwest::Error) -> TransportError {
    let stage = if platform::is_connect(&source) { FailurePhase::Connecting } else { stage };
    let timed_out = source.is_timeout();
    // A URL may hold a webhook's address with a token in it.
    let failure = TransportError::new(stage, source.without_url());
    if timed_out { failure.into_timeout() } else { failure }
}
