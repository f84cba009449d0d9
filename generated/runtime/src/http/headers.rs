//! What the headers of an answer say, about repeating the request and about its body.
//!
//! Only reading; what follows from it is decided in `retry` and where answers are read.

use std::time::Duration;

use reqwest::header::{AsHeaderName, CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER};

use crate::rt::clock;

/// The text of a header, where it is text.
pub(crate) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
}

/// The media type of the body, in lower case and without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let media = text(headers, CONTENT_TYPE)?.split(';').next()?.trim();
    Some(media.to_ascii_lowercase())
}

const NEEDS_RETRY: HeaderName = HeaderName::from_static("x-fal-needs-retry");
const RETRYABLE: HeaderName = HeaderName::from_static("x-fal-retryable");

/// `X-Fal-Needs-Retry`, else `X-Fal-Retryable`; both are seen as words and as digits.
pub(crate) fn retryable(headers: &HeaderMap) -> Option<bool> {
    let word = text(headers, NEEDS_RETRY).or_else(|| text(headers, RETRYABLE))?;
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// `Retry-After`, in seconds or as a date; a date gone by is zero.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is long enough.
        return Some(Duration::from_secs(text.parse::<u32>().unwrap_or(u32::MAX).into()));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(clock::date()).unwrap_or_default())
}

/// Whether the answer tells that the caller's own start timeout ran out.
pub(crate) fn is_start_timeout(headers: &HeaderMap) -> bool {
    text(headers, "x-fal-request-timeout-type").is_some_and(|word| word.eq_ignore_ascii_case("user"))
}
