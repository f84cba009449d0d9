//! Constructors of errors that the client detects, and context that callers add.
//!
//! Constructors that need a response or a request are in the modules of those types (`http`, `queue`, `call`).
//! All are `#[cold]`, which keeps them out of the code of successful calls.

use std::error::Error as StdError;

use bytes::Bytes;

#[cfg(not(target_family = "wasm"))]
use super::Flag;
use super::{Error, ErrorData, ErrorKind, WorkState};
use crate::{
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::{checked::LimitError, violation::Violation},
};

/// Maximum size of a kept body in bytes.
const MAX_BODY: usize = 256 << 10;

impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(ErrorData {
            kind,
            message: message.into(),
            endpoint: None,
            service: None,
            status: None,
            error_type: None,
            details: Vec::new(),
            request_id: None,
            job: None,
            meta: None,
            body: None,
            raw_body: None,
            maybe_submitted: false,
            work: WorkState::Queued,
            retryable: false,
            flag: None,
            source: None,
        }))
    }

    /// The client cannot be built.
    #[cold]
    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// The client rejected a call before sending it.
    #[cold]
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    /// The client rejected a payload before sending it.
    #[cold]
    pub(crate) fn violations(details: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Invalid, "");
        error.0.details = details;
        error
    }

    /// A timeout of the client.
    #[cold]
    pub(crate) fn deadline(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Timeout, message)
    }

    /// A local file, or a reader of the user, failed. The message names it.
    #[cfg(not(target_family = "wasm"))]
    #[cold]
    pub(crate) fn local_io(message: impl Into<String>, source: std::io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Io, message).with_source(source);
        error.0.flag = Some(Flag::LocalFile);
        error
    }

    /// JSON that does not decode to the expected type, without a response.
    #[cfg(feature = "catalog")]
    #[cold]
    pub(crate) fn shape_mismatch(json: &serde_json::Value, details: Vec<Violation>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, "the result does not match the schema");
        error.0.details = details;
        error.0.raw_body = Some(json.to_string().into());
        error
    }

    /// Sets the cause.
    #[cold]
    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Prepends the step that failed to the message.
    #[cold]
    pub(crate) fn with_context(mut self, context: &str) -> Self {
        let message = std::mem::take(&mut self.0.message);
        self.0.message = if message.is_empty() { context.to_owned() } else { format!("{context}: {message}") };
        self
    }

    /// Sets the body, cut to 256 KiB.
    #[cold]
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        self.0.body = Some(Bytes::copy_from_slice(body.get(..MAX_BODY).unwrap_or(body)));
        self
    }

    /// Sets the endpoint, and the job if the request id is known and the job may exist.
    #[cold]
    pub(crate) fn with_endpoint(mut self, endpoint: &EndpointId) -> Self {
        if self.0.maybe_submitted && self.0.job.is_none() {
            let id = self.0.request_id.clone().unwrap_or_default();
            self.0.job = JobId::from_parts(endpoint.clone(), id.into()).ok();
        }
        self.0.endpoint = Some(endpoint.clone());
        self
    }

    /// Sets the job.
    #[cold]
    pub(crate) fn with_job(mut self, job: &JobId) -> Self {
        self.0.endpoint = Some(job.endpoint().clone());
        self.0.job = Some(job.clone());
        self.0.maybe_submitted = true;
        if let Some(meta) = &mut self.0.meta {
            meta.request_id = Some(job.request_id().to_owned());
        }
        self
    }
}

impl From<LimitError> for Error {
    fn from(error: LimitError) -> Self {
        Self::violations(vec![error.into_violation()])
    }
}
