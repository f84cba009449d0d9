//! Errors of jobs that nobody waited for: their ends came by webhook.

use bytes::Bytes;
use serde_json::Value;

use super::{Error, ErrorKind, Told, Work, construct::EXCERPT};
use crate::json::violation::Violation;

/// What stands before the HTTP status in the error of a delivery.
const STATUS: &str = "Invalid status code: ";

impl Error {
    /// The end of a job that failed: the words of the delivery, and its payload, which is the body that the
    /// queue would have answered with.
    pub(crate) fn delivered(request_id: &str, words: Option<&str>, payload: &Value) -> Self {
        let body = if payload.is_null() { Vec::new() } else { payload.to_string().into_bytes() };
        let told = Told::by(&body);
        let status = words.and_then(|words| words.strip_prefix(STATUS)?.trim().parse::<u16>().ok());
        let silent = told.message.is_none() && told.details.is_empty();
        let mut error = Self::of_job(request_id);
        error.0.kind = status.map_or(ErrorKind::Unavailable, |status| ErrorKind::of_answer(status, &told));
        error.0.message = match (told.message, words) {
            (None, Some(words)) if silent => words.to_owned(),
            (message, _) => message.unwrap_or_default(),
        };
        error.0.status = status;
        error.0.error_type = told.error_type;
        error.0.details = told.details;
        error.0.body =
            body.get(..EXCERPT.min(body.len())).filter(|start| !start.is_empty()).map(Bytes::copy_from_slice);
        error
    }

    /// A job that succeeded, whose delivery does not bring its result.
    pub(crate) fn undelivered(
        request_id: &str,
        message: impl Into<String>,
        payload: &Value,
        details: Vec<Violation>,
    ) -> Self {
        let mut error = Self::of_job(request_id);
        error.0.kind = ErrorKind::Decode;
        error.0.message = message.into();
        error.0.details = details;
        error.0.raw_body = (!payload.is_null()).then(|| payload.to_string().into());
        error
    }

    fn of_job(request_id: &str) -> Self {
        let mut error = Self::invalid("");
        error.0.request_id = Some(request_id.to_owned());
        error.0.maybe_submitted = true;
        error.0.work = Work::Settled;
        error
    }

    /// The same failure for another who waited for it, with the first cause as text.
    pub(crate) fn retold(&self) -> Self {
        let mut cause = std::error::Error::source(self);
        while let Some(next) = cause.and_then(std::error::Error::source) {
            cause = Some(next);
        }
        let mut error = Self::invalid(self.0.message.clone());
        error.0.kind = self.0.kind;
        error.0.status = self.0.status;
        error.0.error_type.clone_from(&self.0.error_type);
        error.0.request_id.clone_from(&self.0.request_id);
        error.0.retryable = self.0.retryable;
        error.0.special = self.0.special;
        error.0.source = cause.map(|cause| cause.to_string().into());
        error
    }
}
