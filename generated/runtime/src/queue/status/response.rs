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
enum Field {
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
    fn field(&mut self, field: &Field) -> Option<&mut Value> {
        Some(match field {
            Field::Status => &mut self.status,
            Field::QueuePosition => &mut self.queue_position,
            Field::Logs => &mut self.logs,
            Field::Metrics => &mut self.metrics,
            Field::Error => &mut self.error,
            Field::ErrorType => &mut self.error_type,
            Field::RequestId => &mut self.request_id,
            Field::Other => return None,
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
        while let Some(field) = fields.next_key::<Field>()? {
            match response.field(&field) {
                Some(value) => *value = fields.next_value()?,
                None => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(response)
    }
}
