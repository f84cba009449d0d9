//! The queue: submitting requests, watching jobs, fetching results, cancelling.

pub(crate) mod cancel;
pub(crate) mod completed_job;
mod error;
pub(crate) mod job;
pub(crate) mod job_inner;
pub(crate) mod log_dedup;
pub(crate) mod poll;
pub(crate) mod poll_interval;
pub(crate) mod requests;
pub(crate) mod status;
pub(crate) mod status_stream;
pub(crate) mod tracing_span;
pub(crate) mod update_callback;
pub(crate) mod updates;
pub(crate) mod wait;
