//! Parsing of response headers.

use std::time::Duration;

use reqwest::header::{AsHeaderName, CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::rt::clock;

/// Returns the trimmed value of a header, or `None` if it is absent, blank or not ASCII.
pub(crate) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
}

/// Returns the media type of the body in lower case, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let media = text(headers, CONTENT_TYPE)?.split(';').next()?.trim();
    Some(media.to_ascii_lowercase())
}

const NEEDS_RETRY: HeaderName = HeaderName::from_static("x-fal-needs-retry");
const RETRYABLE: HeaderName = HeaderName::from_static("x-fal-retryable");

/// Parses `X-Fal-Needs-Retry`, else `X-Fal-Retryable`. fal sends words and digits.
pub(crate) fn retryable(headers: &HeaderMap) -> Option<bool> {
    let value = text(headers, NEEDS_RETRY).or_else(|| text(headers, RETRYABLE))?;
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// Parses `Retry-After`, in seconds or as a date. A date in the past is zero.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER)?;
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that overflows is longer than any retry policy.
        return Some(Duration::from_secs(value.parse::<u32>().unwrap_or(u32::MAX).into()));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(clock::date()).unwrap_or_default())
}

/// Whether the request failed because no runner was found within the caller's start timeout.
pub(crate) fn is_start_timeout(headers: &HeaderMap) -> bool {
    text(headers, "x-fal-request-timeout-type").is_some_and(|value| value.eq_ignore_ascii_case("user"))
}
