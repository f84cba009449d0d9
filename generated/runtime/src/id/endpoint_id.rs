//! The id of an endpoint and its grammar: `[namespace/]owner/app[/path…]`.
//!
//! An id is checked once, here; everything behind takes it as it is. Which of its parts goes into
//! which URL is decided in `queue`.

use std::{borrow::Cow, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{error::Error, http::url_encode};

/// The first segments that stand before an owner.
const NAMESPACES: [&str; 2] = ["workflows", "comfy"];

/// The id of an endpoint, e.g. `fal-ai/flux-pro/kontext`, checked.
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
    /// Where `[namespace/]owner/app` ends.
    app: usize,
}

impl EndpointId {
    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The application, `[namespace/]owner/app`: what a job's status, result and cancellation hang on.
    pub fn app(&self) -> &str {
        self.text.get(..self.app).unwrap_or(&self.text)
    }

    /// The last segment, which messages call the endpoint by.
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or(&self.text)
    }
}

impl FromStr for EndpointId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text_of(text);
        if text.contains("://") {
            return refuse(&text, "is a URL; give the id alone, e.g. fal-ai/flux/dev");
        }
        if text.split('/').any(url_encode::is_dot_segment) {
            return refuse(&text, "has an empty segment, `.` or `..`");
        }
        if let Some(odd) = text.chars().find(|character| !is_allowed(*character)) {
            return refuse(&text, &format!("has the character {odd:?}"));
        }
        let head = if text.split('/').next().is_some_and(|first| NAMESPACES.contains(&first)) { 3 } else { 2 };
        if text.split('/').count() < head {
            return refuse(&text, "needs an owner and an application, e.g. fal-ai/flux");
        }
        if text.split('/').nth(head) == Some("requests") {
            return refuse(&text, "is the address of a job, not an endpoint");
        }
        let app = text.split('/').take(head).map(|segment| segment.len() + 1).sum::<usize>() - 1;
        Ok(Self { text: text.into(), app })
    }
}

/// The id, with an old-style one (`12345-app`) written as fal's own client rewrites it: `12345/app`.
fn text_of(text: &str) -> Cow<'_, str> {
    match text.split_once('-') {
        Some((owner, app)) if is_old_style(owner, app) => format!("{owner}/{app}").into(),
        _ => text.into(),
    }
}

fn is_old_style(owner: &str, app: &str) -> bool {
    let digits = !owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_digit());
    digits && !app.is_empty() && app.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '/' | '-' | '_' | '.' | '~' | '@' | ':' | '+')
}

fn refuse<T>(text: &str, why: &str) -> Result<T, Error> {
    let shown: String = text.chars().take(80).collect();
    Err(Error::invalid(format!("the endpoint id {shown:?} {why}")))
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
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
