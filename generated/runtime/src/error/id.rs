//! Public constructors of ids, whose error is [`Error`].

use std::{str::FromStr, sync::Arc};

use super::{Error, ErrorKind};
use crate::id::{InvalidId, endpoint_id::EndpointId, job_id::JobId};

impl From<InvalidId> for Error {
    fn from(error: InvalidId) -> Self {
        Self::new(ErrorKind::Invalid, error.0)
    }
}

impl FromStr for EndpointId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(Self::parse(text)?)
    }
}

impl JobId {
    /// Creates the id of the job `request_id` of an endpoint.
    ///
    /// Returns an error if the request id is empty, `.` or `..`, which cannot be a segment of a URL path.
    pub fn new(endpoint: EndpointId, request_id: impl Into<Arc<str>>) -> Result<Self, Error> {
        Ok(Self::from_parts(endpoint, request_id.into())?)
    }
}

impl FromStr for JobId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(Self::parse(text)?)
    }
}
