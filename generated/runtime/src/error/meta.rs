//! Metadata of a response.

use std::time::Duration;

use crate::json::decimal::Decimal;

/// Metadata of a result or an error, from the headers of the response.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// The queue's request id.
    pub request_id: Option<String>,
    /// Billed units (`X-Fal-Billable-Units`), exact. `None` if no response has the header.
    pub billable_units: Option<Decimal>,
    /// Whether the same request may succeed later, according to fal (`X-Fal-Needs-Retry`, `X-Fal-Retryable`).
    pub retryable: Option<bool>,
    /// How long to wait before a retry (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// The runner that served the request (`X-Fal-Served-From`).
    pub served_from: Option<String>,
    /// Values for `Call::hint` that select the same kind of runner (`X-Fal-Runner-Hints`).
    pub runner_hints: Vec<String>,
    /// Durations of the phases of the call.
    pub timings: Timings,
}

/// Durations of the phases of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timings {
    /// From the start of the call to the submit response, including retries; zero for an attached job.
    pub submit: Duration,
    /// From the submit response to the completion of the job.
    pub wait: Duration,
    /// Fetching of the result.
    pub fetch: Duration,
    /// Inference time reported by fal.
    pub inference: Option<Duration>,
}
