//! Temporary tokens: they stand in the address of a handshake in place of the key.
//!
//! A token is used for one connection, so none is ever kept or refreshed. Like the key, it is in no `Debug`,
//! no error and no log.

use std::{error::Error as StdError, sync::Arc};

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::{
    client::ClientInner,
    error::Error,
    http::{
        credentials::Credentials,
        retry::{RetryClass, send_with_retry},
        send::{AttemptState, HttpRequest},
        url_encode,
    },
    id::endpoint_id::EndpointId,
    rt::future::Boxed,
};

/// A token.
pub(super) struct Token(SecretString);

/// Where tokens come from, if not from fal; it is given the path that they are for.
pub(super) type Provider = Arc<dyn Fn(String) -> Boxed<'static, Result<Token, Error>> + Send + Sync>;

/// How many seconds fal's token lasts: as many as fal's own clients ask for.
const LIFE: u32 = 120;

impl Token {
    /// What a provider gave.
    pub(super) fn provided<E: Into<Box<dyn StdError + Send + Sync>>>(token: Result<String, E>) -> Result<Self, Error> {
        match token {
            Ok(token) if token.trim().is_empty() => Err(Error::config("the provider of tokens gave an empty one")),
            Ok(token) => Ok(Self::new(&token)),
            Err(source) => Err(Error::config("the provider of tokens failed").because(source)),
        }
    }

    fn new(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// Asks fal for a token. It is for the whole application, which is named by its second word.
    pub(super) async fn issued(client: &ClientInner, endpoint: &EndpointId) -> Result<Self, Error> {
        let app = endpoint.app().rsplit('/').next().unwrap_or_default();
        let body = json!({"allowed_apps": [app], "token_expiration": LIFE}).to_string();
        let ask = HttpRequest::new(Method::POST, client.base_urls.rest.join("tokens/")).json(body.into());
        let mut trace = AttemptState::default();
        let reply = send_with_retry(client, &ask, (RetryClass::Always, &client.retry), None, &mut trace).await;
        let reply = reply.map_err(|failure| Error::failed(failure, &trace, RetryClass::Always))?;
        if !reply.status.is_success() {
            return Err(Error::answered(&reply, RetryClass::Always));
        }
        // The body stays out of the error: it may hold a token in some shape.
        Self::read(&reply.body).ok_or_else(|| Error::amiss("the answer to the request for a token has none"))
    }

    /// A bare text; older proxies and newer answers wrap it.
    fn read(body: &[u8]) -> Option<Self> {
        let answer: Value = serde_json::from_slice(body).ok()?;
        let wrapped = || answer.get("token").or_else(|| answer.get("detail"))?.as_str();
        let text = answer.as_str().or_else(wrapped).filter(|text| !text.trim().is_empty())?;
        Some(Self::new(text))
    }

    /// The token as a value of a query.
    pub(super) fn encoded(&self) -> String {
        url_encode::encode(self.0.expose_secret()).into_owned()
    }

    fn redact(&self, text: &str) -> String {
        text.replace(self.0.expose_secret(), "[token]").replace(&self.encoded(), "[token]")
    }
}

/// What a connection was made with, to be taken out of what the server says.
pub(super) struct Shown {
    pub(super) credentials: Option<Credentials>,
    pub(super) token: Option<Token>,
}

impl Shown {
    /// Text of a server without the secrets, should it have echoed them.
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
