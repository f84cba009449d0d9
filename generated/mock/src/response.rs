//! HTTP responses in fal's formats, including the responses that faults produce.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::{
    StatusCode,
    body::Frame,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::{Value, json};
use tokio::time::Sleep;

use crate::fault::{FaultKind, INFRASTRUCTURE_ERRORS};

/// A response body.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// An HTTP response, or the decision to close the connection without one.
pub(crate) struct Response {
    pub(crate) inner: Box<hyper::Response<Body>>,
    /// Closes the connection instead of sending the response.
    pub(crate) dropped: bool,
}

impl Response {
    /// Creates a response with a complete body.
    pub(crate) fn bytes(status: u16, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        let body = Full::new(bytes.into()).map_err(|never: Infallible| match never {});
        Self::body(status, content_type, body.boxed_unsync())
    }

    /// Creates a response with a streamed body.
    pub(crate) fn body(status: u16, content_type: &str, body: Body) -> Self {
        let mut response = hyper::Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Ok(value) = HeaderValue::from_str(content_type) {
            response.headers_mut().insert(CONTENT_TYPE, value);
        }
        Self { inner: Box::new(response), dropped: false }
    }

    /// Creates a JSON response.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::bytes(status, "application/json", value.to_string())
    }

    /// Creates an error response in FastAPI's format, `{"detail": …}`.
    pub(crate) fn detail(status: u16, detail: impl Into<Value>) -> Self {
        Self::json(status, &json!({ "detail": detail.into() }))
    }

    /// Creates the 404 response for an unknown path.
    pub(crate) fn no_path(path: &str) -> Self {
        Self::detail(404, format!("Path /{path} not found"))
    }

    /// Closes the connection without a response.
    pub(crate) fn dropped() -> Self {
        Self { dropped: true, ..Self::bytes(500, "text/plain", "") }
    }

    /// Sets a header.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.inner.headers_mut().insert(HeaderName::from_static(name), value);
        }
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.inner.status().as_u16()
    }
}

/// How long [`FaultKind::Hang`] keeps the connection open.
const HANG: Duration = Duration::from_secs(60);

/// Returns the response that a fault produces.
pub(crate) async fn from_fault(kind: &FaultKind) -> Response {
    match kind {
        FaultKind::Status(status) => from_status(*status),
        FaultKind::ErrorType(error_type, status) => from_error_type(error_type, *status),
        FaultKind::Drop => Response::dropped(),
        FaultKind::Cut => Response::body(200, "application/json", truncated(Bytes::from_static(b"{\"request_id\":"))),
        FaultKind::Hang => {
            tokio::time::sleep(HANG).await;
            Response::dropped()
        }
        FaultKind::Html => Response::bytes(502, "text/html", BAD_GATEWAY),
        FaultKind::Empty => Response::bytes(200, "application/json", ""),
        FaultKind::Garbage => Response::bytes(200, "application/json", "{\"status\": nonsense"),
    }
}

/// nginx's page for an unreachable upstream.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>\
</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// Returns fal's typical error response for a status.
fn from_status(status: u16) -> Response {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    match status {
        401 => Response::detail(401, "invalid key credentials"),
        403 => Response::detail(
            403,
            "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
        ),
        422 => from_error_type("internal_server_error", 422),
        429 => from_error_type("concurrent_requests_limit", 429),
        status => Response::detail(status, reason.unwrap_or("Error")),
    }
}

/// Returns the error response for an error type, with the headers that fal sends for it.
fn from_error_type(error_type: &str, status: u16) -> Response {
    let response = Response::json(status, &error_body(error_type));
    match error_type {
        "concurrent_requests_limit" => response.header("retry-after", "1").header("x-fal-needs-retry", "1"),
        "request_timeout" => {
            response.header("x-fal-error-type", error_type).header("x-fal-request-timeout-type", "user")
        }
        _ if is_infrastructure(error_type) => response.header("x-fal-error-type", error_type),
        _ => response,
    }
}

/// Returns the body of an error: `detail` is a string for infrastructure errors and an array for model errors.
pub(crate) fn error_body(error_type: &str) -> Value {
    let message = error_type.replace('_', " ");
    if is_infrastructure(error_type) {
        return json!({ "detail": message, "error_type": error_type });
    }
    json!({ "detail": [{ "loc": ["body"], "msg": message, "type": error_type, "input": null }] })
}

/// Whether fal's infrastructure reports this error, rather than the model.
pub(crate) fn is_infrastructure(error_type: &str) -> bool {
    INFRASTRUCTURE_ERRORS.iter().any(|(known, _)| *known == error_type)
}

/// Returns a body that fails after these bytes.
pub(crate) fn truncated(bytes: Bytes) -> Body {
    TruncatedBody { bytes: Some(bytes), pause: Box::pin(tokio::time::sleep(FLUSH)) }.boxed_unsync()
}

/// Delay before a truncated body fails, so that hyper flushes the bytes before it.
const FLUSH: Duration = Duration::from_millis(20);

struct TruncatedBody {
    bytes: Option<Bytes>,
    pause: Pin<Box<Sleep>>,
}

impl hyper::body::Body for TruncatedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        self.pause.as_mut().poll(context).map(|()| Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}
