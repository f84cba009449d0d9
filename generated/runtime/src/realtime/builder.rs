//! Settings of a session, validated by [`SessionBuilder::open`].

use std::{error::Error as StdError, fmt, ops::RangeInclusive, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;
use sync_wrapper::SyncFuture;

use super::{
    connect::{Connector, HandshakeAuth, http_client},
    session::Session,
    token::{Provider, Token},
};
use crate::{client::Client, error::Error, id::endpoint_id::EndpointId, rt::url_encode};

/// Builder of a realtime session.
///
/// ```no_run
/// # fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
/// use std::time::Duration;
/// use serde_json::Value;
///
/// let session = client
///     .realtime("fal-ai/fast-lightning-sdxl")?
///     .token()
///     .max_buffering(2)
///     .throttle(Duration::from_millis(128))
///     .open::<Value>()?;
/// # let _ = session;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct SessionBuilder {
    client: Client,
    endpoint: EndpointId,
    auth: HandshakeAuth,
    path: Option<String>,
    max_buffering: Option<u8>,
    throttle: Duration,
    connect_timeout: Duration,
    http: Option<reqwest::Client>,
}

/// Valid values of `max_buffering`.
const MAX_BUFFERING_RANGE: RangeInclusive<u8> = 1..=60;

impl SessionBuilder {
    pub(super) fn new(client: &Client, endpoint: EndpointId) -> Self {
        let auth = match client.inner() {
            inner if inner.http.proxy.is_some() => HandshakeAuth::Token(None),
            inner if inner.http.credentials.is_some() => HandshakeAuth::Key,
            _ => HandshakeAuth::None,
        };
        Self {
            client: client.clone(),
            endpoint,
            auth,
            path: None,
            max_buffering: None,
            throttle: Duration::ZERO,
            connect_timeout: Duration::from_secs(30),
            http: None,
        }
    }

    /// Authenticates the handshake with the client's API key. This is the default: a process that has the key gains
    /// nothing from exchanging it for a token. The key is sent only to the client's run host.
    ///
    /// A client with a [proxy](crate::ClientBuilder::proxy_url) uses [tokens](Self::token) by default: handshakes do
    /// not go through the proxy, and the credentials for the proxy are not valid at fal.
    pub fn key(mut self) -> Self {
        self.auth = HandshakeAuth::Key;
        self
    }

    /// Authenticates the handshake with a token from fal, valid for this application and two minutes. Each connection
    /// fetches a new one with the API key, or through the client's proxy.
    pub fn token(mut self) -> Self {
        self.auth = HandshakeAuth::Token(None);
        self
    }

    /// Authenticates the handshake with tokens from `provider`, such as your own server that has the key. It is called
    /// before each connection with the path that the token is for, e.g. `fal-ai/app/realtime`.
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// # async fn token_from_my_server(_: String) -> Result<String, std::io::Error> { Ok(String::new()) }
    /// let session = client
    ///     .realtime("fal-ai/fast-lightning-sdxl")?
    ///     .token_with(|path| async move { token_from_my_server(path).await })
    ///     .open::<serde_json::Value>()?;
    /// # let _ = session;
    /// # Ok(())
    /// # }
    /// ```
    pub fn token_with<F, O, E>(mut self, provider: F) -> Self
    where
        F: Fn(String) -> O + Send + Sync + 'static,
        O: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let provider: Provider = Arc::new(move |path| {
            let token = SyncFuture::new(provider(path));
            Box::pin(async move { Token::from_provider(token.await) })
        });
        self.auth = HandshakeAuth::Token(Some(provider));
        self
    }

    /// Sets the path after the endpoint id. The default is `/realtime`, unless the id ends with it. Empty for no path.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets how many inputs the server buffers while it is busy, 1 to 60; it drops the oldest beyond that. fal
    /// recommends 2 if only recent inputs matter. The default is the application's.
    pub fn max_buffering(mut self, inputs: u8) -> Self {
        self.max_buffering = Some(inputs);
        self
    }

    /// Sets the minimum time between two inputs. The first input is sent immediately, the latest of the following ones
    /// after the interval. Default: zero, unlike the 128 ms of fal's browser client, which limits mouse movements.
    pub fn throttle(mut self, interval: Duration) -> Self {
        self.throttle = interval;
        self
    }

    /// Sets the time limit for connecting, including the handshake. Default: 30 seconds; an application without a
    /// running instance may need longer. The token request has the client's own time limits.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the HTTP client for handshakes, e.g. with custom certificates or a network proxy;
    /// [`ClientBuilder::http_client`](crate::ClientBuilder::http_client) is not used for them. It must use HTTP/1.1
    /// only (`http1_only()`) and must not follow redirects.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Validates the settings and creates a session with results of type `T`. Nothing is sent: the first input
    /// connects.
    ///
    /// # Errors
    ///
    /// Kind `Invalid` for an invalid path or `max_buffering`, `Config` without a key.
    pub fn open<T: DeserializeOwned>(self) -> Result<Session<T>, Error> {
        if self.max_buffering.is_some_and(|inputs| !MAX_BUFFERING_RANGE.contains(&inputs)) {
            return Err(Error::invalid("`max_buffering` must be 1 to 60").with_endpoint(&self.endpoint));
        }
        if matches!(self.auth, HandshakeAuth::Key) && self.client.inner().http.credentials.is_none() {
            return Err(Error::config("the client has no API key for the handshake; set one or use `token`")
                .with_endpoint(&self.endpoint));
        }
        let path =
            full_path(&self.endpoint, self.path.as_deref()).map_err(|error| error.with_endpoint(&self.endpoint))?;
        let http = match self.http {
            Some(http) => http,
            None => http_client()?,
        };
        let connector = Connector {
            client: self.client,
            endpoint: self.endpoint,
            path,
            auth: self.auth,
            max_buffering: self.max_buffering,
            throttle: self.throttle,
            connect_timeout: self.connect_timeout,
            http,
        };
        Ok(Session::new(connector))
    }
}

/// Returns the endpoint id with the path appended.
fn full_path(endpoint: &EndpointId, path: Option<&str>) -> Result<String, Error> {
    let suffix = match path {
        None if endpoint.name() == "realtime" => "",
        None => "realtime",
        Some(path) => path.trim_matches('/'),
    };
    match suffix {
        "" => Ok(endpoint.to_string()),
        path if path.split('/').any(url_encode::is_dot_segment) => {
            Err(Error::invalid("the path has an empty segment, `.` or `..`"))
        }
        path => Ok(format!("{endpoint}/{path}")),
    }
}

impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("endpoint", &self.endpoint)
            .field("auth", &self.auth)
            .field("path", &self.path)
            .field("max_buffering", &self.max_buffering)
            .field("throttle", &self.throttle)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
