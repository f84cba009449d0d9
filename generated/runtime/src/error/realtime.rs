//! Errors of a realtime session: what came in a frame, and connections that ended badly.

use std::error::Error as StdError;

use bytes::Bytes;

use super::{Error, ErrorKind};

impl Error {
    fn of(kind: ErrorKind, message: impl Into<String>) -> Self {
        let mut error = Self::invalid(message);
        error.0.kind = kind;
        error
    }

    /// What an application told: a word for programs and a reason for people.
    pub(crate) fn told(kind: ErrorKind, word: String, reason: &str) -> Self {
        let line: Vec<&str> = [&*word, reason].into_iter().filter(|part| !part.is_empty()).collect();
        let mut error = Self::of(kind, line.join(": "));
        error.0.error_type = Some(word);
        error
    }

    /// The other side closed the connection, and said why.
    pub(crate) fn closed(kind: ErrorKind, code: u16, reason: &str) -> Self {
        let colon = if reason.is_empty() { "" } else { ": " };
        let mut error = Self::of(kind, format!("the connection was closed with code {code}{colon}{reason}"));
        error.0.error_type = Some(code.to_string());
        error
    }

    /// The connection is of no use any more.
    pub(crate) fn broken(kind: ErrorKind, source: impl StdError + Send + Sync + 'static) -> Self {
        Self::of(kind, "").because(source)
    }

    /// A frame that is no result; it is kept whole.
    pub(crate) fn unreadable(message: &str, source: impl StdError + Send + Sync + 'static, frame: Bytes) -> Self {
        let mut error = Self::of(ErrorKind::Decode, message).because(source);
        error.0.raw_body = Some(frame);
        error
    }

    /// An answer that makes no sense, and is better not shown.
    pub(crate) fn amiss(message: &str) -> Self {
        Self::of(ErrorKind::Protocol, message)
    }
}
