//! The interface between the client and the network.
//!
//! A [`Transport`] sends each request once, to its URL only. The client handles retries, redirects, timeouts, size
//! limits and the meaning of responses. The built-in transport uses reqwest.
//!
//! To add middleware, wrap a transport in another one: it sees every HTTP request of the client, retries included, just
//! before it is sent.
//!
//! ```
//! use std::sync::Arc;
//! use fal_sdk::{Client, transport::{BoxFuture, Request, Response, Transport, TransportError}};
//!
//! struct Tagged(Arc<dyn Transport>);
//!
//! impl Transport for Tagged {
//!     fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
//!         request.headers.insert("x-app", "donuts".parse().unwrap());
//!         self.0.send(request)
//!     }
//! }
//!
//! let client = Client::builder().key("id:secret").layer(|inner| Arc::new(Tagged(inner))).build()?;
//! # let _ = client;
//! # Ok::<(), fal_sdk::Error>(())
//! ```
//!
//! This is a trait of its own instead of tower's `Service`, because the types of a stack of generic services would
//! become part of [`Client`](crate::Client). A tower service can be called from `send`.

use std::{error::Error as StdError, fmt};

pub use bytes::Bytes;
pub use reqwest::{Method, StatusCode, Url, header::HeaderMap};

use crate::http::connection_limit::ConnectionLimiter;
pub use crate::rt::future::{BoxFuture, MaybeSend};

/// Sends HTTP requests.
pub trait Transport: Send + Sync {
    /// Sends one request. Resolves when the status and headers of the response have arrived.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// A request or response body that is read chunk by chunk.
pub trait BodyStream: MaybeSend {
    /// Returns the next chunk, or `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A complete HTTP request.
#[derive(Debug)]
#[non_exhaustive]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The URL.
    pub url: Url,
    /// All headers except those of the connection (`Host`, `Content-Length`). Secrets are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The limiter that issued the connection permit of the request, if it holds one.
    pub(crate) limiter: Option<ConnectionLimiter>,
}

/// The body of a request.
#[non_exhaustive]
pub enum Body {
    /// No body.
    Empty,
    /// A body in memory.
    Bytes(Bytes),
    /// A streamed body and its length in bytes.
    Stream(u64, Box<dyn BodyStream>),
}

/// Status, headers and unread body of a response.
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Box<dyn BodyStream>,
}

/// Why there is no response, or no complete one.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// The phase in which the request failed.
    pub phase: FailurePhase,
    /// Whether a timeout elapsed.
    pub timed_out: bool,
    /// The cause.
    pub source: Box<dyn StdError + Send + Sync>,
}

/// The phase in which a request failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailurePhase {
    /// While connecting. Nothing of the request has reached the server.
    Connecting,
    /// While sending the request or waiting for the response. The request may have reached the server.
    Waiting,
    /// While reading the body of the response.
    Reading,
    /// The request cannot be sent, or the response is not accepted: too large, or from another URL.
    Rejected,
}

impl Request {
    /// Creates a request.
    pub fn new(method: Method, url: Url, headers: HeaderMap, body: Body) -> Self {
        Self { method, url, headers, body, limiter: None }
    }
}

impl Response {
    /// Creates a response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Box<dyn BodyStream>) -> Self {
        Self { status, headers, body }
    }
}

impl TransportError {
    /// Creates an error that is not a timeout.
    #[cold]
    pub fn new(phase: FailurePhase, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { phase, timed_out: false, source: source.into() }
    }

    /// Marks the error as a timeout.
    #[must_use]
    pub fn into_timeout(mut self) -> Self {
        self.timed_out = true;
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Shows the length only.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Stream(length, _) => write!(f, "Stream({length} bytes)"),
        }
    }
}

/// A body of one chunk.
impl BodyStream for Option<Bytes> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let all = self.take();
        Box::pin(async move { Ok(all) })
    }
}
