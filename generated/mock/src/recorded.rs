//! What the server was asked: for assertions of tests.

use hyper::{HeaderMap, Method};
use serde_json::Value;

use crate::request::{Host, Request};

/// How much of a body is remembered, so that large uploads do not stay twice.
const REMEMBERED: usize = 8 << 20;

/// A request that came, and the status that it was answered with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The host of fal that it was for.
    pub host: Host,
    /// The method.
    pub method: Method,
    /// The path below the host, decoded, without slashes at its ends, e.g. `fal-ai/flux/dev`.
    pub path: String,
    /// The query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The headers, the key among them.
    pub headers: HeaderMap,
    /// The body, as far as its first 8 MiB.
    pub body: Vec<u8>,
    /// The status of the answer; nothing where the connection was closed in its place.
    pub status: Option<u16>,
}

impl RecordedRequest {
    pub(crate) fn new(request: &Request, status: Option<u16>) -> Self {
        Self {
            host: request.host,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body: request.body.iter().take(REMEMBERED).copied().collect(),
            status,
        }
    }

    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
