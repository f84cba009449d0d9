//! What the headers of an answer say about repeating the request.
//!
//! Only reading; the decision is in `retry`.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The text of a header, where it is text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
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
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Whether the answer tells that the caller's own start timeout ran out.
pub(crate) fn is_own_timeout(headers: &HeaderMap) -> bool {
    text(headers, "x-fal-request-timeout-type").is_some_and(|word| word.eq_ignore_ascii_case("user"))
}
