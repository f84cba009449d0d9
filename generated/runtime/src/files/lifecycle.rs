//! Lifecycle settings of files: expiry and access, sent as one header of compact JSON.

use std::time::Duration;

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::error::Error;

/// Expiry of files and access to them, for the output of a job or for uploads.
///
/// Unset values default to the account's settings.
///
/// ```
/// use std::time::Duration;
/// use fal_sdk::{Access, Lifecycle};
///
/// let lifecycle = Lifecycle::new()
///     .expires_after(Duration::from_secs(24 * 60 * 60))
///     .default_access(Access::Hide)
///     .access("our-team", Access::Allow);
/// # let _ = lifecycle;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Lifecycle {
    expires: Expiry,
    default_access: Option<Access>,
    rules: Vec<(String, Access)>,
}

/// Expiry of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expiry {
    #[default]
    AccountDefault,
    Never,
    After(Duration),
}

/// Access decision for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Serves the file.
    Allow,
    /// Responds with 403 Forbidden.
    Forbid,
    /// Responds with 404 Not Found.
    Hide,
}

impl Access {
    fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Forbid => "forbid",
            Self::Hide => "hide",
        }
    }
}

impl Lifecycle {
    /// Creates a lifecycle with the account's settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time after which files expire, rounded up to seconds. Zero, which fal would interpret as "never", is an
    /// error of the call.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires = Expiry::After(time);
        self
    }

    /// Keeps files indefinitely, regardless of the account's settings.
    pub fn never_expires(mut self) -> Self {
        self.expires = Expiry::Never;
        self
    }

    /// Sets the access of users without a rule. The owner always has access.
    pub fn default_access(mut self, access: Access) -> Self {
        self.default_access = Some(access);
        self
    }

    /// Sets the access of the fal user with this nickname. Requires [`default_access`](Self::default_access).
    pub fn access(mut self, user: impl Into<String>, access: Access) -> Self {
        self.rules.push((user.into(), access));
        self
    }

    /// Returns the header value.
    pub(crate) fn to_value(&self) -> Result<HeaderValue, Error> {
        let header = self.to_header()?;
        HeaderValue::try_from(header)
            .map_err(|source| Error::invalid("lifecycle settings cannot be sent as a header").with_source(source))
    }

    /// Returns the header text: compact ASCII JSON.
    pub(crate) fn to_header(&self) -> Result<String, Error> {
        let mut properties = serde_json::Map::new();
        match self.expires {
            Expiry::AccountDefault => None,
            Expiry::Never => properties.insert(EXPIRES.to_owned(), Value::Null),
            Expiry::After(time) => properties.insert(EXPIRES.to_owned(), seconds(time)?),
        };
        if self.default_access.is_some() || !self.rules.is_empty() {
            properties.insert("initial_acl".to_owned(), self.acl()?);
        }
        Ok(ascii(&Value::Object(properties).to_string()))
    }

    fn acl(&self) -> Result<Value, Error> {
        let Some(default) = self.default_access else {
            return Err(Error::invalid("access rules for users require `default_access`"));
        };
        let rule = |(user, access): &(String, Access)| json!({"user": user, "decision": access.as_str()});
        Ok(json!({"default": default.as_str(), "rules": self.rules.iter().map(rule).collect::<Vec<_>>()}))
    }
}

/// Name of the lifecycle header of calls.
pub(crate) const HEADER: &str = "x-fal-object-lifecycle-preference";

const EXPIRES: &str = "expiration_duration_seconds";

fn seconds(time: Duration) -> Result<Value, Error> {
    if time.is_zero() {
        return Err(Error::invalid("the expiry must be at least one second"));
    }
    Ok(Value::from(time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))))
}

/// Escapes every non-ASCII character of a JSON text.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            let mut units = [0; 2];
            text.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    text
}
