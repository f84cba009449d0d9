//! Decoding of results. Errors keep a body that cannot be decoded, since it was paid for.

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

/// Completed job with its undecoded result.
pub(crate) struct CompletedJob {
    pub(crate) job: JobId,
    pub(crate) end: FinalResponse,
    /// Last status of the job.
    pub(crate) status: Option<Status>,
    pub(crate) timings: Timings,
}

impl CompletedJob {
    pub(crate) fn value<R: JsonCodec>(&self) -> Result<R, Error> {
        decode_result(&self.job, &self.end, self.status.as_ref())
    }

    pub(crate) fn outcome<R: JsonCodec>(&self) -> Result<Outcome<R>, Error> {
        Ok(Outcome::new(self.value()?, self.meta()))
    }

    fn meta(&self) -> Meta {
        let request_id = Some(self.job.request_id().to_owned());
        Meta { request_id, timings: self.timings, ..Meta::from_headers(&self.end.reply.headers) }
    }
}

/// Decodes the result of a job, or returns its error; `status` is the last status of the job.
pub(crate) fn decode_result<R: JsonCodec>(
    job: &JobId,
    end: &FinalResponse,
    status: Option<&Status>,
) -> Result<R, Error> {
    let FinalResponse { reply, nature } = end;
    if reply.status.is_success() {
        return decode_body(reply).map_err(|error| error.about(job));
    }
    let error = Error::answered(reply, *nature).about(job);
    Err(match status {
        Some(status) => error.explained_by(status),
        None => error,
    })
}

/// Decodes the body of a successful response.
pub(crate) fn decode_body<R: JsonCodec>(reply: &HttpResponse) -> Result<R, Error> {
    let json: Value = requests::parse(reply)
        .map_err(|source| Error::undecoded(reply, describe_body(&reply.body), Vec::new()).because(source))?;
    codec::from_json(&json)
        .map_err(|violations| Error::undecoded(reply, "it does not match the response type", violations))
}

fn describe_body(body: &[u8]) -> &'static str {
    if body.is_empty() { "the body is empty" } else { "the body is not JSON" }
}
