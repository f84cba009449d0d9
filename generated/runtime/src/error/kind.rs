//! The kinds of failure, and which HTTP status is which.

use super::body::Told;

/// What kind of failure an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built: no key, an address that is none.
    Config,
    /// The call was refused here, before anything was sent: a payload outside its limits, an odd option.
    Invalid,
    /// The key was refused, or does not cover this (401, 403).
    Auth,
    /// No funds, or the account is locked (402, 403).
    Billing,
    /// No such endpoint or job (404, 410).
    NotFound,
    /// The server or the model refused the request (400, 422 and other 4xx).
    Rejected,
    /// Too many requests (429).
    RateLimited,
    /// Time ran out, here or there (408, 504).
    Timeout,
    /// The job was cancelled (499).
    Cancelled,
    /// The server failed (5xx).
    Unavailable,
    /// The result could not be decoded; `Error::raw_body` has it whole.
    Decode,
    /// The connection did not come about, or broke; or a file of this machine could not be read or written.
    Io,
    /// An answer that the queue's protocol does not know: a page instead of a ticket, a redirect.
    Protocol,
}

impl ErrorKind {
    /// The kind of an answer that is no success.
    pub(super) fn of_answer(status: u16, told: &Told) -> Self {
        match status {
            402 => Self::Billing,
            403 if told.is_about_money() => Self::Billing,
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
