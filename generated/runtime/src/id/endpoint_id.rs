//! Endpoint ids: `[namespace/]owner/app[/path…]`.

use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{id::InvalidId, rt::url_encode};

/// Namespaces that precede the owner.
const NAMESPACES: [&str; 2] = ["workflows", "comfy"];

/// The id of an endpoint, e.g. `fal-ai/flux-pro/kontext`.
///
/// Parsing checks the syntax, not whether the endpoint exists.
///
/// ```
/// use fal_sdk::EndpointId;
///
/// let id: EndpointId = "fal-ai/flux-pro/kontext".parse()?;
/// assert_eq!(id.app(), "fal-ai/flux-pro");
/// assert_eq!(id.name(), "kontext");
/// assert!("https://fal.run/fal-ai/flux-pro".parse::<EndpointId>().is_err());
/// assert!("fal-ai/../other".parse::<EndpointId>().is_err());
/// # Ok::<(), fal_sdk::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EndpointId {
    text: Arc<str>,
    /// Length of `[namespace/]owner/app` in bytes.
    app_length: usize,
}

impl EndpointId {
    /// Returns the id as a string.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the application, `[namespace/]owner/app`, which is part of the URLs of its jobs.
    pub fn app(&self) -> &str {
        self.text.get(..self.app_length).unwrap_or(&self.text)
    }

    /// Returns the last segment.
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or(&self.text)
    }
}

impl EndpointId {
    /// Parses an id.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidId> {
        let text = normalize(text);
        if text.contains("://") {
            return invalid(&text, "is a URL; pass the id only, e.g. fal-ai/flux/dev");
        }
        if text.split('/').any(url_encode::is_dot_segment) {
            return invalid(&text, "has an empty segment, `.` or `..`");
        }
        if let Some(character) = text.chars().find(|character| !is_allowed(*character)) {
            return invalid(&text, &format!("contains the character {character:?}"));
        }
        let required = if text.split('/').next().is_some_and(|first| NAMESPACES.contains(&first)) { 3 } else { 2 };
        if text.split('/').count() < required {
            return invalid(&text, "needs an owner and an application, e.g. fal-ai/flux");
        }
        if text.split('/').nth(required) == Some("requests") {
            return invalid(&text, "is the id of a job, not of an endpoint");
        }
        let app_length = text.split('/').take(required).map(|segment| segment.len() + 1).sum::<usize>() - 1;
        Ok(Self { text: text.into(), app_length })
    }
}

/// Rewrites a legacy id (`12345-app`) to `12345/app`, as fal's own client does.
fn normalize(text: &str) -> Cow<'_, str> {
    match text.split_once('-') {
        Some((owner, app)) if is_legacy(owner, app) => format!("{owner}/{app}").into(),
        _ => text.into(),
    }
}

fn is_legacy(owner: &str, app: &str) -> bool {
    let digits = !owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_digit());
    digits && !app.is_empty() && app.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '/' | '-' | '_' | '.' | '~' | '@' | ':' | '+')
}

fn invalid<T>(text: &str, reason: &str) -> Result<T, InvalidId> {
    let excerpt: String = text.chars().take(80).collect();
    Err(InvalidId(format!("the endpoint id {excerpt:?} {reason}")))
}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EndpointId({})", self.text)
    }
}

impl AsRef<str> for EndpointId {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Serialize for EndpointId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for EndpointId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
