//! Why a delivery is not taken.

use std::{error::Error as StdError, fmt};

use reqwest::StatusCode;

use crate::error::Error;

/// Why a delivery is not taken: which check it failed.
///
/// [`status`](Self::status) is what to answer it with. It becomes an [`Error`] with `?`.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refused {
    /// This header is missing or empty.
    MissingHeader(&'static str),
    /// This header is there more than once.
    RepeatedHeader(&'static str),
    /// This header is not what it should be: a time in seconds, 64 bytes as hexadecimal digits, plain text.
    MalformedHeader(&'static str),
    /// It was signed too many seconds ago: it may be a replay.
    TooOld(u64),
    /// It was signed so many seconds from now: one of the clocks is wrong.
    FromTheFuture(u64),
    /// None of fal's keys made this signature over this body: it is forged, or was changed on its way.
    NoKeyFits,
    /// fal's keys cannot be had, so nothing can be said about the delivery. It will be sent again.
    NoKeys(Error),
    /// fal sent it, but its body is not JSON.
    Unreadable(serde_json::Error),
}

impl Refused {
    /// The HTTP status to answer with: 400 for what is malformed, 401 for what is not genuine, 503 where
    /// that cannot be told.
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

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader(name) => write!(f, "the delivery has no header {name}"),
            Self::RepeatedHeader(name) => write!(f, "the delivery has more than one header {name}"),
            Self::MalformedHeader(name) => write!(f, "the header {name} of the delivery is malformed"),
            Self::TooOld(seconds) => write!(f, "the delivery was signed {seconds} seconds ago, which is too old"),
            Self::FromTheFuture(seconds) => {
                write!(f, "the delivery is dated {seconds} seconds ahead; is the clock of this machine right?")
            }
            Self::NoKeyFits => f.write_str(
                "none of fal's keys made the signature of the delivery; was its body parsed and written anew?",
            ),
            Self::NoKeys(error) => write!(f, "fal's webhook keys cannot be had: {error}"),
            Self::Unreadable(error) => write!(f, "the body of the delivery is not JSON: {error}"),
        }
    }
}

impl StdError for Refused {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NoKeys(error) => Some(error),
            Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

/// A refusal is of kind [`Invalid`](crate::ErrorKind::Invalid), with the refusal as its source. That no keys can be
/// had is the error that says why.
impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoKeys(error) => error,
            refused => Self::invalid("").because(refused),
        }
    }
}
