//! The settings of a session. They are checked in [`SessionBuilder::open`]; connections are made in `link`.

use std::{error::Error as StdError, fmt, ops::RangeInclusive, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;
use sync_wrapper::SyncFuture;

use super::{
    connect::{Access, Link, http_client},
    session::Session,
    token::{Provider, Token},
};
use crate::{client::Client, error::Error, http::url_encode, id::endpoint_id::EndpointId};

/// A realtime session to be set up.
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
    access: Access,
    path: Option<String>,
    max_buffering: Option<u8>,
    throttle: Duration,
    connect_timeout: Duration,
    http: Option<reqwest::Client>,
}

/// How many inputs an application may be told to keep.
const BUFFERED: RangeInclusive<u8> = 1..=60;

impl SessionBuilder {
    pub(super) fn new(client: &Client, endpoint: EndpointId) -> Self {
        let access = match client.inner() {
            inner if inner.base_urls.proxy.is_some() => Access::Token(None),
            inner if inner.credentials.is_some() => Access::Key,
            _ => Access::Open,
        };
        Self {
            client: client.clone(),
            endpoint,
            access,
            path: None,
            max_buffering: None,
            throttle: Duration::ZERO,
            connect_timeout: Duration::from_secs(30),
            http: None,
        }
    }

    /// Shows the client's key in the handshake: the default, since whoever has the key gains nothing by
    /// exchanging it for a token first. It goes to the client's run address only.
    ///
    /// A client with a [proxy](crate::ClientBuilder::proxy_url) uses [tokens](Self::token) unless told
    /// otherwise: handshakes do not go through the proxy, and what the client shows to it is not for fal.
    pub fn key(mut self) -> Self {
        self.access = Access::Key;
        self
    }

    /// Shows a token instead of the key, one for each connection: fal gives it for this application and two
    /// minutes. The request for it carries the key, or goes through the client's proxy.
    pub fn token(mut self) -> Self {
        self.access = Access::Token(None);
        self
    }

    /// Shows tokens from elsewhere, such as a server of yours that has the key. The function is asked before
    /// each connection, with the path that the token is for: `fal-ai/app/realtime`.
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
            Box::pin(async move { Token::provided(token.await) })
        });
        self.access = Access::Token(Some(provider));
        self
    }

    /// The path behind the id, instead of `/realtime` (which is not added to an id that ends with it). Empty
    /// for none.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// How many inputs the application keeps while it works, 1 to 60; it drops the oldest ones beyond. fal
    /// recommends 2 where the newest matters. Left to the application by default.
    pub fn max_buffering(mut self, inputs: u8) -> Self {
        self.max_buffering = Some(inputs);
        self
    }

    /// The least time between two inputs: the first goes out at once, and at the end of the time the newest
    /// since then. Zero by default, unlike the 128 ms of fal's browser client: those tame mouse movements, while
    /// a program's inputs are meant.
    pub fn throttle(mut self, interval: Duration) -> Self {
        self.throttle = interval;
        self
    }

    /// How long connecting may take, handshake included; 30 seconds by default. An application that has no
    /// runner yet may need longer. The request for a token has the client's own limits.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The HTTP client that makes the handshakes, e.g. for certificates or a network proxy of your own: those of
    /// [`ClientBuilder::http_client`](crate::ClientBuilder::http_client) do not count here. It must speak
    /// HTTP/1.1 only (`http1_only()`) and follow no redirects.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Checks the settings and makes the session, whose results are of type `T`. Nothing is sent: the first
    /// input connects.
    ///
    /// # Errors
    ///
    /// Of kind `Invalid` for a path or a number of inputs that cannot be, `Config` where there is no key to show.
    pub fn open<T: DeserializeOwned>(self) -> Result<Session<T>, Error> {
        if self.max_buffering.is_some_and(|inputs| !BUFFERED.contains(&inputs)) {
            return Err(Error::invalid("`max_buffering` must be 1 to 60").at(&self.endpoint));
        }
        if matches!(self.access, Access::Key) && self.client.inner().credentials.is_none() {
            return Err(Error::config("the client has no key to show; use a token").at(&self.endpoint));
        }
        let path = full_path(&self.endpoint, self.path.as_deref()).map_err(|error| error.at(&self.endpoint))?;
        let http = match self.http {
            Some(http) => http,
            None => http_client()?,
        };
        let link = Link {
            client: self.client,
            endpoint: self.endpoint,
            path,
            access: self.access,
            max_buffering: self.max_buffering,
            throttle: self.throttle,
            connect_timeout: self.connect_timeout,
            http,
        };
        Ok(Session::new(link))
    }
}

/// The id and the path behind it.
fn full_path(endpoint: &EndpointId, path: Option<&str>) -> Result<String, Error> {
    let behind = match path {
        None if endpoint.name() == "realtime" => "",
        None => "realtime",
        Some(path) => path.trim_matches('/'),
    };
    match behind {
        "" => Ok(endpoint.to_string()),
        path if path.split('/').any(url_encode::is_step) => {
            Err(Error::invalid("the path has an empty segment, `.` or `..`"))
        }
        path => Ok(format!("{endpoint}/{path}")),
    }
}

impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("endpoint", &self.endpoint)
            .field("access", &self.access)
            .field("path", &self.path)
            .field("max_buffering", &self.max_buffering)
            .field("throttle", &self.throttle)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
