//! An answer of the queue, as far as it is read: tickets and status answers alike.
//!
//! Any member may be absent or of another type than fal's; what follows from that is decided in `status`. What else an
//! answer has, several URLs for one, is passed over without making anything of it.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

/// The members that are read; `null` stands for those that are absent.
#[derive(Debug, Default)]
pub(crate) struct Answer {
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
enum Member {
    Status,
    QueuePosition,
    Logs,
    Metrics,
    Error,
    ErrorType,
    RequestId,
    #[serde(other)]
    Another,
}

impl Answer {
    fn member(&mut self, member: &Member) -> Option<&mut Value> {
        Some(match member {
            Member::Status => &mut self.status,
            Member::QueuePosition => &mut self.queue_position,
            Member::Logs => &mut self.logs,
            Member::Metrics => &mut self.metrics,
            Member::Error => &mut self.error,
            Member::ErrorType => &mut self.error_type,
            Member::RequestId => &mut self.request_id,
            Member::Another => return None,
        })
    }
}

/// By hand, because the derived code refuses a member that comes twice.
impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of the queue")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Answer, A::Error> {
        let mut answer = Answer::default();
        while let Some(member) = members.next_key::<Member>()? {
            match answer.member(&member) {
                Some(value) => *value = members.next_value()?,
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(answer)
    }
}
