//! Errors of realtime sessions.

use std::error::Error as StdError;

use bytes::Bytes;

use super::{Error, ErrorKind};

impl Error {
    /// An error that the application sent: an error type and a reason.
    pub(crate) fn from_frame(kind: ErrorKind, error_type: String, reason: &str) -> Self {
        let line: Vec<&str> = [&*error_type, reason].into_iter().filter(|part| !part.is_empty()).collect();
        let mut error = Self::new(kind, line.join(": "));
        error.0.error_type = Some(error_type);
        error
    }

    /// The server closed the connection with a code and a reason.
    pub(crate) fn connection_closed(kind: ErrorKind, code: u16, reason: &str) -> Self {
        let colon = if reason.is_empty() { "" } else { ": " };
        let mut error = Self::new(kind, format!("the connection was closed with code {code}{colon}{reason}"));
        error.0.error_type = Some(code.to_string());
        error
    }

    /// The connection failed.
    pub(crate) fn connection_failed(kind: ErrorKind, source: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(kind, "").with_source(source)
    }

    /// A frame that could not be decoded; `raw_body` is the frame.
    pub(crate) fn undecodable_frame(
        message: &str,
        source: impl StdError + Send + Sync + 'static,
        frame: Bytes,
    ) -> Self {
        let mut error = Self::new(ErrorKind::Decode, message).with_source(source);
        error.0.raw_body = Some(frame);
        error
    }

    /// An unexpected response, whose body may contain a secret and is left out.
    pub(crate) fn unexpected_response(message: &str) -> Self {
        Self::new(ErrorKind::Protocol, message)
    }
}
