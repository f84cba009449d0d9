//! Errors of runs and streams, which have no job.

use serde_json::Value;

use crate::{
    client::service::Service,
    error::{Error, ErrorBody, ErrorKind, WorkState},
    http::{body_stream::BodyError, retry::RetryClass, send::AttemptState, sse::SseError},
    id::endpoint_id::EndpointId,
};

impl Error {
    /// Returns the error of an interrupted stream.
    pub(crate) fn from_sse(error: SseError, attempt: &AttemptState) -> Self {
        let mut result = match error {
            SseError::Body(BodyError::Transport(error)) => {
                return Self::from_transport(error, attempt, RetryClass::Submit);
            }
            SseError::Body(BodyError::IdleTimeout(idle)) => {
                Self::new(ErrorKind::Timeout, format!("no data received for {idle:?}"))
            }
            SseError::Body(BodyError::DeadlinePassed) => {
                Self::new(ErrorKind::Timeout, "the deadline passed during the stream")
            }
            SseError::TooLarge(limit) => Self::new(ErrorKind::Protocol, format!("an event exceeds {limit} bytes")),
            SseError::Truncated(data) => {
                let mut error = Self::new(ErrorKind::Protocol, "the stream ended in the middle of an event");
                error.0.raw_body = Some(data.into());
                error
            }
        };
        result.0.maybe_submitted = true;
        result.with_response_head(attempt)
    }

    /// Returns the error that the endpoint reported as an event: in the format of error responses, or in that of a
    /// workflow, which contains the response of the failed node.
    pub(crate) fn from_stream_event(data: &[u8], attempt: &AttemptState) -> Self {
        let json: Value = serde_json::from_slice(data).unwrap_or_default();
        let body = ErrorBody::parse(data);
        let node = json.pointer("/error/body").map(ErrorBody::from_json).unwrap_or_default();
        let status = ["/error/status", "/status_code", "/status"].iter().find_map(|at| json.pointer(at)?.as_u64());
        let status = status.and_then(|status| u16::try_from(status).ok()).filter(|status| *status >= 400);
        let mut error = Self::new(ErrorKind::Unavailable, "").with_response_head(attempt).with_body(data);
        error.0.kind = match status {
            Some(status) => ErrorKind::from_status(status, &body),
            None if body.details.is_empty() => ErrorKind::Unavailable,
            None => ErrorKind::Rejected,
        };
        error.0.status = status.or(error.0.status);
        error.0.message = body.message.or(node.message).unwrap_or_default();
        error.0.error_type = body.error_type.filter(|name| name != "error").or(node.error_type);
        error.0.details = if body.details.is_empty() { node.details } else { body.details };
        error.0.request_id = error.0.request_id.or(body.request_id);
        error.0.maybe_submitted = true;
        error.0.work = WorkState::Settled;
        error
    }

    /// Adds how to set the missing key to an error about credentials.
    pub(crate) fn without_key(self, service: Option<&Service>) -> Self {
        match service {
            Some(service) if self.is_auth() => self.with_context(&format!(
                "no key is set; set one with `ClientBuilder::service_key({:?}, …)`",
                service.name
            )),
            Some(_) | None => self,
        }
    }

    /// Marks the error as one of a request outside the queue to a service.
    pub(crate) fn of_direct(mut self, class: RetryClass, service: Option<&Service>) -> Self {
        let has_result = self.settle();
        self.0.maybe_submitted |= has_result && class == RetryClass::Submit;
        self.0.service = service.map(|service| service.name);
        self
    }

    /// Marks the error as one of a run or stream of the endpoint, which has no job even if it has a request id.
    pub(crate) fn without_job(mut self, endpoint: &EndpointId) -> Self {
        self.0.maybe_submitted |= self.settle();
        self.0.endpoint = Some(endpoint.clone());
        self
    }

    /// Sets what is known of the execution of a request without a job. Returns whether there is a result, although it
    /// could not be decoded.
    fn settle(&mut self) -> bool {
        // An error response of the application is final; one of a proxy in front of it is not.
        let is_response = self.0.body.is_some() && matches!(self.0.status, Some(400..=407 | 409..=498 | 500 | 501));
        let has_result = self.0.kind == ErrorKind::Decode;
        let is_settled = is_response || has_result || self.0.work == WorkState::Settled;
        self.0.work = if is_settled { WorkState::Settled } else { WorkState::Direct };
        has_result
    }
}
