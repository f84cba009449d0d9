//! The seam between this crate and the network: a request goes out, a head and a body come back.
//!
//! An implementation sends what it is given, once, and nowhere else. It does not retry, follow
//! redirects, limit time or size, or look into headers: `exchange` and `retry` do. The one built in
//! is `network`; tests script their own, on tokio's paused clock and without sockets. Hidden from
//! the documentation because its shape has to stay free to change.

use std::error::Error as StdError;

pub use bytes::Bytes;
pub use reqwest::{Method, StatusCode, Url, header::HeaderMap};

pub use super::future::BoxFuture;

/// Sends requests.
pub trait Transport: Send + Sync {
    /// Sends one request and answers when the head of the response is there.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>>;
}

/// The body of a response, as it arrives.
pub trait Body: Send {
    /// The next piece; `None` is the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>>;
}

/// A request, complete.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Every header but those of the connection (`Host`, `Content-Length`).
    pub headers: HeaderMap,
    /// The body, where there is one.
    pub body: Option<Bytes>,
}

/// The head of a response and the way to its body.
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

/// A body that is there already.
impl Body for Option<Bytes> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        let all = self.take();
        Box::pin(async move { Ok(all) })
    }
}
