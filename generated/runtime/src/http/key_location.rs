//! Where the key of a service is sent, as the security scheme of its document says.

use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use crate::{
    error::Error,
    http::{
        credentials::Credentials,
        send::{Auth, HttpRequest},
    },
};

/// The part of a request that carries a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`; the key is `user:password`.
    Basic,
    /// A header of this name.
    Header(&'static str),
    /// A query parameter of this name.
    Query(&'static str),
    /// A cookie of this name.
    Cookie(&'static str),
}

impl KeyLocation {
    /// Adds a key to a request, which then carries no other key and follows no redirect to another origin.
    pub(crate) fn add_key(self, key: &Credentials, request: &mut HttpRequest) -> Result<(), Error> {
        request.auth = Auth::NoneSameOrigin;
        let (header, value) = match self {
            Self::Bearer => (AUTHORIZATION, key.bearer()?),
            Self::Basic => (AUTHORIZATION, key.basic()?),
            Self::Header(name) => (header_name(name)?, key.plain()?),
            Self::Cookie(name) => (COOKIE, cookies(request.headers.get(COOKIE), &key.cookie(name)?)?),
            Self::Query(name) => {
                key.add_to_query(name, &mut request.url);
                return Ok(());
            }
        };
        request.headers.insert(header, value);
        Ok(())
    }
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    let invalid = |source| Error::invalid(format!("`{name}` is not a valid header")).with_source(source);
    HeaderName::try_from(name).map_err(invalid)
}

/// Appends a cookie to those that a request has.
fn cookies(present: Option<&HeaderValue>, added: &HeaderValue) -> Result<HeaderValue, Error> {
    let all = match present {
        Some(present) => [present.as_bytes(), b"; ", added.as_bytes()].concat(),
        None => added.as_bytes().to_vec(),
    };
    let mut value = HeaderValue::from_bytes(&all)
        .map_err(|source| Error::invalid("the cookies are not a valid header").with_source(source))?;
    value.set_sensitive(true);
    Ok(value)
}
