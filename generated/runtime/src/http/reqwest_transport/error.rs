//! Conversion of reqwest's errors.

use crate::http::transport::{FailurePhase, TransportError};

/// Converts an error in this phase. An error while connecting has a phase of its own.
pub(crate) fn transport_error(phase: FailurePhase, source: reqwest::Error) -> TransportError {
    let phase = if is_connect(&source) { FailurePhase::Connecting } else { phase };
    let timed_out = source.is_timeout();
    // The URL may be a webhook's with a token in it.
    let error = TransportError::new(phase, source.without_url());
    if timed_out { error.into_timeout() } else { error }
}

#[cfg(not(target_family = "wasm"))]
fn is_connect(source: &reqwest::Error) -> bool {
    source.is_connect()
}

/// A browser does not report why a request failed.
#[cfg(target_family = "wasm")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}
