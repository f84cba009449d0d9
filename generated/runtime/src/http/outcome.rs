//! A result together with what the answers' headers and the clock say about it.
//!
//! `Meta` is read here, for successes and errors alike; who fills in the timings is `handle`.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName};

use crate::{http::headers, json::decimal::Decimal};

/// A result and what is known about how it came about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outcome<R> {
    /// The result.
    pub value: R,
    /// What came with it.
    pub meta: Meta,
}

impl<R> Outcome<R> {
    pub(crate) fn new(value: R, meta: Meta) -> Self {
        Self { value, meta }
    }

    /// The result alone.
    pub fn into_value(self) -> R {
        self.value
    }
}

/// What came with a result or an error, beside its body.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// The queue's id of the job.
    pub request_id: Option<String>,
    /// The units billed (`X-Fal-Billable-Units`), exact. `None` means that no answer told.
    pub billable_units: Option<Decimal>,
    /// Whether fal says that the same request may succeed later (`X-Fal-Needs-Retry`, `X-Fal-Retryable`).
    pub retryable: Option<bool>,
    /// How long fal asks to wait before that (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// The runner that served the request (`X-Fal-Served-From`).
    pub served_from: Option<String>,
    /// What to pass to `Call::hint` to be served by the same kind of runner (`X-Fal-Runner-Hints`).
    pub runner_hints: Vec<String>,
    /// How long things took.
    pub timings: Timings,
}

/// How long the parts of a call took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timings {
    /// From the start of the call to the queue's ticket, repetitions included; zero for an attached job.
    pub submit: Duration,
    /// From there to the word that the job is done.
    pub wait: Duration,
    /// The fetching of the result.
    pub fetch: Duration,
    /// The time the model itself took, as fal measured it.
    pub inference: Option<Duration>,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-fal-request-id");
const BILLABLE_UNITS: HeaderName = HeaderName::from_static("x-fal-billable-units");
const SERVED_FROM: HeaderName = HeaderName::from_static("x-fal-served-from");
const RUNNER_HINTS: HeaderName = HeaderName::from_static("x-fal-runner-hints");

impl Meta {
    /// What the headers of an answer tell.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let text = |name| headers::text(headers, name);
        Self {
            request_id: text(REQUEST_ID).map(str::to_owned),
            billable_units: text(BILLABLE_UNITS).and_then(|units| units.parse().ok()),
            retryable: headers::retryable(headers),
            retry_after: headers::retry_after(headers),
            served_from: text(SERVED_FROM).map(str::to_owned),
            runner_hints: text(RUNNER_HINTS).map(list).unwrap_or_default(),
            timings: Timings::default(),
        }
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}
