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
//! use fal_sdk::{Client, transport::{BoxFuture, Failure, Request, Response, Transport}};
//!
//! struct Marked(Arc<dyn Transport>);
//!
//! impl Transport for Marked {
//!     fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
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

use crate::http::connection_limit::Gate;
pub use crate::rt::future::{BoxFuture, MaybeSend};

/// Sends requests.
pub trait Transport: Send + Sync {
    /// Sends one request and answers when the head of the response is there.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>>;
}

/// A body that comes, or goes, piece by piece.
pub trait Body: MaybeSend {
    /// The next piece; `None` is the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>>;
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
    pub body: Payload,
    /// The gate at which the request has a place. One that is made anew has none.
    pub(crate) gate: Option<Gate>,
}

/// The body of a request.
#[non_exhaustive]
pub enum Payload {
    /// None.
    Empty,
    /// All of it.
    Whole(Bytes),
    /// So many bytes, in pieces.
    Pieces(u64, Box<dyn Body>),
}

/// The head of a response and the way to its body.
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Box<dyn Body>,
}

/// No response, or no more of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// How far things had come.
    pub stage: Stage,
    /// Whether time ran out.
    pub timed_out: bool,
    /// What happened.
    pub source: Box<dyn StdError + Send + Sync>,
}

/// How far an exchange had come when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// No connection: nothing of the request can have arrived.
    Connecting,
    /// The request was under way: it may have arrived.
    Waiting,
    /// The head had come, the body had not come whole.
    Reading,
    /// An answer came that is not taken: too large, or from another address.
    Refused,
}

impl Request {
    /// A request.
    pub fn new(method: Method, url: Url, headers: HeaderMap, body: Payload) -> Self {
        Self { method, url, headers, body, gate: None }
    }
}

impl Response {
    /// A response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Box<dyn Body>) -> Self {
        Self { status, headers, body }
    }
}

impl Failure {
    /// A failure that is no lack of time.
    #[cold]
    pub fn new(stage: Stage, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { stage, timed_out: false, source: source.into() }
    }

    /// The same, because time ran out.
    #[must_use]
    pub fn out_of_time(mut self) -> Self {
        self.timed_out = true;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl StdError for Failure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// Payloads are never shown, only how long they are.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Self::Pieces(length, _) => write!(f, "Pieces({length} bytes)"),
        }
    }
}

/// A body that is there already.
impl Body for Option<Bytes> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        let all = self.take();
        Box::pin(async move { Ok(all) })
    }
}
