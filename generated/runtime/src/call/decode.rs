//! What an answer with a result is read as: a value, or the error that a job ended with.
//!
//! A body that cannot be decoded was paid for, so the error keeps it whole.

use serde_json::Value;

use crate::{
    error::Error,
    http::{
        outcome::{Meta, Outcome, Timings},
        send::HttpResponse,
    },
    id::job_id::JobId,
    json::codec::{self, JsonCodec},
    queue::{poll::FinalResponse, requests, status::Status},
};

/// A job that is over, before what it left is read as a value.
pub(crate) struct CompletedJob {
    pub(crate) job: JobId,
    pub(crate) end: FinalResponse,
    /// What the queue said last of the job.
    pub(crate) status: Option<Status>,
    pub(crate) timings: Timings,
}

impl CompletedJob {
    pub(crate) fn value<R: JsonCodec>(&self) -> Result<R, Error> {
        read(&self.job, &self.end, self.status.as_ref())
    }

    pub(crate) fn outcome<R: JsonCodec>(&self) -> Result<Outcome<R>, Error> {
        Ok(Outcome::new(self.value()?, self.meta()))
    }

    fn meta(&self) -> Meta {
        let request_id = Some(self.job.request_id().to_owned());
        Meta { request_id, timings: self.timings, ..Meta::from_headers(&self.end.reply.headers) }
    }
}

/// Reads what a job left at its address, which is not the queue's ticket any more; `status` is what the queue said last of the job.
pub(crate) fn read<R: JsonCodec>(job: &JobId, end: &FinalResponse, status: Option<&Status>) -> Result<R, Error> {
    let FinalResponse { reply, nature } = end;
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
pub(crate) fn decode<R: JsonCodec>(reply: &HttpResponse) -> Result<R, Error> {
    let json: Value = requests::parse(reply)
        .map_err(|source| Error::undecoded(reply, what(&reply.body), Vec::new()).because(source))?;
    codec::from_json(&json).map_err(|faults| Error::undecoded(reply, "it has another shape", faults))
}

fn what(body: &[u8]) -> &'static str {
    if body.is_empty() { "the body is empty" } else { "the body is not JSON" }
}
