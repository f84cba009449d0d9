//! The one error of this crate: what went wrong, in one line for people and in parts for programs.
//!
//! Here is what can be asked of it. `error/build` makes errors, those of runs and streams `error/direct`;
//! `error/answer` reads the bodies of answers, `error/display` puts the line together, `error/report` more than a
//! line, `error/kind` lists the kinds.

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;

use crate::{
    http::outcome::Meta,
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::violation::Violation,
};

mod body;
mod construct;
mod display;
mod kind;
#[cfg(all(feature = "realtime", not(target_family = "wasm")))]
mod realtime;
mod report;
mod run;
#[cfg(feature = "webhooks")]
mod webhook;

pub(crate) use body::Told;
pub use kind::ErrorKind;
pub use report::Report;

/// Why a call failed.
///
/// `Display` is one line with the cause in it; [`source`](std::error::Error::source) is intact. No error
/// holds the key. Match on [`kind`](Self::kind), or ask a predicate:
///
/// ```no_run
/// # async fn example(client: fal_sdk::Client, json: serde_json::Value) -> Result<(), fal_sdk::Error> {
/// use fal_sdk::Job;
///
/// match client.endpoint("fal-ai/flux/dev")?.call(&json).await {
///     Ok(image) => println!("{image}"),
///     Err(error) if error.is_validation() => {
///         for fault in error.details() {
///             eprintln!("{}: {fault}", fault.pointer());
///         }
///     }
///     // The job goes on without us: ask again later, in this process or another.
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
pub struct Error(Box<Inner>);

/// What an error knows.
#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    endpoint: Option<EndpointId>,
    status: Option<u16>,
    error_type: Option<String>,
    details: Vec<Violation>,
    request_id: Option<String>,
    job: Option<JobId>,
    meta: Option<Meta>,
    body: Option<Bytes>,
    raw_body: Option<Bytes>,
    maybe_submitted: bool,
    work: Work,
    retryable: bool,
    special: Option<Special>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is known of the work that may have begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// The queue may have it, as a job.
    Queued,
    /// It was asked for without the queue, and may have been done.
    Direct,
    /// How it ended is known.
    Settled,
}

/// A case that no kind stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Special {
    /// No connection came about.
    NoConnection,
    /// The result was asked for too early.
    InProgress,
    /// A file of this machine could not be read or written.
    Local,
}

impl Error {
    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The queue's id of the request, as soon as one was known: quote it to fal's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.job.as_ref().map(JobId::request_id).or(self.0.request_id.as_deref())
    }

    /// The server's word for the failure, e.g. `runner_disconnected` or `content_policy_violation`: from the
    /// body, a header, the job's status or the first detail.
    pub fn error_type(&self) -> Option<&str> {
        let first = self.0.details.first().map(|detail| detail.r#type.as_ref());
        self.0.error_type.as_deref().or(first).filter(|word| !word.is_empty())
    }

    /// Every fault of the payload: those the server told, or those found here before anything was sent.
    pub fn details(&self) -> &[Violation] {
        &self.0.details
    }

    /// What the headers of the failed answer told, billed units among it.
    pub fn meta(&self) -> Option<&Meta> {
        self.0.meta.as_ref()
    }

    /// The first 8 KiB of the answer's body. The key is taken out should the server have echoed it, except from a
    /// result that could not be decoded, which stays as it came.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The whole body of a result that could not be decoded. It was paid for; here it is.
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// The endpoint that was called.
    pub fn endpoint(&self) -> Option<&EndpointId> {
        self.0.endpoint.as_ref()
    }

    /// The faults of one field and of what is below it, by the field's name in the request.
    ///
    /// ```no_run
    /// # fn example(error: fal_sdk::Error) {
    /// for fault in error.details_of("num_images") {
    ///     eprintln!("{fault}");
    /// }
    /// # }
    /// ```
    pub fn details_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Violation> {
        self.details().iter().filter(move |detail| detail.field() == Some(field))
    }

    /// The job, where one is known: resume it with `Job::attach`, or cancel it. After a submit that failed
    /// midway it is the one that the answer's head named; the queue tells whether it exists.
    pub fn job(&self) -> Option<&JobId> {
        self.0.job.as_ref()
    }

    /// Whether a job may exist, and may be billed, although the call failed. Before calling again, look
    /// at [`job`](Self::job); where that is `None`, nobody can tell whether the request arrived.
    ///
    /// A run or a stream has no job; it may have begun, and may be billed.
    ///
    /// False for what was refused here, for requests that never left, and for those that fal refused.
    pub fn maybe_submitted(&self) -> bool {
        self.0.maybe_submitted
    }

    /// Whether nobody can tell what became of the request: it may have been carried out, may be billed, and there is no
    /// job to ask. [`request_id`](Self::request_id) may have the id that the head of an answer brought.
    ///
    /// Usual causes: the connection broke after the request was sent, or a box between here and the application gave
    /// up waiting (502, 503, 504). Whether to call again, and perhaps pay twice, is for the caller to decide.
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.maybe_submitted && self.0.job.is_none() && self.0.work != Work::Settled
    }

    /// Whether the failure looks passing and asking again repeats no paid work: what the retry loop went
    /// by. Where there is a [`job`](Self::job), "again" means to resume that job, not to call anew.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How long the server asks to wait (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.meta.as_ref()?.retry_after
    }

    /// The payload is at fault, found here or by the server (422). [`details`](Self::details) says where.
    pub fn is_validation(&self) -> bool {
        self.0.kind == ErrorKind::Invalid || self.0.status == Some(422)
    }

    /// The key was refused (401) or may not do this (403). Usual causes: a key of another account, a
    /// revoked one, one without the `API` scope, a private endpoint.
    pub fn is_auth(&self) -> bool {
        self.0.kind == ErrorKind::Auth
    }

    /// The account has no funds or is locked.
    pub fn is_billing(&self) -> bool {
        self.0.kind == ErrorKind::Billing
    }

    /// The endpoint or the job does not exist. Usual cause: a misspelt id, or an application's id
    /// without the path that it needs.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Too many requests (429), also after the repetitions that the policy allows.
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Time ran out: the call's deadline, its start timeout, a single request, or the server's own time.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// The job was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.kind == ErrorKind::Cancelled
    }

    /// No connection came about: nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.0.special == Some(Special::NoConnection)
    }

    /// The result was asked for before the job was done.
    pub fn is_in_progress(&self) -> bool {
        self.0.special == Some(Special::InProgress)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut parts = f.debug_struct("Error");
        parts.field("kind", &inner.kind).field("message", &self.to_string());
        parts.field("status", &inner.status).field("error_type", &self.error_type());
        parts.field("job", &inner.job).field("request_id", &self.request_id());
        parts.field("maybe_submitted", &inner.maybe_submitted).field("retryable", &inner.retryable);
        parts.field("details", &inner.details.len()).field("raw_body", &inner.raw_body.as_ref().map(Bytes::len));
        parts.field("source", &inner.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
