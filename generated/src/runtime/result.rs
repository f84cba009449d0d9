//! What a job left at its address, read: a value, or the error that it ended with.
//!
//! A body that cannot be decoded was paid for, so the error keeps it whole.

use super::{error::Error, follow::End, job_id::JobId, queue, status::Status, wire, wire::Wire};

/// Reads the answer; `status` is what the queue said last of the job.
pub(crate) fn read<R: Wire>(job: &JobId, end: &End, status: Option<&Status>) -> Result<R, Error> {
    let End { reply, nature } = end;
    if !reply.status.is_success() {
        let error = Error::answered(reply, *nature).about(job);
        return Err(match status {
            Some(status) => error.explained_by(status),
            None => error,
        });
    }
    let json = queue::parse(reply)
        .map_err(|source| Error::undecoded(reply, what(&reply.body), Vec::new()).because(source).about(job))?;
    wire::from_json(&json).map_err(|faults| Error::undecoded(reply, "it has another shape", faults).about(job))
}

fn what(body: &[u8]) -> &'static str {
    if body.is_empty() { "the body is empty" } else { "the body is not JSON" }
}
