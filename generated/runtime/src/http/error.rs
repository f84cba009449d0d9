//! Errors of HTTP requests: transport errors and error responses.

use crate::{
    error::{Error, ErrorBody, ErrorKind, Flag, meta::Meta},
    http::{
        headers,
        retry::RetryClass,
        send::{AttemptState, HttpResponse},
        transport::{FailurePhase, TransportError},
    },
    json::violation::Violation,
};

impl Error {
    /// No response, or an incomplete one.
    #[cold]
    pub(crate) fn from_transport(error: TransportError, attempt: &AttemptState, class: RetryClass) -> Self {
        let kind = match error.phase {
            FailurePhase::Rejected => ErrorKind::Protocol,
            _ if error.timed_out => ErrorKind::Timeout,
            _ => ErrorKind::Io,
        };
        let mut result = Self::new(kind, "");
        result.0.flag = (error.phase == FailurePhase::Connecting).then_some(Flag::ConnectFailed);
        result.0.retryable = class.is_retryable_error(&error);
        result.0.maybe_submitted = class == RetryClass::Submit && !result.is_connect();
        result.0.source = Some(error.source);
        result.with_response_head(attempt)
    }

    /// An error response.
    #[cold]
    pub(crate) fn from_response(response: &HttpResponse, class: RetryClass) -> Self {
        let body = ErrorBody::parse(&response.body);
        let status = response.status.as_u16();
        let message = match body.message.clone() {
            _ if response.status.is_redirection() => "redirects are not followed".to_owned(),
            _ if headers::is_start_timeout(&response.headers) => {
                "no runner started within the start timeout".to_owned()
            }
            None if body.details.is_empty() => response.status.canonical_reason().unwrap_or_default().to_owned(),
            message => message.unwrap_or_default(),
        };
        let mut error = Self::new(ErrorKind::from_status(status, &body), message);
        error.0.flag = (status == 400 && body.is_in_progress()).then_some(Flag::InProgress);
        error.0.retryable = class.is_retryable_response(response.status, &response.headers) || error.is_in_progress();
        error.0.maybe_submitted = class == RetryClass::Submit && may_have_started(response);
        error.0.error_type = body.error_type;
        error.0.details = body.details;
        error.0.request_id = body.request_id;
        error.with_response(response)
    }

    /// A response that the job is still running, where its result was expected.
    #[cold]
    pub(crate) fn in_progress(response: &HttpResponse) -> Self {
        let mut error = Self::new(ErrorKind::Rejected, "the request is still in progress");
        error.0.flag = Some(Flag::InProgress);
        error.0.retryable = true;
        error.with_response(response)
    }

    /// A successful response with unexpected contents.
    #[cold]
    pub(crate) fn protocol(response: &HttpResponse, class: RetryClass, message: &str) -> Self {
        let mut error = Self::new(ErrorKind::Protocol, describe(message, response));
        error.0.maybe_submitted = class == RetryClass::Submit;
        error.with_response(response)
    }

    /// A result that could not be decoded.
    #[cold]
    pub(crate) fn decode(response: &HttpResponse, message: &str, details: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, describe(message, response));
        error.0.details = details;
        error.0.raw_body = Some(response.body.clone());
        error.with_response(response)
    }

    /// Sets whether a submit may have been received, and the head of its response.
    #[cold]
    pub(crate) fn with_attempt(mut self, attempt: &AttemptState) -> Self {
        self.0.maybe_submitted = attempt.in_flight;
        if attempt.in_flight { self.with_response_head(attempt) } else { self }
    }

    /// Sets the status and the metadata, if the head of a response was received.
    pub(crate) fn with_response_head(mut self, attempt: &AttemptState) -> Self {
        if let Some((status, headers)) = &attempt.head {
            let meta = Meta::from_headers(headers);
            self.0.status = Some(status.as_u16());
            self.0.request_id.clone_from(&meta.request_id);
            self.0.meta = Some(meta);
        }
        self
    }

    #[cold]
    fn with_response(mut self, response: &HttpResponse) -> Self {
        let meta = Meta::from_headers(&response.headers);
        self.0.status = Some(response.status.as_u16());
        self.0.request_id = self.0.request_id.take().or_else(|| meta.request_id.clone());
        if self.0.error_type.is_none() {
            self.0.error_type = header(response, "x-fal-error-type");
        }
        self.0.meta = Some(meta);
        self.with_body(&response.body)
    }
}

/// Returns whether a job may have started although the submit got this error response. A 4xx status is a rejection,
/// except for timeouts and lost connections; after a start timeout the job never started.
fn may_have_started(response: &HttpResponse) -> bool {
    match response.status.as_u16() {
        408 | 499 => true,
        400..=498 => false,
        504 => !headers::is_start_timeout(&response.headers),
        _ => true,
    }
}

/// Returns the message with the media type and size of the body.
fn describe(message: &str, response: &HttpResponse) -> String {
    let size = response.body.len();
    match header(response, "content-type") {
        Some(content_type) => format!("{message} ({content_type}, {size} bytes)"),
        None => format!("{message} ({size} bytes)"),
    }
}

fn header(response: &HttpResponse, name: &str) -> Option<String> {
    headers::text(&response.headers, name).map(str::to_owned)
}
