//! What the headers of an answer say, about repeating the request and about its body.
//!
//! Only reading; what follows from it is decided in `retry` and where answers are read.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};

use super::clock;

/// The text of a header, where it is text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
}

/// The media type of the body, in lower case and without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let media = text(headers, CONTENT_TYPE.as_str())?.split(';').next()?.trim();
    Some(media.to_ascii_lowercase())
}

/// `X-Fal-Needs-Retry`, else `X-Fal-Retryable`; both are seen as words and as digits.
pub(crate) fn retryable(headers: &HeaderMap) -> Option<bool> {
    let word = text(headers, "x-fal-needs-retry").or_else(|| text(headers, "x-fal-retryable"))?;
    match word.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// `Retry-After`, in seconds or as a date; a date gone by is zero.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER.as_str())?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is long enough.
        return Some(Duration::from_secs(text.parse::<u32>().unwrap_or(u32::MAX).into()));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(clock::date()).unwrap_or_default())
}

/// Whether the answer tells that the caller's own start timeout ran out.
pub(crate) fn is_own_timeout(headers: &HeaderMap) -> bool {
    text(headers, "x-fal-request-timeout-type").is_some_and(|word| word.eq_ignore_ascii_case("user"))
}
