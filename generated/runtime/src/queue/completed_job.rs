//! A completed job, before its response is decoded.

use crate::{
    error::Error,
    http::{
        json_body,
        outcome::{Meta, Outcome, Timings},
    },
    id::job_id::JobId,
    json::codec::JsonCodec,
    queue::{poll::FinalResponse, status::Status},
};

/// A completed job: the response at its URL, its last status, and timings.
pub(crate) struct CompletedJob {
    pub(crate) job: JobId,
    pub(crate) final_response: FinalResponse,
    pub(crate) last_status: Option<Status>,
    pub(crate) timings: Timings,
}

impl CompletedJob {
    pub(crate) fn value<R: JsonCodec>(&self) -> Result<R, Error> {
        decode_result(&self.job, &self.final_response, self.last_status.as_ref())
    }

    pub(crate) fn outcome<R: JsonCodec>(&self) -> Result<Outcome<R>, Error> {
        Ok(Outcome::new(self.value()?, self.meta()))
    }

    fn meta(&self) -> Meta {
        let request_id = Some(self.job.request_id().to_owned());
        Meta { request_id, timings: self.timings, ..Meta::from_headers(&self.final_response.response.headers) }
    }
}

/// Decodes the result of a completed job, or returns the job's error with details from its last status.
pub(crate) fn decode_result<R: JsonCodec>(
    job: &JobId,
    final_response: &FinalResponse,
    last_status: Option<&Status>,
) -> Result<R, Error> {
    let FinalResponse { response, class } = final_response;
    if response.status.is_success() {
        return json_body::decode(response).map_err(|error| error.with_job(job));
    }
    let error = Error::from_response(response, *class).with_job(job);
    Err(match last_status {
        Some(status) => error.with_status(status),
        None => error,
    })
}
