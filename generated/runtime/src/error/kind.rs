//! The kinds of errors, and their HTTP status codes.

use super::body::ErrorBody;

/// The kind of an [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built, e.g. without a key or with an invalid URL.
    Config,
    /// The client rejected the call before sending it: a payload that violates limits, or an invalid option.
    Invalid,
    /// The key was rejected or lacks a permission (401, 403).
    Auth,
    /// The account has no funds or is locked (402, 403).
    Billing,
    /// The endpoint or job does not exist (404, 410).
    NotFound,
    /// The server or the model rejected the request (400, 422 and other 4xx).
    Rejected,
    /// Too many requests (429).
    RateLimited,
    /// A timeout of the client or the server (408, 504).
    Timeout,
    /// The job was cancelled (499).
    Cancelled,
    /// The server failed (5xx).
    Unavailable,
    /// The result could not be decoded. [`Error::raw_body`](crate::Error::raw_body) returns it in full.
    Decode,
    /// The connection failed or was lost, or a local file could not be read or written.
    Io,
    /// An unexpected response, e.g. an HTML page or a redirect.
    Protocol,
}

impl ErrorKind {
    /// Returns the kind of an error response.
    pub(crate) fn from_status(status: u16, body: &ErrorBody) -> Self {
        match status {
            402 => Self::Billing,
            403 if body.is_billing() => Self::Billing,
            401 | 403 => Self::Auth,
            404 | 410 => Self::NotFound,
            408 | 504 => Self::Timeout,
            429 => Self::RateLimited,
            499 => Self::Cancelled,
            400..=498 => Self::Rejected,
            500..=599 => Self::Unavailable,
            _ => Self::Protocol,
        }
    }
}
