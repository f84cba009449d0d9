//! Reads the values of a request, or their defaults.

use serde_json::Value;

use crate::endpoint::Endpoint;

/// The payload of a request together with its endpoint.
#[derive(Clone, Copy)]
pub(super) struct RequestView<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) payload: &'a Value,
}

/// Properties that describe the subject of a request, the most specific first.
const SUBJECT_NAMES: &[&str] =
    &["prompt", "text", "gen_text", "question", "query", "input", "instruction", "text_input"];

impl<'a> RequestView<'a> {
    /// Returns a value of the request or its default; `None` if both are missing or `null`.
    pub(super) fn value(self, name: &str) -> Option<&'a Value> {
        let sent = self.payload.get(name).filter(|value| !value.is_null());
        sent.or_else(|| self.default(name)).filter(|value| !value.is_null())
    }

    fn default(self, name: &str) -> Option<&'a Value> {
        let property = self.endpoint.request()?.properties().into_iter().find(|(known, _)| *known == name);
        property.and_then(|(_, schema)| {
            super::first_variant(schema).keyword("default").or_else(|| schema.keyword("default"))
        })
    }

    /// Returns a string value.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.value(name)?.as_str()
    }

    /// Returns an integer value; strings such as `8s` count as integers.
    pub(super) fn number(self, name: &str) -> Option<u64> {
        let value = self.value(name)?;
        let known = value.as_str().and_then(|text| text.trim_end_matches('s').parse().ok());
        value.as_u64().or(known)
    }

    /// Whether a switch is on.
    pub(super) fn is_on(self, name: &str) -> bool {
        self.value(name) == Some(&Value::Bool(true))
    }

    /// Returns the subject of the request: its prompt or text, else the name of an input file.
    pub(super) fn subject(self) -> String {
        let known = SUBJECT_NAMES.iter().find_map(|name| self.text(name)).filter(|text| !text.trim().is_empty());
        let file = || self.payload.as_object()?.values().find_map(file_name);
        let title = || self.endpoint.title.as_deref();
        known.or_else(|| last_message(self.payload)).or_else(file).or_else(title).unwrap_or("nothing").to_owned()
    }

    /// Whether the request has switches for a property, and all are off: without `enable_rigging`, a result has no
    /// `rigged_model`.
    pub(super) fn disables(self, word: &str) -> bool {
        let Some(request) = self.endpoint.request() else { return false };
        let is_switch = |schema| super::first_variant(schema).string("type") == Some("boolean");
        let members =
            request.properties().into_iter().filter(|(name, schema)| is_switch(*schema) && is_about(name, word));
        let switches: Vec<&str> = members.map(|(name, _)| name).collect();
        !switches.is_empty() && !switches.iter().any(|name| self.is_on(name))
    }

    /// Returns the requested duration in milliseconds.
    pub(super) fn milliseconds(self) -> u32 {
        let names = ["duration", "duration_seconds", "seconds_total", "seconds", "video_length", "music_length"];
        let seconds = names.iter().find_map(|name| self.number(name).or_else(|| self.rounded(name)));
        let frames = || Some(self.number("num_frames")?.div_ceil(u64::from(crate::media::FRAMES_PER_SECOND)));
        let seconds = seconds.or_else(frames).unwrap_or(5);
        u32::try_from(seconds.saturating_mul(1000)).unwrap_or(u32::MAX)
    }

    /// Returns a fractional number, rounded up.
    fn rounded(self, name: &str) -> Option<u64> {
        let value = self.value(name)?.as_f64()?;
        (1..=60_u32).find(|whole| f64::from(*whole) >= value).map(u64::from)
    }
}

/// Whether two names have words with a common prefix, such as `rigged` and `rigging`.
fn is_about(name: &str, other: &str) -> bool {
    let alike = |a: &str, b: &str| {
        let enough = a.len().min(b.len()).min(4);
        enough >= 3 && a.get(..enough) == b.get(..enough)
    };
    name.split('_').any(|a| other.split('_').any(|b| alike(a, b)))
}

/// Returns the last path segment of a URL, or of the first URL of an array.
fn file_name(value: &Value) -> Option<&str> {
    let text = value.as_str().or_else(|| value.as_array()?.first()?.as_str())?;
    let (_, path) = text.split_once("://")?;
    path.split(['?', '#']).next()?.rsplit('/').next().filter(|name| !name.is_empty())
}

/// Returns the content of the last chat message.
fn last_message(payload: &Value) -> Option<&str> {
    payload.get("messages")?.as_array()?.last()?.get("content")?.as_str()
}
