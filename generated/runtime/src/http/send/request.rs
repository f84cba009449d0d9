//! A request to be sent, and its four settings: [`Auth`], [`BodyMode`], [`Timeout`] and, passed next to it,
//! [`RetryClass`](crate::http::retry::RetryClass).

use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Method, Url, header::HeaderMap};

use crate::{
    http::transport::{BodyStream, TransportError},
    rt::future::Boxed,
};

/// A request, which may be sent several times.
#[derive(Clone)]
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Additional headers. They replace the client's defaults of the same names.
    pub(crate) headers: HeaderMap,
    /// JSON, unless `headers` has another content type.
    pub(crate) body: Option<RequestBody>,
    pub(crate) auth: Auth,
    pub(crate) body_mode: BodyMode,
    pub(crate) timeout: Timeout,
}

/// Whether a request carries the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Auth {
    /// With the key, through the proxy if there is one. Only for URLs below the client's base URLs.
    WithKey,
    /// Without the key. Required for every other URL, e.g. one from a response.
    None,
    /// Without the key, and redirects to another origin are not followed. For public keys, which are trusted because
    /// of their origin, and for requests to other services, which carry the key of the service.
    NoneSameOrigin,
}

/// How the body of a successful response is read. The body of any other response is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// A status or another short JSON document, read to its end. The key is redacted.
    Small,
    /// A result, read to its end and bounded by the client's result limit. It is returned unchanged.
    Large,
    /// Returned unread as [`HttpResponse::stream`](super::HttpResponse::stream).
    Stream,
}

/// How long one attempt may take, and whether it waits for a connection permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timeout {
    /// The client's request timeout, after a permit was acquired.
    Standard,
    /// The client's request timeout, without a permit. For cancellations, which are useless if they queue up.
    SkipQueue,
    /// No limit while the request body makes progress. For uploads.
    WhileProgressing,
    /// No limit; the caller already holds a permit. For status streams.
    HoldsPermit,
    /// No limit. For requests whose response takes as long as the model runs.
    None,
}

/// The body of a request, which can be sent again.
#[derive(Clone)]
pub(crate) enum RequestBody {
    Bytes(Bytes),
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser has no files"))]
    Source(Arc<dyn BodySource>),
}

/// A body that is opened anew for each attempt.
pub(crate) trait BodySource: Send + Sync {
    /// The length in bytes.
    fn length(&self) -> u64;
    /// The number of chunks read so far, over all attempts.
    fn chunks_read(&self) -> u64;
    /// Opens the body at its first byte.
    fn open(&self) -> Boxed<'_, Result<Box<dyn BodyStream>, TransportError>>;
}

impl HttpRequest {
    /// A request with the key, without a body, for a small response.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            auth: Auth::WithKey,
            body_mode: BodyMode::Small,
            timeout: Timeout::Standard,
        }
    }

    /// Sets a JSON body.
    pub(crate) fn json(self, body: Bytes) -> Self {
        Self { body: Some(RequestBody::Bytes(body)), ..self }
    }

    /// Sends the request without the key.
    pub(crate) fn without_auth(self) -> Self {
        Self { auth: Auth::None, ..self }
    }

    /// Sends the request without the key, and follows no redirect to another origin.
    #[cfg(feature = "webhooks")]
    pub(crate) fn same_origin_without_auth(self) -> Self {
        Self { auth: Auth::NoneSameOrigin, ..self }
    }

    /// Sets how the body of the response is read.
    pub(crate) fn body_mode(self, body_mode: BodyMode) -> Self {
        Self { body_mode, ..self }
    }

    /// Limits the time without progress of the request body instead of the total time.
    pub(crate) fn stall_timeout(self) -> Self {
        Self { timeout: Timeout::WhileProgressing, ..self }
    }

    /// Removes the time limit; the caller holds a connection permit.
    pub(crate) fn with_permit(self) -> Self {
        Self { timeout: Timeout::HoldsPermit, ..self }
    }

    /// Removes the time limit.
    pub(crate) fn without_timeout(self) -> Self {
        Self { timeout: Timeout::None, ..self }
    }
}
