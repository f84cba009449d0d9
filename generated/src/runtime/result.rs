//! What an answer with a result is read as: a value, or the error that a job ended with.
//!
//! A body that cannot be decoded was paid for, so the error keeps it whole.

use serde_json::Value;

use super::{error::Error, exchange::Reply, follow::End, job_id::JobId, queue, status::Status, wire, wire::Wire};

/// Reads what a job left at its address, which is not the queue's ticket any more; `status` is what the queue said last of the job.
pub(crate) fn read<R: Wire>(job: &JobId, end: &End, status: Option<&Status>) -> Result<R, Error> {
    let End { reply, nature } = end;
    if reply.status.is_success() {
        return decode(reply).map_err(|error| error.about(job));
    }
    let error = Error::answered(reply, *nature).about(job);
    Err(match status {
        Some(status) => error.explained_by(status),
        None => error,
    })
}

/// The value in a good answer.
pub(crate) fn decode<R: Wire>(reply: &Reply) -> Result<R, Error> {
    let json: Value =
        queue::parse(reply).map_err(|source| Error::undecoded(reply, what(&reply.body), Vec::new()).because(source))?;
    wire::from_json(&json).map_err(|faults| Error::undecoded(reply, "it has another shape", faults))
}

fn what(body: &[u8]) -> &'static str {
    if body.is_empty() { "the body is empty" } else { "the body is not JSON" }
}
