//! Short-lived tokens that authenticate a handshake instead of the key.
//!
//! Each token is used for one connection, so none is cached or refreshed. Like the key, tokens never appear in `Debug`,
//! errors or logs.

use std::{error::Error as StdError, sync::Arc};

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::{
    client::ClientInner,
    error::Error,
    http::{
        credentials::Credentials,
        retry::RetryClass,
        send::{AttemptState, HttpRequest, send_with_retry},
    },
    id::endpoint_id::EndpointId,
    rt::future::Boxed,
    rt::url_encode,
};

/// Secret token of a handshake.
pub(super) struct Token(SecretString);

/// User-supplied source of tokens; the argument is the path that the token is for.
pub(super) type Provider = Arc<dyn Fn(String) -> Boxed<'static, Result<Token, Error>> + Send + Sync>;

/// Lifetime of fal's tokens in seconds, the same as in fal's own clients.
const LIFETIME_SECONDS: u32 = 120;

impl Token {
    /// Converts the result of a provider.
    pub(super) fn from_provider<E: Into<Box<dyn StdError + Send + Sync>>>(
        token: Result<String, E>,
    ) -> Result<Self, Error> {
        match token {
            Ok(token) if token.trim().is_empty() => Err(Error::config("the token provider returned an empty token")),
            Ok(token) => Ok(Self::new(&token)),
            Err(source) => Err(Error::config("the token provider failed").with_source(source)),
        }
    }

    fn new(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// Requests a token from fal for the whole application, i.e. the second segment of the endpoint id.
    pub(super) async fn fetch(client: &ClientInner, endpoint: &EndpointId) -> Result<Self, Error> {
        let app = endpoint.app().rsplit('/').next().unwrap_or_default();
        let body = json!({"allowed_apps": [app], "token_expiration": LIFETIME_SECONDS}).to_string();
        let request = HttpRequest::new(Method::POST, client.base_urls.rest.join("tokens/")).json(body.into());
        let mut attempt = AttemptState::default();
        let response =
            send_with_retry(&client.http, &request, (RetryClass::Always, &client.http.retry), None, &mut attempt).await;
        let response = response.map_err(|failure| Error::from_transport(failure, &attempt, RetryClass::Always))?;
        if !response.status.is_success() {
            return Err(Error::from_response(&response, RetryClass::Always));
        }
        // The error omits the body, which may contain a token in an unknown form.
        Self::parse(&response.body)
            .ok_or_else(|| Error::unexpected_response("the response to the token request contains no token"))
    }

    /// Parses a JSON string; older proxies and newer responses wrap it in an object.
    fn parse(body: &[u8]) -> Option<Self> {
        let response: Value = serde_json::from_slice(body).ok()?;
        let wrapped = || response.get("token").or_else(|| response.get("detail"))?.as_str();
        let text = response.as_str().or_else(wrapped).filter(|text| !text.trim().is_empty())?;
        Some(Self::new(text))
    }

    /// Returns the token, percent-encoded for a query.
    pub(super) fn encoded(&self) -> String {
        url_encode::encode(self.0.expose_secret()).into_owned()
    }

    fn redact(&self, text: &str) -> String {
        text.replace(self.0.expose_secret(), "[token]").replace(&self.encoded(), "[token]")
    }
}

/// Secrets of a connection, to redact them from what the server sends.
pub(super) struct SessionAuth {
    pub(super) credentials: Option<Credentials>,
    pub(super) token: Option<Token>,
}

impl SessionAuth {
    /// Redacts the secrets that a server may have echoed.
    pub(super) fn redact(&self, text: &str) -> String {
        let text = match &self.credentials {
            Some(credentials) => String::from_utf8_lossy(&credentials.redact(text.to_owned().into())).into_owned(),
            None => text.to_owned(),
        };
        match &self.token {
            Some(token) => token.redact(&text),
            None => text,
        }
    }
}
