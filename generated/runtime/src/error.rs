//! The error type of the crate, its kinds, its display, and the parsing of error response bodies.
//!
//! Constructors that need a request or a response are in `http/error`, `queue/error` and `call/error`.

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;

use crate::{
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::{
        codec::{self, JsonCodec},
        violation::Violation,
    },
};

mod body;
mod construct;
mod display;
mod id;
mod kind;
pub(crate) mod meta;
#[cfg(all(feature = "realtime", not(target_family = "wasm")))]
mod realtime;
mod report;
#[cfg(feature = "webhooks")]
mod webhook;

pub(crate) use body::ErrorBody;
pub use kind::ErrorKind;
pub use meta::Meta;
pub use report::DetailedReport;

/// Maximum size of [`Error::body`] in bytes. More is kept for [`Error::body_as`].
const MAX_SHOWN_BODY: usize = 8 << 10;

/// The error of every operation of this crate.
///
/// `Display` is one line that includes the cause; [`source`](std::error::Error::source) returns the cause itself. No
/// error contains the key. Match on [`kind`](Self::kind) or use a predicate:
///
/// ```no_run
/// # async fn example(client: fal_sdk::Client, json: serde_json::Value) -> Result<(), fal_sdk::Error> {
/// use fal_sdk::Job;
///
/// match client.endpoint("fal-ai/flux/dev")?.call(&json).await {
///     Ok(image) => println!("{image}"),
///     Err(error) if error.is_validation() => {
///         for violation in error.details() {
///             eprintln!("{}: {violation}", violation.pointer());
///         }
///     }
///     // The job is still running. Resume it, in this process or another.
///     Err(error) => match error.job() {
///         Some(job) => {
///             let image = Job::<serde_json::Value>::attach(&client, job.clone()).wait().await?;
///             println!("{image}");
///         }
///         None => return Err(error),
///     },
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(pub(crate) Box<ErrorData>);

#[derive(Debug)]
pub(crate) struct ErrorData {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) endpoint: Option<EndpointId>,
    /// The service of a request outside the queue.
    pub(crate) service: Option<&'static str>,
    pub(crate) status: Option<u16>,
    pub(crate) error_type: Option<String>,
    pub(crate) details: Vec<Violation>,
    pub(crate) request_id: Option<String>,
    pub(crate) job: Option<JobId>,
    pub(crate) meta: Option<Meta>,
    pub(crate) body: Option<Bytes>,
    pub(crate) raw_body: Option<Bytes>,
    pub(crate) maybe_submitted: bool,
    pub(crate) work: WorkState,
    pub(crate) retryable: bool,
    pub(crate) flag: Option<Flag>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is known about the execution of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WorkState {
    /// A job may exist.
    Queued,
    /// A request without the queue may have been executed.
    Direct,
    /// The outcome is known.
    Settled,
}

/// A property of an error that its kind does not express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    /// No connection was established.
    ConnectFailed,
    /// The result was requested before the job had completed.
    InProgress,
    /// A local file could not be read or written.
    LocalFile,
}

