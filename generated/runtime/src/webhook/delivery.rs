//! The parsed body of a webhook delivery.

use std::fmt;

use serde_json::Value;

use super::{signature::SignedPayload, verify_error::VerifyError};
use crate::{
    error::Error,
    id::job_id::JobId,
    json::codec::{self, JsonCodec},
};

/// Verified notification that a job has completed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// Request id of the job. fal may deliver a notification more than once: deduplicate by this id.
    pub request_id: String,
    /// Request id of the last attempt, if fal retried the job.
    pub gateway_request_id: Option<String>,
    /// fal user id of the account that submitted the job, from the signed header.
    pub user_id: String,
    /// Whether the job succeeded.
    pub status: DeliveryStatus,
    /// Result or error body of the model; null if there is none or it is not JSON.
    pub payload: Value,
    /// Error message of a failed job.
    pub error: Option<String>,
    /// Reason why fal could not include the payload.
    pub payload_error: Option<String>,
}

/// Final status of a delivered job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryStatus {
    /// The job succeeded (`OK`).
    Ok,
    /// The job failed (`ERROR`).
    Error,
    /// A status that this version does not know.
    Other(String),
}

impl DeliveryStatus {
    fn from_wire(status: &str) -> Self {
        match status {
            "OK" => Self::Ok,
            "ERROR" => Self::Error,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Returns the status as fal sends it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "OK",
            Self::Error => "ERROR",
            Self::Other(status) => status,
        }
    }
}

impl fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Delivery {
    /// Parses the body of a verified delivery.
    pub(super) fn parse(body: &[u8], signed: &SignedPayload) -> Result<Self, VerifyError> {
        let mut body: Value = serde_json::from_slice(body).map_err(VerifyError::Unreadable)?;
        let text =
            |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self {
            request_id: text("request_id").unwrap_or_else(|| signed.request_id.clone()),
            gateway_request_id: text("gateway_request_id"),
            user_id: signed.user_id.clone(),
            status: DeliveryStatus::from_wire(&text("status").unwrap_or_default()),
            error: text("error"),
            payload_error: text("payload_error"),
            payload: body.get_mut("payload").map(Value::take).unwrap_or_default(),
        })
    }

    /// Decodes the result, or returns the error of a failed job, the same one that waiting for the job returns as far
    /// as the delivery contains it.
    ///
    /// If the job succeeded but the delivery contains no result, fetch it from the queue with a [`Job`](crate::Job) for
    /// [`job_id`](Self::job_id).
    pub fn result<R: JsonCodec>(&self) -> Result<R, Error> {
        match (&self.status, &self.payload) {
            (DeliveryStatus::Error, payload) => {
                Err(Error::from_delivery(&self.request_id, self.error.as_deref(), payload))
            }
            (_, Value::Null) => Err(self.missing_result()),
            (_, payload) => {
                let mismatch = |violations| {
                    Error::without_result(&self.request_id, "it does not match the response type", payload, violations)
                };
                codec::from_json(payload).map_err(mismatch)
            }
        }
    }

    fn missing_result(&self) -> Error {
        let reason = self.payload_error.as_deref().unwrap_or("it has no payload");
        let message = format!("the delivery contains no result ({reason}); fetch it from the queue by its request id");
        Error::without_result(&self.request_id, message, &Value::Null, Vec::new())
    }

    /// Returns the id of the job, to fetch a result that is not in the delivery. `endpoint` is the endpoint that the
    /// job was submitted to, which a delivery does not contain.
    ///
    /// # Errors
    ///
    /// Kind [`Invalid`](crate::ErrorKind::Invalid) if `endpoint` is not an endpoint id.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client, delivery: fal_sdk::webhook::Delivery) -> Result<(), fal_sdk::Error> {
    /// use fal_sdk::{Job, fal_ai::flux_pro::kontext};
    ///
    /// let job = delivery.job_id("fal-ai/flux-pro/kontext")?;
    /// let response: kontext::Response = Job::attach(&client, job).result().await?;
    /// # let _ = response;
    /// # Ok(())
    /// # }
    /// ```
    pub fn job_id(&self, endpoint: impl AsRef<str>) -> Result<JobId, Error> {
        JobId::new(endpoint.as_ref().parse()?, self.request_id.as_str())
    }
}
