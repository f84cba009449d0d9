//! What the body of a failed answer tells, whatever its shape.
//!
//! fal's applications, its gateway, its platform API and the boxes in between each have their own; none
//! may make this fail. Which kind of error follows is up to `kind`.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::json::violation::{Step, Violation};

/// What was told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The reason in words.
    pub(crate) message: Option<String>,
    /// The reason as a word for programs.
    pub(crate) error_type: Option<String>,
    /// The faults of the payload.
    pub(crate) details: Vec<Violation>,
    /// The request id, where the body has one.
    pub(crate) request_id: Option<String>,
    /// The `status` member, e.g. `NOT_FOUND`.
    pub(crate) status_word: Option<String>,
}

impl Told {
    /// Reads a body.
    pub(crate) fn by(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self::by_json(&value),
            Err(_) => Self { message: plain(&String::from_utf8_lossy(body)), ..Self::default() },
        }
    }

    pub(super) fn by_json(value: &Value) -> Self {
        let members = match value {
            Value::Object(members) => members,
            Value::String(message) => return Self { message: plain(message), ..Self::default() },
            Value::Null => return Self::default(),
            other => return Self { message: plain(&other.to_string()), ..Self::default() },
        };
        let mut told = Self {
            error_type: text(members, "error_type").or_else(|| text(members, "type")),
            request_id: text(members, "request_id"),
            status_word: text(members, "status"),
            ..Self::default()
        };
        for part in ["detail", "error", "message"].into_iter().filter_map(|name| members.get(name)) {
            told.add(part);
        }
        told.message = told.message.or_else(|| told.status_word.clone());
        told
    }

    /// Adds what a `detail`, `error` or `message` says; what is known already stays.
    fn add(&mut self, part: &Value) {
        match part {
            Value::String(message) => self.message = self.message.take().or_else(|| plain(message)),
            Value::Array(items) => self.details.extend(items.iter().map(violation)),
            Value::Object(members) => {
                let first = |names: &[&str]| names.iter().find_map(|name| text(members, name));
                self.error_type = self.error_type.take().or_else(|| first(&["type"]));
                self.request_id = self.request_id.take().or_else(|| first(&["request_id"]));
                self.message = self.message.take().or_else(|| first(&["message", "msg", "detail"]));
            }
            _ => {}
        }
    }

    /// Whether the account rather than the request is at fault: fal answers 403 for both.
    pub(super) fn is_about_money(&self) -> bool {
        let text = self.message.as_deref().unwrap_or_default().to_lowercase();
        ["balance", "locked", "top_up", "billing", "payment", "credits", "quota"].iter().any(|word| text.contains(word))
    }

    /// Whether the result was asked for too early.
    pub(crate) fn is_in_progress(&self) -> bool {
        self.says("still in progress")
    }

    /// Whether the message has these words, in any case.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.message.as_deref().is_some_and(|message| message.to_lowercase().contains(words))
    }
}

/// An item of a `detail` list, whatever it is.
fn violation(item: &Value) -> Violation {
    let none = Map::new();
    let members = item.as_object().unwrap_or(&none);
    let steps = members.get("loc").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let message = text(members, "msg").or_else(|| text(members, "message")).or_else(|| plain(item.as_str()?));
    Violation {
        loc: steps.iter().filter_map(step).collect(),
        msg: message.unwrap_or_else(|| if item.is_object() { String::new() } else { item.to_string() }),
        r#type: text(members, "type").map(Cow::Owned).unwrap_or_default(),
        ctx: members.get("ctx").and_then(Value::as_object).cloned().unwrap_or_default(),
        input: members.get("input").cloned(),
        provenance: None,
    }
}

fn step(step: &Value) -> Option<Step> {
    let name = || step.as_str().map(|name| Step::Name(Cow::Owned(name.to_owned())));
    step.as_u64().map(Step::Index).or_else(name)
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    plain(members.get(name)?.as_str()?)
}

/// Text as it is; of a page, the title alone; `None` where there is nothing to read.
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
