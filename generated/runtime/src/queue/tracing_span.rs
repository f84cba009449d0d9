//! What is told to `tracing`: one span for each call or wait, and what happens to the job within.
//!
//! | span `fal.call` | |
//! |---|---|
//! | `endpoint` | the id of the endpoint |
//! | `kind` | how the call was ended: `await`, `submit`, `run`, `stream`; `wait`, `updates` for a job |
//! | `request_id` | the id of the request, as soon as it is known |
//!
//! Payloads, results, log lines, keys and URLs are in no span and no event.

use tracing::{Span, field};

use crate::{
    id::{endpoint_id::EndpointId, job_id::JobId},
    queue::status::Status,
};

/// The span of a call.
pub(crate) fn call(kind: &'static str, endpoint: Option<&EndpointId>) -> Span {
    tracing::info_span!("fal.call", kind, endpoint = endpoint.map(EndpointId::as_str), request_id = field::Empty)
}

/// The span of a wait for a job.
pub(crate) fn job(kind: &'static str, job: &JobId) -> Span {
    let span = call(kind, Some(job.endpoint()));
    record_request_id(&span, job.request_id());
    span
}

/// The id of a request became known.
pub(crate) fn record_request_id(span: &Span, id: &str) {
    span.record("request_id", id);
}

/// A job's state, or its place in line, is another one now.
pub(crate) fn log_state_change(status: &Status) {
    let state = status.state.as_str();
    tracing::debug!(state, queue_position = status.queue_position, "the job's state changed");
    if let crate::queue::status::State::Other(_) = status.state {
        tracing::warn!(state, "this state is not known; the job is taken to be going on");
    }
}
