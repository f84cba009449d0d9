//! Job ids: an endpoint id and the queue's request id.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    id::{InvalidId, endpoint_id::EndpointId},
    rt::url_encode,
};

/// The id of a job, from which another process can resume or cancel it. It contains no secret.
///
/// serde represents it as an object with two strings; `Display` and `FromStr` use the form
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
    /// Creates the id of the job `request_id` of an endpoint. A request id that is empty, `.` or `..` is invalid,
    /// because it cannot be a segment of a URL path.
    pub(crate) fn from_parts(endpoint: EndpointId, request_id: Arc<str>) -> Result<Self, InvalidId> {
        if url_encode::is_dot_segment(&request_id) {
            return Err(InvalidId(format!("{request_id:?} cannot be a request id")));
        }
        Ok(Self { endpoint, request_id })
    }

    /// Returns the endpoint that the job was submitted to.
    pub fn endpoint(&self) -> &EndpointId {
        &self.endpoint
    }

    /// Returns the request id, which fal's dashboard and support use.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// Separator of the endpoint and the request id in the string form.
const SEPARATOR: &str = "/requests/";

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{SEPARATOR}{}", self.endpoint, url_encode::encode(&self.request_id))
    }
}

impl JobId {
    /// Parses the string form.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidId> {
        let parts = text.rsplit_once(SEPARATOR).filter(|(_, request)| !request.contains('/'));
        let Some((endpoint, request)) = parts else {
            return Err(InvalidId("a job id has the form owner/app/requests/id".to_owned()));
        };
        let request = url_encode::decode(request).ok_or_else(|| InvalidId("the request id is not UTF-8".to_owned()))?;
        Self::from_parts(EndpointId::parse(endpoint)?, request.into())
    }
}

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct JobIdParts {
            endpoint: EndpointId,
            request_id: String,
        }
        let parts = JobIdParts::deserialize(deserializer)?;
        Self::from_parts(parts.endpoint, parts.request_id.into()).map_err(de::Error::custom)
    }
}
