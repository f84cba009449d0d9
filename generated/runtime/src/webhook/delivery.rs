//! What a delivery says: how a job ended, and what it made.

use std::fmt;

use serde_json::Value;

use super::{signature::Signed, verify_error::Refused};
use crate::{
    error::Error,
    id::job_id::JobId,
    json::codec::{self, JsonCodec},
};

/// What fal sends when a job is over.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The id by which the queue knows the job. Deliveries repeat; this tells.
    pub request_id: String,
    /// The id of the last attempt, where fal repeated the job on its own.
    pub gateway_request_id: Option<String>,
    /// Whose job it was, as the signed header says.
    pub user_id: String,
    /// How the job ended.
    pub status: DeliveryStatus,
    /// The result, or the model's error; null where there is none, or none that is JSON.
    pub payload: Value,
    /// Why the job failed, in words.
    pub error: Option<String>,
    /// Why the payload could not be sent.
    pub payload_error: Option<String>,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryStatus {
    /// With a result.
    Ok,
    /// With an error.
    Error,
    /// With a word that this version does not know.
    Other(String),
}

impl DeliveryStatus {
    fn of(word: &str) -> Self {
        match word {
            "OK" => Self::Ok,
            "ERROR" => Self::Error,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "OK",
            Self::Error => "ERROR",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Delivery {
    /// Reads the body of a genuine delivery.
    pub(super) fn read(body: &[u8], signed: &Signed) -> Result<Self, Refused> {
        let mut body: Value = serde_json::from_slice(body).map_err(Refused::Unreadable)?;
        let text =
            |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self {
            request_id: text("request_id").unwrap_or_else(|| signed.request_id.clone()),
            gateway_request_id: text("gateway_request_id"),
            user_id: signed.user_id.clone(),
            status: DeliveryStatus::of(&text("status").unwrap_or_default()),
            error: text("error"),
            payload_error: text("payload_error"),
            payload: body.get_mut("payload").map(Value::take).unwrap_or_default(),
        })
    }

    /// The result, or the error that the job ended with: the one that waiting for it would have brought, as far
    /// as the delivery tells.
    ///
    /// Where the job succeeded and the delivery has no result, fetch it from the queue: make a
    /// [`Job`](crate::Job) of the [`job_id`](Self::job_id).
    pub fn result<R: JsonCodec>(&self) -> Result<R, Error> {
        match (&self.status, &self.payload) {
            (DeliveryStatus::Error, payload) => Err(Error::delivered(&self.request_id, self.error.as_deref(), payload)),
            (_, Value::Null) => Err(self.without_result()),
            (_, payload) => {
                let misshapen = |faults| Error::undelivered(&self.request_id, "it has another shape", payload, faults);
                codec::from_json(payload).map_err(misshapen)
            }
        }
    }

    fn without_result(&self) -> Error {
        let why = self.payload_error.as_deref().unwrap_or("it has no payload");
        let message = format!("the delivery is without the result ({why}); fetch it from the queue by its request id");
        Error::undelivered(&self.request_id, message, &Value::Null, Vec::new())
    }

    /// The job, at the endpoint that it was submitted to, which a delivery does not say: to fetch a result that
    /// could not be sent.
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
