//! Results with metadata from response headers. The queue fills in the timings.

use reqwest::header::{HeaderMap, HeaderName};

use crate::http::headers;

pub use crate::error::meta::{Meta, Timings};

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
