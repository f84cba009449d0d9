//! What becomes of files: how long they are kept and who may read them.
//!
//! It is sent as one header with compact JSON; that is made here and set in `options`.

use std::time::Duration;

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::error::Error;

/// How long files are kept, and who may read them: those that a job makes, or those that are uploaded.
///
/// What is not said stays as the account's settings have it.
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

/// When files may be deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expiry {
    #[default]
    AsAccount,
    Never,
    After(Duration),
}

/// What a reader of a file is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// The file.
    Allow,
    /// That it is forbidden (403).
    Forbid,
    /// That there is no such file (404).
    Hide,
}

impl Access {
    fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Forbid => "forbid",
            Self::Hide => "hide",
        }
    }
}

impl Lifecycle {
    /// The account's settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files may be deleted after this time, rounded up to whole seconds. Zero is refused by the call:
    /// fal would read it as "never".
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires = Expiry::After(time);
        self
    }

    /// The files are kept, whatever the account's settings.
    pub fn never_expires(mut self) -> Self {
        self.expires = Expiry::Never;
        self
    }

    /// What readers are answered for whom there is no rule. The owner always has access.
    pub fn default_access(mut self, access: Access) -> Self {
        self.default_access = Some(access);
        self
    }

    /// What the fal user with this nickname is answered; a [`default_access`](Self::default_access) must be set too.
    pub fn access(mut self, user: impl Into<String>, access: Access) -> Self {
        self.rules.push((user.into(), access));
        self
    }

    /// The value of the header.
    pub(crate) fn to_value(&self) -> Result<HeaderValue, Error> {
        let header = self.to_header()?;
        HeaderValue::try_from(header).map_err(|source| Error::invalid("the lifecycle is no header").because(source))
    }

    /// The text of the header: compact and ASCII.
    pub(crate) fn to_header(&self) -> Result<String, Error> {
        let mut members = serde_json::Map::new();
        match self.expires {
            Expiry::AsAccount => None,
            Expiry::Never => members.insert(EXPIRES.to_owned(), Value::Null),
            Expiry::After(time) => members.insert(EXPIRES.to_owned(), seconds(time)?),
        };
        if self.default_access.is_some() || !self.rules.is_empty() {
            members.insert("initial_acl".to_owned(), self.acl()?);
        }
        Ok(ascii(&Value::Object(members).to_string()))
    }

    fn acl(&self) -> Result<Value, Error> {
        let Some(default) = self.default_access else {
            return Err(Error::invalid("access for single users needs a `default_access` for all others"));
        };
        let rule = |(user, access): &(String, Access)| json!({"user": user, "decision": access.word()});
        Ok(json!({"default": default.word(), "rules": self.rules.iter().map(rule).collect::<Vec<_>>()}))
    }
}

/// The header of calls that it is sent as.
pub(crate) const HEADER: &str = "x-fal-object-lifecycle-preference";

const EXPIRES: &str = "expiration_duration_seconds";

fn seconds(time: Duration) -> Result<Value, Error> {
    if time.is_zero() {
        return Err(Error::invalid("files cannot expire after no time; the shortest is one second"));
    }
    Ok(Value::from(time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))))
}

/// JSON with every character outside ASCII escaped.
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
