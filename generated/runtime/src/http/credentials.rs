//! The API key that requests carry.
//!
//! The secret leaves this module only as a header value marked sensitive, or in the query of a URL where a service expects
//! it there. It appears in no `Debug`, `Display` or error, and [`Credentials::redact`] removes it from what a server echoes. `send/attempt` decides which requests carry it.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use memchr::memmem::Finder;
use reqwest::{
    Url,
    header::{HeaderMap, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{error::Error, rt::url_encode};

/// The scheme of the `Authorization` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthScheme {
    /// `Authorization: Key …`, fal's own scheme.
    Key,
    /// `Authorization: Bearer …`, for login tokens and for relays that expect it.
    Bearer,
}

impl AuthScheme {
    fn as_str(self) -> &'static str {
        match self {
            Self::Key => "Key",
            Self::Bearer => "Bearer",
        }
    }
}

/// A validated secret and its scheme.
#[derive(Clone)]
pub(crate) struct Credentials {
    scheme: AuthScheme,
    secret: SecretString,
    header: HeaderValue,
    /// Finds the last of the [`parts`], if there is one. Every response is searched.
    finder: Option<Finder<'static>>,
}

impl Credentials {
    /// Validates a secret. `origin` names its source in error messages.
    pub(crate) fn new(scheme: AuthScheme, text: &str, origin: &str) -> Result<Self, Error> {
        let secret = text.trim();
        if secret.is_empty() {
            return Err(Error::config(format!("the API key from {origin} is empty")));
        }
        check_characters(secret, origin, |character| character.is_ascii_graphic())?;
        Self::validated(scheme, secret, origin)
    }

    /// Validates the key of a service, which may contain spaces. `origin` names its source in error messages.
    pub(crate) fn of_service(text: &str, origin: &str) -> Result<Self, Error> {
        let secret = text.trim();
        if secret.is_empty() {
            return Err(Error::config(format!("the key from {origin} is empty")));
        }
        check_characters(secret, origin, |character| matches!(character, ' '..='~'))?;
        Self::validated(AuthScheme::Bearer, secret, origin)
    }

    fn validated(scheme: AuthScheme, secret: &str, origin: &str) -> Result<Self, Error> {
        let mut header = HeaderValue::from_str(&format!("{} {secret}", scheme.as_str()))
            .map_err(|_| Error::config(format!("the API key from {origin} is not a valid header value")))?;
        header.set_sensitive(true);
        let finder = parts(secret).last().map(|part| Finder::new(part).into_owned());
        Ok(Self { scheme, secret: secret.into(), header, finder })
    }

    /// Returns the value of the `Authorization` header, marked sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Returns `Bearer` and the secret.
    pub(crate) fn bearer(&self) -> Result<HeaderValue, Error> {
        sensitive(&format!("Bearer {}", self.secret.expose_secret()))
    }

    /// Returns `Basic` and the secret, which is `user:password`; without a colon it is the user.
    pub(crate) fn basic(&self) -> Result<HeaderValue, Error> {
        let secret = self.secret.expose_secret();
        let colon = if secret.contains(':') { "" } else { ":" };
        sensitive(&format!("Basic {}", BASE64_STANDARD.encode(format!("{secret}{colon}"))))
    }

    /// Returns the secret alone.
    pub(crate) fn plain(&self) -> Result<HeaderValue, Error> {
        sensitive(self.secret.expose_secret())
    }

    /// Returns a cookie with the secret.
    pub(crate) fn cookie(&self, name: &str) -> Result<HeaderValue, Error> {
        sensitive(&format!("{name}={}", self.secret.expose_secret()))
    }

    /// Adds the secret to the query of a URL.
    pub(crate) fn add_to_query(&self, name: &str, url: &mut Url) {
        let pair = format!("{}={}", url_encode::encode(name), url_encode::encode(self.secret.expose_secret()));
        let query = match url.query() {
            Some(query) if !query.is_empty() => format!("{query}&{pair}"),
            Some(_) | None => pair,
        };
        url.set_query(Some(&query));
    }

    /// Removes the secret from response headers: some of them are copied into errors.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            if self.is_in(value.as_bytes()) {
                let redacted = self.redact(Bytes::copy_from_slice(value.as_bytes()));
                *value = HeaderValue::from_bytes(&redacted).unwrap_or_else(|_| HeaderValue::from_static("[key]"));
            }
        }
    }

    /// Removes the secret from a response body.
    pub(crate) fn redact(&self, body: Bytes) -> Bytes {
        if !self.is_in(&body) {
            return body;
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        parts(self.secret.expose_secret()).fold(text, |text, part| text.replace(part, "[key]")).into()
    }

    /// Whether the bytes contain the secret. Searching for the last part is enough: the whole secret contains it.
    fn is_in(&self, bytes: &[u8]) -> bool {
        self.finder.as_ref().is_some_and(|finder| finder.find(bytes).is_some())
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(text).map_err(|_| Error::config("the key is not a valid header value"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Rejects a secret with an invalid character, which the message does not show.
fn check_characters(secret: &str, origin: &str, is_valid: impl Fn(char) -> bool) -> Result<(), Error> {
    let Some(position) = secret.chars().position(|character| !is_valid(character)) else { return Ok(()) };
    let class = character_class(secret.chars().nth(position).unwrap_or_default());
    Err(Error::config(format!(
        "the API key from {origin} has {class} at position {} of {}; use the key exactly as it was issued",
        position + 1,
        secret.chars().count(),
    )))
}

/// The whole secret, and the second half of `id:secret`.
fn parts(secret: &str) -> impl Iterator<Item = &str> {
    let half = secret.split_once(':').map(|(_, half)| half);
    [Some(secret), half].into_iter().flatten().filter(|part| part.len() >= MIN_REDACTED_LEN)
}

/// Shorter values are not secrets, and would be found in ordinary words.
const MIN_REDACTED_LEN: usize = 6;

/// Describes an invalid character without showing it.
fn character_class(character: char) -> &'static str {
    if character.is_whitespace() {
        "whitespace"
    } else if character.is_control() {
        "a control character"
    } else {
        "a non-ASCII character"
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.scheme.as_str())
    }
}
