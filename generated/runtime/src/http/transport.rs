//! The seam between the client and the network: a request goes out, a head and a body come back.
//!
//! A [`Transport`] sends what it is given, once, and nowhere else. Repeating, redirects, limits of time and
//! size, and what an answer means are the client's. The one built in sends with reqwest.
//!
//! Here is the place for middleware: a transport that holds another one sees every HTTP request of the
//! client, repetitions included, just before it goes out.
//!
//! ```
//! use std::sync::Arc;
//! use fal_sdk::{Client, transport::{BoxFuture, TransportError, Request, Response, Transport}};
//!
//! struct Marked(Arc<dyn Transport>);
//!
//! impl Transport for Marked {
//!     fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
//!         request.headers.insert("x-app", "donuts".parse().unwrap());
//!         self.0.send(request)
//!     }
//! }
//!
//! let client = Client::builder().key("id:secret").layer(|inner| Arc::new(Marked(inner))).build()?;
//! # let _ = client;
//! # Ok::<(), fal_sdk::Error>(())
//! ```
//!
//! It is a trait of our own and not tower's `Service`: that one is generic, and the type of a stack of services
//! would show in [`Client`](crate::Client) and everything made with it. Calling a tower service from `send` is a line.

use std::{error::Error as StdError, fmt};

pub use bytes::Bytes;
pub use reqwest::{Method, StatusCode, Url, header::HeaderMap};

use crate::http::connection_limit::ConnectionLimiter;
pub use crate::rt::future::{BoxFuture, MaybeSend};

/// Sends requests.
pub trait Transport: Send + Sync {
    /// Sends one request and answers when the head of the response is there.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// A body that comes, or goes, piece by piece.
pub trait BodyStream: MaybeSend {
    /// The next piece; `None` is the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A request, complete.
#[derive(Debug)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Every header but those of the connection (`Host`, `Content-Length`). Secrets are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The gate at which the request has a place. One that is made anew has none.
    pub(crate) limiter: Option<ConnectionLimiter>,
}

/// The body of a request.
#[non_exhaustive]
pub enum Body {
    /// None.
    Empty,
    /// All of it.
    Bytes(Bytes),
    /// So many bytes, in pieces.
    Stream(u64, Box<dyn BodyStream>),
}

/// The head of a response and the way to its body.
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Box<dyn BodyStream>,
}

/// No response, or no more of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// How far things had come.
    pub phase: FailurePhase,
    /// Whether time ran out.
    pub timed_out: bool,
    /// What happened.
    pub source: Box<dyn StdError + Send + Sync>,
}

/// How far an exchange had come when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailurePhase {
    /// No connection: nothing of the request can have arrived.
    Connecting,
    /// The request was under way: it may have arrived.
    Waiting,
    /// The head had come, the body had not come whole.
    Reading,
    /// An answer came that is not taken: too large, or from another address.
    Rejected,
}

impl Request {
    /// A request.
    pub fn new(method: Method, url: Url, headers: HeaderMap, body: Body) -> Self {
        Self { method, url, headers, body, limiter: None }
    }
}

impl Response {
    /// A response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Box<dyn BodyStream>) -> Self {
        Self { status, headers, body }
    }
}

impl TransportError {
    /// A failure that is no lack of time.
    #[cold]
    pub fn new(phase: FailurePhase, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { phase, timed_out: false, source: source.into() }
    }

    /// The same, because time ran out.
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

/// Payloads are never shown, only how long they are.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Self::Stream(length, _) => write!(f, "Pieces({length} bytes)"),
        }
    }
}

/// A body that is there already.
impl BodyStream for Option<Bytes> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let all = self.take();
        Box::pin(async move { Ok(all) })
    }
}
