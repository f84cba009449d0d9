//! The credentials that every request carries, and where they come from.
//!
//! The secret leaves this module in one form only: a header value marked sensitive. It is in no
//! `Debug`, no `Display` and no error, and
//! [`Credentials::redact`] takes it out of what a server echoes. Which requests carry it is decided in
//! `exchange`.

use std::fmt;

use bytes::Bytes;
use memchr::memmem::Finder;
use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::{client::env::EnvLookup, error::Error};

/// How the secret is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthScheme {
    /// `Authorization: Key …`, fal's own.
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

/// A checked secret and its scheme.
#[derive(Clone)]
pub(crate) struct Credentials {
    scheme: AuthScheme,
    secret: SecretString,
    header: HeaderValue,
    /// What finds the last of the [`parts`], if there is one. Every answer is looked through.
    last: Option<Finder<'static>>,
}

impl Credentials {
    /// Checks a secret; `origin` names where it came from, for the message.
    pub(crate) fn new(scheme: AuthScheme, text: &str, origin: &str) -> Result<Self, Error> {
        let secret = text.trim();
        if secret.is_empty() {
            return Err(Error::config(format!("the API key from {origin} is empty")));
        }
        if let Some(position) = secret.chars().position(|character| !character.is_ascii_graphic()) {
            let kind = describe_char(secret.chars().nth(position).unwrap_or_default());
            return Err(Error::config(format!(
                "the API key from {origin} has {kind} at position {} of {}; give the key alone, as fal shows it",
                position + 1,
                secret.chars().count(),
            )));
        }
        let mut header = HeaderValue::from_str(&format!("{} {secret}", scheme.as_str()))
            .map_err(|_| Error::config(format!("the API key from {origin} does not fit a header")))?;
        header.set_sensitive(true);
        let last = parts(secret).last().map(|part| Finder::new(part).into_owned());
        Ok(Self { scheme, secret: secret.into(), header, last })
    }

    /// `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET` joined by a colon; blank counts as unset.
    pub(crate) fn from_env(lookup: EnvLookup<'_>) -> Result<Self, Error> {
        let set = |name| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        if let Some(key) = set("FAL_KEY") {
            return Self::new(AuthScheme::Key, &key, "FAL_KEY");
        }
        match (set("FAL_KEY_ID"), set("FAL_KEY_SECRET")) {
            (Some(id), Some(secret)) => {
                Self::new(AuthScheme::Key, &format!("{id}:{secret}"), "FAL_KEY_ID and FAL_KEY_SECRET")
            }
            (Some(_), None) => Err(Error::config("FAL_KEY_ID is set but FAL_KEY_SECRET is not")),
            (None, Some(_)) => Err(Error::config("FAL_KEY_SECRET is set but FAL_KEY_ID is not")),
            (None, None) => Err(Error::config(
                "no API key: set FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET, or give one to the client builder",
            )),
        }
    }

    /// The value of the `Authorization` header, marked sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// The headers of an answer without the secret, should a server have echoed it: some get into errors.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            if self.is_in(value.as_bytes()) {
                let redacted = self.redact(Bytes::copy_from_slice(value.as_bytes()));
                *value = HeaderValue::from_bytes(&redacted).unwrap_or_else(|_| HeaderValue::from_static("[key]"));
            }
        }
    }

    /// The body of an answer without the secret, should a server have echoed it.
    pub(crate) fn redact(&self, body: Bytes) -> Bytes {
        if !self.is_in(&body) {
            return body;
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        parts(self.secret.expose_secret()).fold(text, |text, part| text.replace(part, "[key]")).into()
    }

    /// Nearly no answer holds it, so this goes over bytes. Where the last part is not, the whole is not either.
    fn is_in(&self, bytes: &[u8]) -> bool {
        self.last.as_ref().is_some_and(|last| last.find(bytes).is_some())
    }
}

/// The secret, and its half that is secret by itself.
fn parts(secret: &str) -> impl Iterator<Item = &str> {
    let half = secret.split_once(':').map(|(_, half)| half);
    [Some(secret), half].into_iter().flatten().filter(|part| part.len() >= MIN_REDACTED_LEN)
}

/// A shorter secret is no secret, and would be found in ordinary words.
const MIN_REDACTED_LEN: usize = 6;

/// What is wrong with a character, without showing it.
fn describe_char(character: char) -> &'static str {
    if character.is_whitespace() {
        "a blank"
    } else if character.is_control() {
        "a control character"
    } else {
        "a character outside ASCII"
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.scheme.as_str())
    }
}
