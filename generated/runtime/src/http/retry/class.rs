//! Which responses and errors allow a request to be sent again.

use reqwest::{StatusCode, header::HeaderMap};

use crate::http::{
    headers,
    transport::{FailurePhase, TransportError},
};

/// The kind of a request, as far as retries are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryClass {
    /// Starts paid work. Retried only if the work cannot have begun.
    Submit,
    /// Reads a job's status. Any 500 is retried: it says nothing about the job.
    Status,
    /// Reads a result or cancels a job. A 500 may be the job's own error, and is not retried.
    Idempotent,
    /// Reads the result of a failed job. Any response is final.
    Never,
    /// Free of charge (uploads, tokens, keys, prices). Retried on any failure that may be transient.
    Always,
}

impl RetryClass {
    /// Whether an error response may be transient.
    pub(crate) fn is_retryable_response(self, status: StatusCode, headers: &HeaderMap) -> bool {
        let header = headers::retryable(headers);
        let transient = match (self, status.as_u16()) {
            (Self::Never, _) => false,
            (_, 429) => true,
            (Self::Submit, _) => false,
            // 520 to 530 are sent by proxies such as Cloudflare.
            (Self::Status | Self::Always, 408 | 425 | 500) | (_, 502 | 503 | 520..=530) => true,
            (_, 504) => !headers::is_start_timeout(headers),
            (_, 500) => header == Some(true),
            _ => false,
        };
        // The header is about running the model again, which a status request does not do.
        transient && (header != Some(false) || matches!(self, Self::Status | Self::Always))
    }

    /// Whether a transport error may be transient.
    pub(crate) fn is_retryable_error(self, error: &TransportError) -> bool {
        match error.phase {
            FailurePhase::Connecting => true,
            FailurePhase::Waiting | FailurePhase::Reading => self != Self::Submit,
            FailurePhase::Rejected => false,
        }
    }
}
