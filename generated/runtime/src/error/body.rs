//! Parsing of error response bodies.
//!
//! fal's applications, its gateway, its platform API and proxies each use another format. Parsing never fails.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::json::violation::{Step, Violation};

/// The contents of an error response body.
#[derive(Debug, Default)]
pub(crate) struct ErrorBody {
    /// The message for people.
    pub(crate) message: Option<String>,
    /// The error type for programs.
    pub(crate) error_type: Option<String>,
    /// Violations of the payload.
    pub(crate) details: Vec<Violation>,
    /// The request id, if the body has one.
    pub(crate) request_id: Option<String>,
    /// The `status` property, e.g. `NOT_FOUND`.
    pub(crate) status_code: Option<String>,
}

impl ErrorBody {
    /// Parses a body.
    pub(crate) fn parse(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self::from_json(&value),
            Err(_) => Self { message: plain(&String::from_utf8_lossy(body)), ..Self::default() },
        }
    }

    /// Reads a body that is already parsed as JSON.
    pub(crate) fn from_json(value: &Value) -> Self {
        let properties = match value {
            Value::Object(properties) => properties,
            Value::String(message) => return Self { message: plain(message), ..Self::default() },
            Value::Null => return Self::default(),
            other => return Self { message: plain(&other.to_string()), ..Self::default() },
        };
        let mut body = Self {
            error_type: string(properties, "error_type").or_else(|| string(properties, "type")),
            request_id: string(properties, "request_id"),
            status_code: string(properties, "status"),
            ..Self::default()
        };
        for part in ["detail", "error", "message"].into_iter().filter_map(|name| properties.get(name)) {
            body.merge(part);
        }
        let other =
            ["msg", "error_description", "errmsg", "title"].into_iter().find_map(|name| string(properties, name));
        body.message = body.message.or(other).or_else(|| body.status_code.clone());
        body
    }

    /// Merges a `detail`, `error` or `message` property. Values that are already set are kept.
    fn merge(&mut self, part: &Value) {
        match part {
            Value::String(message) => self.message = self.message.take().or_else(|| plain(message)),
            Value::Array(items) => self.details.extend(items.iter().map(violation)),
            Value::Object(properties) => {
                let first = |names: &[&str]| names.iter().find_map(|name| string(properties, name));
                self.error_type = self.error_type.take().or_else(|| first(&["type"]));
                self.request_id = self.request_id.take().or_else(|| first(&["request_id"]));
                self.message = self.message.take().or_else(|| first(&["message", "msg", "detail"]));
            }
            _ => {}
        }
    }

    /// Returns whether the message is about billing. fal responds with 403 to both billing and permission problems.
    pub(super) fn is_billing(&self) -> bool {
        let message = self.message.as_deref().unwrap_or_default().to_lowercase();
        ["balance", "locked", "top_up", "billing", "payment", "credits", "quota"]
            .iter()
            .any(|word| message.contains(word))
    }

    /// Returns whether the result was requested before the job had completed.
    pub(crate) fn is_in_progress(&self) -> bool {
        self.message_contains("still in progress")
    }

    /// Returns whether the message contains a lower-case phrase, ignoring case.
    pub(crate) fn message_contains(&self, phrase: &str) -> bool {
        self.message.as_deref().is_some_and(|message| message.to_lowercase().contains(phrase))
    }
}

/// Converts an item of a `detail` array, of any JSON type.
fn violation(item: &Value) -> Violation {
    let empty = Map::new();
    let properties = item.as_object().unwrap_or(&empty);
    let steps = properties.get("loc").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let message = string(properties, "msg").or_else(|| string(properties, "message")).or_else(|| plain(item.as_str()?));
    Violation {
        loc: steps.iter().filter_map(step).collect(),
        msg: message.unwrap_or_else(|| if item.is_object() { String::new() } else { item.to_string() }),
        r#type: string(properties, "type").map(Cow::Owned).unwrap_or_default(),
        ctx: properties.get("ctx").and_then(Value::as_object).cloned().unwrap_or_default(),
        input: properties.get("input").cloned(),
        provenance: None,
    }
}

fn step(step: &Value) -> Option<Step> {
    let name = || step.as_str().map(|name| Step::Name(Cow::Owned(name.to_owned())));
    step.as_u64().map(Step::Index).or_else(name)
}

fn string(properties: &Map<String, Value>, name: &str) -> Option<String> {
    plain(properties.get(name)?.as_str()?)
}

/// Returns the text trimmed; for an HTML page, its title. `None` if that is empty.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with('<') {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let lower = text.to_ascii_lowercase();
    let begin = lower.find("<title>")? + "<title>".len();
    let length = lower.get(begin..)?.find('<')?;
    text.get(begin..begin + length).map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned)
}