impl Error {
    /// Returns the kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the queue's request id, if known. Quote it to fal's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.job.as_ref().map(JobId::request_id).or(self.0.request_id.as_deref())
    }

    /// Returns the server's error type, e.g. `runner_disconnected` or `content_policy_violation`: from the body, a
    /// header, the status of the job or the first violation.
    pub fn error_type(&self) -> Option<&str> {
        let first = self.0.details.first().map(|detail| detail.r#type.as_ref());
        self.0.error_type.as_deref().or(first).filter(|name| !name.is_empty())
    }

    /// Returns the violations of the payload, reported by the server or found by the client before sending.
    pub fn details(&self) -> &[Violation] {
        &self.0.details
    }

    /// Returns the violations of one field and of the values in it, by the field's name in the request.
    ///
    /// ```no_run
    /// # fn example(error: fal_sdk::Error) {
    /// for violation in error.details_of("num_images") {
    ///     eprintln!("{violation}");
    /// }
    /// # }
    /// ```
    pub fn details_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Violation> {
        self.details().iter().filter(move |detail| detail.field() == Some(field))
    }

    /// Returns the metadata of the error response, including billed units.
    pub fn meta(&self) -> Option<&Meta> {
        self.0.meta.as_ref()
    }

    /// Returns the first 8 KiB of the response body. The key is redacted if the server echoed it, except in a result
    /// that could not be decoded, which is unchanged.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref().map(|body| body.get(..MAX_SHOWN_BODY).unwrap_or(body))
    }

    /// Decodes the JSON body of an error response, usually as the type `ErrorBody` of the endpoint's module, which exists
    /// if the document describes the body.
    ///
    /// Returns `None` if there is no body, if it has another shape, or if it is larger than 256 KiB.
    ///
    /// ```
    /// # fn example(error: fal_sdk::Error) {
    /// use serde_json::Value;
    ///
    /// if let Some(body) = error.body_as::<Value>() {
    ///     eprintln!("the service says: {}", body["reason"]);
    /// }
    /// # }
    /// ```
    pub fn body_as<T: JsonCodec>(&self) -> Option<T> {
        let body = self.0.raw_body.as_deref().or(self.0.body.as_deref())?;
        let json = serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).ok()?;
        codec::from_json(&json).ok()
    }

    /// Returns the full body of a result that could not be decoded, so that a billed result is not lost.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// Returns the endpoint that was called.
    pub fn endpoint(&self) -> Option<&EndpointId> {
        self.0.endpoint.as_ref()
    }

    /// Returns the job, if known. Resume it with `Job::attach`, or cancel it.
    ///
    /// After a submit whose response was incomplete, the id comes from the response headers; the job may not exist.
    pub fn job(&self) -> Option<&JobId> {
        self.0.job.as_ref()
    }

    /// Returns whether a job may exist, and may be billed, although the call failed.
    ///
    /// Check [`job`](Self::job) before calling again. If it is `None`, it is unknown whether the request was received.
    /// A run or a stream has no job, but may have been executed and billed.
    ///
    /// False for requests that the client or fal rejected and for requests that were never sent.
    pub fn maybe_submitted(&self) -> bool {
        self.0.maybe_submitted
    }

    /// Returns whether the request may have been executed and billed, and no job exists that could be checked.
    ///
    /// [`request_id`](Self::request_id) is set if the response headers were received. Usual causes: the connection was
    /// lost after the request was sent, or a proxy timed out (502, 503, 504). A retry may be billed twice.
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.maybe_submitted && self.0.job.is_none() && self.0.work != WorkState::Settled
    }

    /// Returns whether the failure is likely temporary and a retry repeats no billed work.
    ///
    /// If there is a [`job`](Self::job), retry by resuming the job, not by calling the endpoint again.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns how long the server asks to wait before a retry (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.meta.as_ref()?.retry_after
    }

    /// Returns whether the payload was rejected by the client or by the server (422). [`details`](Self::details) has
    /// the violations.
    pub fn is_validation(&self) -> bool {
        self.0.kind == ErrorKind::Invalid || self.0.status == Some(422)
    }

    /// Returns whether the key was rejected (401) or lacks a permission (403). Usual causes: a key of another account,
    /// a revoked key, a key without the `API` scope, a private endpoint.
    pub fn is_auth(&self) -> bool {
        self.0.kind == ErrorKind::Auth
    }

    /// Returns whether the account has no funds or is locked.
    pub fn is_billing(&self) -> bool {
        self.0.kind == ErrorKind::Billing
    }

    /// Returns whether the endpoint or the job does not exist. Usual causes: a misspelled id, or the id of an
    /// application without the required path.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Returns whether the rate limit was exceeded (429), after the retries of the policy.
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Returns whether a timeout expired: the call's deadline, its start timeout, that of a single request, or one of
    /// the server.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the job was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.kind == ErrorKind::Cancelled
    }

    /// Returns whether no connection was established. Nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.0.flag == Some(Flag::ConnectFailed)
    }

    /// Returns whether the result was requested before the job had completed.
    pub fn is_in_progress(&self) -> bool {
        self.0.flag == Some(Flag::InProgress)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = &*self.0;
        let mut parts = f.debug_struct("Error");
        parts.field("kind", &data.kind).field("message", &self.to_string());
        parts.field("status", &data.status).field("error_type", &self.error_type());
        parts.field("job", &data.job).field("request_id", &self.request_id());
        parts.field("maybe_submitted", &data.maybe_submitted).field("retryable", &data.retryable);
        parts.field("details", &data.details.len()).field("raw_body", &data.raw_body.as_ref().map(Bytes::len));
        parts.field("source", &data.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
