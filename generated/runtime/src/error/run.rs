//! Errors of runs and streams: there is no job that would tell more.

use bytes::Bytes;
use serde_json::Value;

use super::{Error, ErrorKind, Told, Work, construct::EXCERPT};
use crate::{
    http::{body_stream::BodyError, retry::RetryClass, send::AttemptState, sse::SseError},
    id::endpoint_id::EndpointId,
};

impl Error {
    /// A stream that broke off.
    pub(crate) fn cut_off(broken: SseError, trace: &AttemptState) -> Self {
        let mut error = match broken {
            SseError::Body(BodyError::Transport(failure)) => return Self::failed(failure, trace, RetryClass::Submit),
            SseError::Body(BodyError::IdleTimeout(idle)) => {
                Self::new(ErrorKind::Timeout, format!("nothing came for {idle:?}"))
            }
            SseError::Body(BodyError::DeadlinePassed) => {
                Self::new(ErrorKind::Timeout, "the deadline passed during the stream")
            }
            SseError::TooLarge(limit) => Self::new(ErrorKind::Protocol, format!("more than {limit} bytes at once")),
            SseError::Truncated(data) => {
                let mut error = Self::new(ErrorKind::Protocol, "the stream ended in the middle of an event");
                error.0.raw_body = Some(data.into());
                error
            }
        };
        error.0.maybe_submitted = true;
        error.with_head(trace)
    }

    /// A failure that the endpoint told as an event, in whatever shape: that of other errors, or that of a workflow,
    /// whose node's answer is within.
    pub(crate) fn in_stream(data: &[u8], trace: &AttemptState) -> Self {
        let json: Value = serde_json::from_slice(data).unwrap_or_default();
        let told = Told::by(data);
        let node = json.pointer("/error/body").map(Told::by_json).unwrap_or_default();
        let status = ["/error/status", "/status_code", "/status"].iter().find_map(|at| json.pointer(at)?.as_u64());
        let status = status.and_then(|status| u16::try_from(status).ok()).filter(|status| *status >= 400);
        let mut error = Self::new(ErrorKind::Unavailable, "").with_head(trace);
        error.0.kind = match status {
            Some(status) => ErrorKind::of_answer(status, &told),
            None if told.details.is_empty() => ErrorKind::Unavailable,
            None => ErrorKind::Rejected,
        };
        error.0.status = status.or(error.0.status);
        error.0.message = told.message.or(node.message).unwrap_or_default();
        error.0.error_type = told.error_type.filter(|word| word != "error").or(node.error_type);
        error.0.details = if told.details.is_empty() { node.details } else { told.details };
        error.0.request_id = error.0.request_id.or(told.request_id);
        error.0.body = Some(Bytes::copy_from_slice(data.get(..EXCERPT).unwrap_or(data)));
        error.0.maybe_submitted = true;
        error.0.work = Work::Settled;
        error
    }

    /// The same for a run or a stream of the endpoint, which leaves no job, whatever id it has.
    pub(crate) fn at_run(mut self, endpoint: &EndpointId) -> Self {
        // The application's own failure tells how the run ended; one of a box before it does not.
        let answered = self.0.body.is_some() && matches!(self.0.status, Some(400..=407 | 409..=498 | 500 | 501));
        let has_result = self.0.kind == ErrorKind::Decode;
        let settled = answered || has_result || self.0.work == Work::Settled;
        self.0.work = if settled { Work::Settled } else { Work::Direct };
        self.0.maybe_submitted |= has_result;
        self.0.endpoint = Some(endpoint.clone());
        self
    }
}
