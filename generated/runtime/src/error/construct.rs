//! How errors come about: from a fault found here, from a failed exchange, from an answer.
//!
//! All of it is cold: what a call needs when it succeeds, the compiler then lays out without gaps.

use std::error::Error as StdError;

use bytes::Bytes;

use super::{Error, ErrorKind, Inner, Special, Told, Work};
use crate::{
    http::{
        headers,
        outcome::Meta,
        retry::RetryClass,
        send::{AttemptState, HttpResponse},
        transport::{FailurePhase, TransportError},
    },
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::{checked::LimitError, violation::Violation},
    queue::status::Status,
};

/// How much of a body an error keeps.
pub(super) const EXCERPT: usize = 8 << 10;

impl Error {
    #[cold]
    pub(super) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            endpoint: None,
            status: None,
            error_type: None,
            details: Vec::new(),
            request_id: None,
            job: None,
            meta: None,
            body: None,
            raw_body: None,
            maybe_submitted: false,
            work: Work::Queued,
            retryable: false,
            special: None,
            source: None,
        }))
    }

    /// The client cannot be built.
    #[cold]
    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// Something was refused here.
    #[cold]
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    /// A payload was refused here.
    #[cold]
    pub(crate) fn violations(details: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Invalid, "");
        error.0.details = details;
        error
    }

    /// Time ran out here; `doing` says over what.
    #[cold]
    pub(crate) fn deadline(doing: impl Into<String>) -> Self {
        Self::new(ErrorKind::Timeout, doing)
    }

    /// A file of this machine, or a reader of the user's, failed; the message names it.
    #[cfg(not(target_family = "wasm"))]
    #[cold]
    pub(crate) fn local(message: impl Into<String>, source: std::io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Io, message).because(source);
        error.0.special = Some(Special::Local);
        error
    }

    /// No answer, or no whole one.
    #[cold]
    pub(crate) fn failed(failure: TransportError, trace: &AttemptState, nature: RetryClass) -> Self {
        let kind = match failure.phase {
            FailurePhase::Rejected => ErrorKind::Protocol,
            _ if failure.timed_out => ErrorKind::Timeout,
            _ => ErrorKind::Io,
        };
        let mut error = Self::new(kind, "");
        error.0.special = (failure.phase == FailurePhase::Connecting).then_some(Special::NoConnection);
        error.0.retryable = nature.is_retryable_error(&failure);
        error.0.maybe_submitted = nature == RetryClass::Submit && !error.is_connect();
        error.0.source = Some(failure.source);
        error.with_head(trace)
    }

    /// An answer that is no success.
    #[cold]
    pub(crate) fn answered(reply: &HttpResponse, nature: RetryClass) -> Self {
        let told = Told::by(&reply.body);
        let status = reply.status.as_u16();
        let message = match told.message.clone() {
            _ if reply.status.is_redirection() => "a redirect, which is not followed".to_owned(),
            _ if headers::is_start_timeout(&reply.headers) => "no runner began within the start timeout".to_owned(),
            None if told.details.is_empty() => reply.status.canonical_reason().unwrap_or_default().to_owned(),
            message => message.unwrap_or_default(),
        };
        let mut error = Self::new(ErrorKind::of_answer(status, &told), message);
        error.0.special = (status == 400 && told.is_in_progress()).then_some(Special::InProgress);
        error.0.retryable = nature.is_retryable_response(reply.status, &reply.headers) || error.is_in_progress();
        error.0.maybe_submitted = nature == RetryClass::Submit && may_have_begun(reply);
        error.0.error_type = told.error_type;
        error.0.details = told.details;
        error.0.request_id = told.request_id;
        error.with_reply(reply)
    }

    /// The word that the job still runs, in place of its result.
    #[cold]
    pub(crate) fn early(reply: &HttpResponse) -> Self {
        let mut error = Self::new(ErrorKind::Rejected, "the request is still in progress");
        error.0.special = Some(Special::InProgress);
        error.0.retryable = true;
        error.with_reply(reply)
    }

    /// A good answer that says something else than it should.
    #[cold]
    pub(crate) fn unexpected(reply: &HttpResponse, nature: RetryClass, message: &str) -> Self {
        let mut error = Self::new(ErrorKind::Protocol, describe(message, reply));
        error.0.maybe_submitted = nature == RetryClass::Submit;
        error.with_reply(reply)
    }

    /// A result that cannot be decoded.
    #[cold]
    pub(crate) fn undecoded(reply: &HttpResponse, message: &str, details: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, describe(message, reply));
        error.0.details = details;
        error.0.raw_body = Some(reply.body.clone());
        error.with_reply(reply)
    }

    /// JSON that is no value of a type, apart from any answer.
    #[cfg(feature = "catalog")]
    #[cold]
    pub(crate) fn misshapen(json: &serde_json::Value, details: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, "the result has another shape");
        error.0.details = details;
        error.0.raw_body = Some(json.to_string().into());
        error
    }

    #[cold]
    fn with_reply(mut self, reply: &HttpResponse) -> Self {
        let meta = Meta::from_headers(&reply.headers);
        self.0.status = Some(reply.status.as_u16());
        self.0.request_id = self.0.request_id.take().or_else(|| meta.request_id.clone());
        if self.0.error_type.is_none() {
            self.0.error_type = header(reply, "x-fal-error-type");
        }
        self.0.meta = Some(meta);
        self.0.body = Some(Bytes::copy_from_slice(reply.body.get(..EXCERPT).unwrap_or(&reply.body)));
        self
    }

    pub(super) fn with_head(mut self, trace: &AttemptState) -> Self {
        if let Some((status, headers)) = &trace.head {
            let meta = Meta::from_headers(headers);
            self.0.status = Some(status.as_u16());
            self.0.request_id.clone_from(&meta.request_id);
            self.0.meta = Some(meta);
        }
        self
    }

    /// The same with what lies behind it.
    #[cold]
    pub(crate) fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same with what was being done.
    #[cold]
    pub(crate) fn during(mut self, doing: &str) -> Self {
        let message = std::mem::take(&mut self.0.message);
        self.0.message = if message.is_empty() { doing.to_owned() } else { format!("{doing}: {message}") };
        self
    }

    /// The same with the endpoint, and the job where the answer named one that may exist.
    #[cold]
    pub(crate) fn at(mut self, endpoint: &EndpointId) -> Self {
        if self.0.maybe_submitted && self.0.job.is_none() {
            let id = self.0.request_id.clone().unwrap_or_default();
            self.0.job = JobId::new(endpoint.clone(), id).ok();
        }
        self.0.endpoint = Some(endpoint.clone());
        self
    }

    /// The same with the job that it is about.
    #[cold]
    pub(crate) fn about(mut self, job: &JobId) -> Self {
        self.0.endpoint = Some(job.endpoint().clone());
        self.0.job = Some(job.clone());
        self.0.maybe_submitted = true;
        if let Some(meta) = &mut self.0.meta {
            meta.request_id = Some(job.request_id().to_owned());
        }
        self
    }

    /// The same for a submit that may have arrived, with what was seen of the answer.
    #[cold]
    pub(crate) fn under_way(mut self, trace: &AttemptState) -> Self {
        self.0.maybe_submitted = trace.in_flight;
        if trace.in_flight { self.with_head(trace) } else { self }
    }

    /// The same with what the job's status said of its failure, where the answer itself said nothing.
    #[cold]
    pub(crate) fn explained_by(mut self, status: &Status) -> Self {
        if self.0.error_type.is_none() {
            self.0.error_type.clone_from(&status.error_type);
        }
        let told_nothing = self.0.details.is_empty() && self.0.body.as_ref().is_none_or(Bytes::is_empty);
        if let (true, Some(error)) = (told_nothing, &status.error) {
            self.0.message.clone_from(error);
        }
        self
    }
}

/// Whether a job may have begun although the queue answered this to a submit. A refusal (4xx) is a
/// refusal, except where it tells of time or of a lost connection; a start timeout of the caller's own
/// means that the job never started.
fn may_have_begun(reply: &HttpResponse) -> bool {
    match reply.status.as_u16() {
        408 | 499 => true,
        400..=498 => false,
        504 => !headers::is_start_timeout(&reply.headers),
        _ => true,
    }
}

/// The message with what the answer was instead.
fn describe(message: &str, reply: &HttpResponse) -> String {
    let size = reply.body.len();
    match header(reply, "content-type") {
        Some(content_type) => format!("{message} ({content_type}, {size} bytes)"),
        None => format!("{message} ({size} bytes)"),
    }
}

fn header(reply: &HttpResponse, name: &str) -> Option<String> {
    headers::text(&reply.headers, name).map(str::to_owned)
}

/// A value that was refused when it was made is refused like one that was refused when it was sent.
impl From<LimitError> for Error {
    fn from(refusal: LimitError) -> Self {
        Self::violations(vec![refusal.into_violation()])
    }
}
