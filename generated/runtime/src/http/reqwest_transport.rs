//! The built-in transport: reqwest.
//!
//! It only translates requests and responses. Redirects are off; if a client supplied by the user follows them anyway,
//! the URL of the response reveals it. `native` and `browser` contain what differs between platforms.

#[cfg(not(target_family = "wasm"))]
mod body;
#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
mod connection_limit;
mod error;
#[cfg(not(target_family = "wasm"))]
mod native;

use std::{future::ready, mem, time::Duration};

#[cfg(target_family = "wasm")]
use self::browser as platform;
pub(crate) use self::error::transport_error;
#[cfg(not(target_family = "wasm"))]
use self::native as platform;
use crate::http::transport::{
    Body, BodyStream, BoxFuture, FailurePhase, HeaderMap, Method, Request, Response, Transport, TransportError, Url,
};

/// Whether this build can send to `https` URLs. A browser always can.
pub(crate) const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls", target_family = "wasm"));

/// A transport that sends with reqwest.
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
    /// Whether the user supplied the client. Its connections cannot be counted, and it may follow redirects.
    is_custom: bool,
}

impl ReqwestTransport {
    /// A transport with a client of its own.
    pub(crate) fn new(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        Ok(Self { client: platform::client(connect_timeout)?, is_custom: false })
    }

    /// A transport with the user's client.
    pub(crate) fn from_client(client: reqwest::Client) -> Self {
        Self { client, is_custom: true }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let Request { method, url, headers, body, limiter } = request;
        let requested_url = self.is_custom.then(|| url.clone());
        let target = limiter.filter(|_| !self.is_custom).map(|limiter| platform::RequestTarget::new(limiter, &url));
        match convert_request(&self.client, (method, url), headers, body) {
            // Starting the request outside of the future keeps the future small.
            Ok((outgoing, None)) if !self.is_custom => {
                let sending = platform::with_target(target, self.client.execute(outgoing));
                Box::pin(async { convert_response(sending.await, None) })
            }
            Ok(outgoing) => self.send_slow_path(outgoing, requested_url, target),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }
}

impl ReqwestTransport {
    /// Sends a streamed body, or with a client that may follow redirects.
    #[cold]
    fn send_slow_path(
        &self,
        (mut outgoing, chunks): Outgoing,
        requested_url: Option<Url>,
        target: Option<platform::RequestTarget>,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            if let Some((length, chunks)) = chunks {
                platform::set_stream_body(&mut outgoing, length, chunks).await?;
            }
            let response = platform::with_target(target, self.client.execute(outgoing)).await;
            convert_response(response, requested_url.as_ref())
        })
    }
}

/// Converts a response. With `requested_url`, a response from another URL is an error.
fn convert_response(
    response: reqwest::Result<reqwest::Response>,
    requested_url: Option<&Url>,
) -> Result<Response, TransportError> {
    let mut response = response.map_err(|source| transport_error(FailurePhase::Waiting, source))?;
    if requested_url.is_some_and(|requested| !is_same_target(response.url(), requested)) {
        let message = "the HTTP client followed a redirect; set its redirect policy to none";
        return Err(TransportError::new(FailurePhase::Rejected, message));
    }
    let headers = mem::take(response.headers_mut());
    Ok(Response::new(response.status(), headers, Box::new(platform::ResponseBody::new(response))))
}

/// A request of reqwest, and the length and chunks of a streamed body that has yet to be set.
type Outgoing = (reqwest::Request, Option<(u64, Box<dyn BodyStream>)>);

// Not inlined: its copies of the request would enlarge the stack frame of `send`.
#[inline(never)]
fn convert_request(
    client: &reqwest::Client,
    (method, url): (Method, Url),
    headers: HeaderMap,
    body: Body,
) -> Result<Outgoing, TransportError> {
    let expects_body = matches!(method, Method::PUT | Method::POST | Method::PATCH);
    let mut outgoing = empty_request(client, method, url)?;
    let from_url = mem::replace(outgoing.headers_mut(), headers);
    for (name, value) in &from_url {
        outgoing.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    match body {
        Body::Empty if expects_body => platform::set_empty_body(&mut outgoing),
        Body::Empty => {}
        Body::Bytes(bytes) => *outgoing.body_mut() = Some(bytes.into()),
        Body::Stream(length, chunks) => return Ok((outgoing, Some((length, chunks)))),
    }
    Ok((outgoing, None))
}

/// Creates a request without headers, or with `Authorization` if the URL has a user: only reqwest's builder does that.
fn empty_request(client: &reqwest::Client, method: Method, url: Url) -> Result<reqwest::Request, TransportError> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(reqwest::Request::new(method, url));
    }
    client.request(method, url).build().map_err(|source| transport_error(FailurePhase::Rejected, source))
}

/// Whether two URLs differ at most in what is not part of the request line: the fragment, and the user.
fn is_same_target(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin() && one.path() == other.path() && one.query() == other.query()
}
