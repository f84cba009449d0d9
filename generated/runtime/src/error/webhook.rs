//! Errors of jobs whose completion was delivered by webhook.

use serde_json::Value;

use super::{Error, ErrorBody, ErrorKind, WorkState};
use crate::json::violation::Violation;

/// Prefix of the HTTP status in the `error` property of a delivery.
const STATUS_PREFIX: &str = "Invalid status code: ";

impl Error {
    /// A failed job: the `error` property of the delivery, and its payload, which equals the body of the queue's
    /// response.
    pub(crate) fn from_delivery(request_id: &str, reason: Option<&str>, payload: &Value) -> Self {
        let body = if payload.is_null() { Vec::new() } else { payload.to_string().into_bytes() };
        let parsed = ErrorBody::parse(&body);
        let status = reason.and_then(|reason| reason.strip_prefix(STATUS_PREFIX)?.trim().parse::<u16>().ok());
        let is_empty = parsed.message.is_none() && parsed.details.is_empty();
        let mut error = Self::settled(request_id);
        error.0.kind = status.map_or(ErrorKind::Unavailable, |status| ErrorKind::from_status(status, &parsed));
        error.0.message = match (parsed.message, reason) {
            (None, Some(reason)) if is_empty => reason.to_owned(),
            (message, _) => message.unwrap_or_default(),
        };
        error.0.status = status;
        error.0.error_type = parsed.error_type;
        error.0.details = parsed.details;
        if body.is_empty() { error } else { error.with_body(&body) }
    }

    /// A completed job whose delivery does not contain a valid result.
    pub(crate) fn without_result(
        request_id: &str,
        message: impl Into<String>,
        payload: &Value,
        details: Vec<Violation>,
    ) -> Self {
        let mut error = Self::settled(request_id);
        error.0.kind = ErrorKind::Decode;
        error.0.message = message.into();
        error.0.details = details;
        error.0.raw_body = (!payload.is_null()).then(|| payload.to_string().into());
        error
    }

    fn settled(request_id: &str) -> Self {
        let mut error = Self::new(ErrorKind::Unavailable, "");
        error.0.request_id = Some(request_id.to_owned());
        error.0.maybe_submitted = true;
        error.0.work = WorkState::Settled;
        error
    }

    /// Copies the error for another waiting caller, with its innermost cause as text.
    pub(crate) fn to_shared(&self) -> Self {
        let mut cause = std::error::Error::source(self);
        while let Some(next) = cause.and_then(std::error::Error::source) {
            cause = Some(next);
        }
        let mut error = Self::new(self.0.kind, self.0.message.clone());
        error.0.status = self.0.status;
        error.0.error_type.clone_from(&self.0.error_type);
        error.0.request_id.clone_from(&self.0.request_id);
        error.0.retryable = self.0.retryable;
        error.0.flag = self.0.flag;
        error.0.source = cause.map(|cause| cause.to_string().into());
        error
    }
}
