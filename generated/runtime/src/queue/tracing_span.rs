//! Spans and events for `tracing`: one span for each call or wait.
//!
//! | span `fal.call` | |
//! |---|---|
//! | `endpoint` | the endpoint's id |
//! | `kind` | the terminal method of the call: `await`, `submit`, `run`, `stream`; of a job: `wait`, `updates` |
//! | `request_id` | the request id, as soon as it is known |
//!
//! Spans and events contain no payloads, results, log lines, keys or URLs.

use tracing::{Span, field};

use crate::{
    id::{endpoint_id::EndpointId, job_id::JobId},
    queue::status::{State, Status},
};

/// Creates the span of a call.
pub(crate) fn call(kind: &'static str, endpoint: Option<&EndpointId>) -> Span {
    tracing::info_span!(target: crate::rt::TRACING_TARGET, "fal.call", kind, endpoint = endpoint.map(EndpointId::as_str), request_id = field::Empty)
}

/// Creates the span of a wait for a job.
pub(crate) fn job(kind: &'static str, job: &JobId) -> Span {
    let span = call(kind, Some(job.endpoint()));
    record_request_id(&span, job.request_id());
    span
}

pub(crate) fn record_request_id(span: &Span, id: &str) {
    span.record("request_id", id);
}

/// Logs that a job's state or queue position has changed.
pub(crate) fn log_state_change(status: &Status) {
    let state = status.state.as_str();
    tracing::debug!(target: crate::rt::TRACING_TARGET, state, queue_position = status.queue_position, "job state changed");
    if let State::Other(_) = status.state {
        tracing::warn!(target: crate::rt::TRACING_TARGET, state, "unknown job state; treating the job as running");
    }
}
