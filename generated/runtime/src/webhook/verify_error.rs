//! The error of webhook verification.

use std::{error::Error as StdError, fmt};

use reqwest::StatusCode;

use crate::error::Error;

/// Failed check of a webhook delivery.
///
/// [`status`](Self::status) is the HTTP status to respond with. Converts into [`Error`] with `?`.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// A required header is missing or empty.
    MissingHeader(&'static str),
    /// A header occurs more than once.
    RepeatedHeader(&'static str),
    /// A header has an invalid value: the timestamp is not a number of seconds, the signature is not 64 bytes in
    /// hexadecimal, or another header contains control characters.
    MalformedHeader(&'static str),
    /// The delivery was signed this many seconds ago and may be a replay.
    TooOld(u64),
    /// The delivery is dated this many seconds in the future: one of the clocks is wrong.
    FromTheFuture(u64),
    /// None of fal's keys matches the signature: the delivery is forged, or its body was modified.
    NoKeyFits,
    /// fal's public keys could not be fetched. fal will retry the delivery.
    NoKeys(Error),
    /// The signature is valid but the body is not JSON.
    Unreadable(serde_json::Error),
}

impl VerifyError {
    /// Returns the HTTP status to respond with: 400 for malformed deliveries, 401 for invalid signatures, 503 if the
    /// keys could not be fetched.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingHeader(_) | Self::RepeatedHeader(_) | Self::MalformedHeader(_) | Self::Unreadable(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::TooOld(_) | Self::FromTheFuture(_) | Self::NoKeyFits => StatusCode::UNAUTHORIZED,
            Self::NoKeys(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader(name) => write!(f, "the delivery has no `{name}` header"),
            Self::RepeatedHeader(name) => write!(f, "the delivery has more than one `{name}` header"),
            Self::MalformedHeader(name) => write!(f, "the `{name}` header of the delivery is malformed"),
            Self::TooOld(seconds) => {
                write!(f, "the delivery was signed {seconds} seconds ago, more than the allowed 300")
            }
            Self::FromTheFuture(seconds) => {
                write!(f, "the delivery is dated {seconds} seconds in the future; check the clock of this machine")
            }
            Self::NoKeyFits => f.write_str(
                "none of fal's webhook keys matches the signature; \
                 pass the raw body, not one that was parsed and serialized again",
            ),
            Self::NoKeys(error) => write!(f, "cannot fetch fal's webhook keys: {error}"),
            Self::Unreadable(error) => write!(f, "the body of the delivery is not JSON: {error}"),
        }
    }
}

impl StdError for VerifyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NoKeys(error) => Some(error),
            Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

/// Kind [`Invalid`](crate::ErrorKind::Invalid) with the `VerifyError` as source; [`VerifyError::NoKeys`] becomes the
/// error of the fetch.
impl From<VerifyError> for Error {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::NoKeys(error) => error,
            other => Self::invalid("").with_source(other),
        }
    }
}
