//! Recorded requests for assertions in tests.

use hyper::{HeaderMap, Method};
use serde_json::Value;

use crate::request::{Host, Request};

/// Size of a recorded body: 8 MiB, so that large uploads are not kept twice.
const MAX_BODY: usize = 8 << 20;

/// A request that the server received, with the status of its response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The fal host that the request is addressed to.
    pub host: Host,
    /// The HTTP method.
    pub method: Method,
    /// The decoded path below the host without leading and trailing slashes, e.g. `fal-ai/flux/dev`.
    pub path: String,
    /// The decoded query parameters in order.
    pub query: Vec<(String, String)>,
    /// The headers, including the API key.
    pub headers: HeaderMap,
    /// The first 8 MiB of the body.
    pub body: Vec<u8>,
    /// The status of the response, or `None` if the connection was closed without one.
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
            body: request.body.iter().take(MAX_BODY).copied().collect(),
            status,
        }
    }

    /// Returns the body as JSON, or `null` if it is not valid JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns the value of a header if it is valid ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
