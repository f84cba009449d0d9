//! The JSON properties of submit and status responses that are used.
//!
//! Every property may be absent or of an unexpected type; `status` handles both. All others are skipped.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

/// The properties of a response. Absent ones are null.
#[derive(Debug, Default)]
pub(crate) struct QueueResponse {
    pub(super) status: Value,
    pub(super) queue_position: Value,
    pub(super) logs: Value,
    pub(super) metrics: Value,
    pub(super) error: Value,
    pub(super) error_type: Value,
    pub(crate) request_id: Value,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum ResponseField {
    Status,
    QueuePosition,
    Logs,
    Metrics,
    Error,
    ErrorType,
    RequestId,
    #[serde(other)]
    Other,
}

impl QueueResponse {
    fn field(&mut self, field: &ResponseField) -> Option<&mut Value> {
        Some(match field {
            ResponseField::Status => &mut self.status,
            ResponseField::QueuePosition => &mut self.queue_position,
            ResponseField::Logs => &mut self.logs,
            ResponseField::Metrics => &mut self.metrics,
            ResponseField::Error => &mut self.error,
            ResponseField::ErrorType => &mut self.error_type,
            ResponseField::RequestId => &mut self.request_id,
            ResponseField::Other => return None,
        })
    }
}

/// Hand-written, because the derived code rejects duplicate properties.
impl<'de> Deserialize<'de> for QueueResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = QueueResponse;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response of the queue")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<QueueResponse, A::Error> {
        let mut response = QueueResponse::default();
        while let Some(field) = fields.next_key::<ResponseField>()? {
            match response.field(&field) {
                Some(value) => *value = fields.next_value()?,
                None => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(response)
    }
}
