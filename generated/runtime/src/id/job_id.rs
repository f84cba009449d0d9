//! What it takes to find a job again: its endpoint and the queue's request id. No secret.
//!
//! The job itself, with a client, is in `job`.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{error::Error, http::url_encode, id::endpoint_id::EndpointId};

/// The id of a job: enough to resume or cancel it from another process, and free of secrets.
///
/// It goes through serde as an object with two strings, and through text as
/// `fal-ai/flux-pro/kontext/requests/764cabcf-b745-4b3e-ae38-1200304cf45b`.
///
/// ```
/// use fal_sdk::JobId;
///
/// let id: JobId = "fal-ai/flux-pro/kontext/requests/764cabcf".parse()?;
/// assert_eq!(id.request_id(), "764cabcf");
/// assert_eq!(id.endpoint().app(), "fal-ai/flux-pro");
/// assert_eq!(serde_json::to_string(&id)?, r#"{"endpoint":"fal-ai/flux-pro/kontext","request_id":"764cabcf"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct JobId {
    endpoint: EndpointId,
    #[serde(serialize_with = "str::serialize")]
    request_id: Arc<str>,
}

impl JobId {
    /// The job that an endpoint's queue knows by `request_id`.
    ///
    /// Fails where the request id is empty, `.` or `..`: no path segment could stand for it.
    pub fn new(endpoint: EndpointId, request_id: impl Into<Arc<str>>) -> Result<Self, Error> {
        let request_id = request_id.into();
        if url_encode::is_dot_segment(&request_id) {
            return Err(Error::invalid(format!("{request_id:?} cannot be a request id")));
        }
        Ok(Self { endpoint, request_id })
    }

    /// The endpoint that the job was submitted to.
    pub fn endpoint(&self) -> &EndpointId {
        &self.endpoint
    }

    /// The id by which the queue, the web interface and the support know the job.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// Between the endpoint and the request id of the text form.
const BETWEEN: &str = "/requests/";

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{BETWEEN}{}", self.endpoint, url_encode::encode(&self.request_id))
    }
}

impl FromStr for JobId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text.rsplit_once(BETWEEN).filter(|(_, request)| !request.contains('/'));
        let Some((endpoint, request)) = parts else {
            return Err(Error::invalid("a job id has the form owner/app/requests/id"));
        };
        let request = url_encode::decode(request).ok_or_else(|| Error::invalid("the request id is not UTF-8"))?;
        Self::new(endpoint.parse()?, request)
    }
}

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            endpoint: EndpointId,
            request_id: String,
        }
        let parts = Parts::deserialize(deserializer)?;
        Self::new(parts.endpoint, parts.request_id).map_err(de::Error::custom)
    }
}
