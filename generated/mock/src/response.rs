//! Answers in the shapes that fal gives them.

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

use crate::fault::Kind;

/// The body of an answer.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// An answer.
pub(crate) struct Response {
    pub(crate) inner: Box<hyper::Response<Body>>,
    /// Whether the connection is closed in its place.
    pub(crate) dropped: bool,
}

impl Response {
    /// An answer of bytes.
    pub(crate) fn bytes(status: u16, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        let body = Full::new(bytes.into()).map_err(|never: Infallible| match never {});
        Self::body(status, content_type, body.boxed_unsync())
    }

    /// An answer whose body comes piece by piece.
    pub(crate) fn body(status: u16, content_type: &str, body: Body) -> Self {
        let mut response = hyper::Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Ok(value) = HeaderValue::from_str(content_type) {
            response.headers_mut().insert(CONTENT_TYPE, value);
        }
        Self { inner: Box::new(response), dropped: false }
    }

    /// An answer of JSON.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::bytes(status, "application/json", value.to_string())
    }

    /// An error in words.
    pub(crate) fn detail(status: u16, detail: impl Into<Value>) -> Self {
        Self::json(status, &json!({ "detail": detail.into() }))
    }

    /// There is nothing at this path.
    pub(crate) fn no_path(path: &str) -> Self {
        Self::detail(404, format!("Path /{path} not found"))
    }

    /// The connection is closed.
    pub(crate) fn dropped() -> Self {
        Self { dropped: true, ..Self::bytes(500, "text/plain", "") }
    }

    /// The same with a header more.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.inner.headers_mut().insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.inner.status().as_u16()
    }
}

/// How long a client is kept waiting for nothing.
const HANG: Duration = Duration::from_secs(60);

/// What happens in place of an answer.
pub(crate) async fn faulty(kind: &Kind) -> Response {
    match kind {
        Kind::Status(status) => plain(*status),
        Kind::ErrorType(word, status) => told(word, *status),
        Kind::Drop => Response::dropped(),
        Kind::Cut => cut(),
        Kind::Hang => {
            tokio::time::sleep(HANG).await;
            Response::dropped()
        }
        Kind::Html => Response::bytes(502, "text/html", PAGE),
        Kind::Empty => Response::bytes(200, "application/json", ""),
        Kind::Garbage => Response::bytes(200, "application/json", "{\"status\": nonsense"),
    }
}

/// What an ingress answers where nobody is behind it.
const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>\
</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// An error of which only the status is known.
fn plain(status: u16) -> Response {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    match status {
        401 => Response::detail(401, "invalid key credentials"),
        403 => Response::detail(
            403,
            "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
        ),
        422 => told("internal_server_error", 422),
        429 => told("concurrent_requests_limit", 429),
        status => Response::detail(status, reason.unwrap_or("Error")),
    }
}

/// An error of fal by its word: those of its infrastructure have a text, those of models a list.
fn told(word: &str, status: u16) -> Response {
    let response = Response::json(status, &error_body(word));
    match word {
        "concurrent_requests_limit" => response.header("retry-after", "1").header("x-fal-needs-retry", "1"),
        "request_timeout" => response.header("x-fal-error-type", word).header("x-fal-request-timeout-type", "user"),
        _ if is_infrastructure(word) => response.header("x-fal-error-type", word),
        _ => response,
    }
}

/// The body of an error by its word.
pub(crate) fn error_body(word: &str) -> Value {
    let message = word.replace('_', " ");
    if is_infrastructure(word) {
        return json!({ "detail": message, "error_type": word });
    }
    json!({ "detail": [{ "loc": ["body"], "msg": message, "type": word, "input": null }] })
}

/// Whether an error is told by fal and not by a model.
pub(crate) fn is_infrastructure(word: &str) -> bool {
    let model = crate::fault::ERROR_TYPES.iter().position(|(known, _)| *known == "concurrent_requests_limit");
    let place = crate::fault::ERROR_TYPES.iter().position(|(known, _)| *known == word);
    place.zip(model).is_some_and(|(place, model)| place > model)
}

/// An answer that promises more than it holds.
fn cut() -> Response {
    Response::body(200, "application/json", broken(Bytes::from_static(b"{\"request_id\":")))
}

/// A body that breaks off behind these bytes.
pub(crate) fn broken(bytes: Bytes) -> Body {
    Broken { bytes: Some(bytes), pause: Box::pin(tokio::time::sleep(FLUSH)) }.boxed_unsync()
}

/// How long a broken body waits before it breaks: what has come before must have left the house.
const FLUSH: Duration = Duration::from_millis(20);

struct Broken {
    bytes: Option<Bytes>,
    pause: Pin<Box<Sleep>>,
}

impl hyper::body::Body for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        self.pause.as_mut().poll(context).map(|()| Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}
