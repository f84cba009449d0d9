//! Results with metadata from response headers. The queue fills in the timings.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName};

use crate::{http::headers, json::decimal::Decimal};

/// A result and its metadata.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outcome<R> {
    /// The result.
    pub value: R,
    /// The metadata of the call.
    pub meta: Meta,
}

impl<R> Outcome<R> {
    pub(crate) fn new(value: R, meta: Meta) -> Self {
        Self { value, meta }
    }

    /// Returns the result without its metadata.
    pub fn into_value(self) -> R {
        self.value
    }
}

/// Metadata of a response, successful or not.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// The request id of the job.
    pub request_id: Option<String>,
    /// The units billed (`X-Fal-Billable-Units`), exact. `None` if the response has no such header.
    pub billable_units: Option<Decimal>,
    /// Whether the same request may succeed later (`X-Fal-Needs-Retry`, `X-Fal-Retryable`).
    pub retryable: Option<bool>,
    /// How long to wait before a retry (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// The runner that served the request (`X-Fal-Served-From`).
    pub served_from: Option<String>,
    /// Hints for [`Call::hint`](crate::Call::hint) that select the same kind of runner (`X-Fal-Runner-Hints`).
    pub runner_hints: Vec<String>,
    /// How long the phases of the call took.
    pub timings: Timings,
}

/// How long the phases of a call took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timings {
    /// From the start of the call to the response to the submit, retries included. Zero for an attached job.
    pub submit: Duration,
    /// From then until the job is completed.
    pub wait: Duration,
    /// Fetching the result.
    pub fetch: Duration,
    /// Inference time of the model, as measured by fal.
    pub inference: Option<Duration>,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-fal-request-id");
const BILLABLE_UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");
const SERVED_FROM: HeaderName = HeaderName::from_static("x-fal-served-from");
const RUNNER_HINTS: HeaderName = HeaderName::from_static("x-fal-runner-hints");

impl Meta {
    /// Reads the metadata from response headers.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let text = |name| headers::text(headers, name);
        Self {
            request_id: text(REQUEST_ID).map(str::to_owned),
            billable_units: text(BILLABLE_UNITS).and_then(|units| units.parse().ok()),
            retryable: headers::retryable(headers),
            retry_after: headers::retry_after(headers),
            served_from: text(SERVED_FROM).map(str::to_owned),
            runner_hints: text(RUNNER_HINTS).map(comma_separated).unwrap_or_default(),
            timings: Timings::default(),
        }
    }
}

fn comma_separated(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
