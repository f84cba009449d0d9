//! The builder of clients. [`ClientBuilder::build`] validates all settings; those for URLs are in `urls`.

mod urls;

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{Url, header::HeaderValue};

use crate::{
    client::{
        Client, ClientInner,
        base_urls::{BaseUrls, UrlOverrides},
        env::{self, EnvLookup, EnvSource},
    },
    error::Error,
    http::{
        connection_limit::ConnectionLimiter,
        context::HttpContext,
        credentials::{AuthScheme, Credentials},
        reqwest_transport::{HAS_TLS, ReqwestTransport},
        retry::{RetryBudget, RetryPolicy},
        service_keys::ServiceKeys,
        transport::Transport,
    },
};

/// Builds a [`Client`].
///
/// Settings that are not set are read from the environment, or else have fal's defaults:
///
/// | setting | environment |
/// |---|---|
/// | `key` | `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET` joined by a colon; blank counts as unset |
/// | `queue_url` | `FAL_QUEUE_URL`, else a host name in `FAL_QUEUE_RUN_HOST`, else `queue.` and `FAL_RUN_HOST` |
/// | `run_url` | `FAL_RUN_URL`, else a host name in `FAL_RUN_HOST` |
/// | `rest_url` | `FAL_REST_URL` |
/// | `mock_url` | `FAL_MOCK_URL`: overrides the other URLs of the environment; no key is read then |
///
/// ```
/// use fal_sdk::Client;
///
/// // A relay that implements fal's API and has its own tokens:
/// let client = Client::builder().bearer("sk-relay-token").base_url("https://relay.example/fal").build()?;
/// # let _ = client;
/// # Ok::<(), fal_sdk::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    credentials: CredentialSource,
    service_keys: Vec<(String, Option<String>, String)>,
    urls: UrlOverrides,
    backup_hosts: bool,
    transport: Option<Arc<dyn Transport>>,
    layers: Vec<Layer>,
    retry: RetryPolicy,
    retry_budget: u32,
    max_connections: usize,
    connect_timeout: Duration,
    request_timeout: Duration,
    poll_only: bool,
    result_limit: usize,
    user_agent: String,
    environment: EnvSource,
}

/// Wraps a transport in another one.
type Layer = Arc<dyn Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

/// Where the credentials come from.
#[derive(Clone)]
enum CredentialSource {
    Env,
    Secret(AuthScheme, String),
    None,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: CredentialSource::Env,
            service_keys: Vec::new(),
            urls: UrlOverrides::default(),
            backup_hosts: false,
            transport: None,
            layers: Vec::new(),
            retry: RetryPolicy::default(),
            retry_budget: 200,
            max_connections: 64,
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(120),
            poll_only: false,
            result_limit: 256 << 20,
            user_agent: concat!("fal-sdk/", env!("CARGO_PKG_VERSION"), " (rust)").to_owned(),
            environment: Arc::new(env::process_var),
        }
    }
}

impl ClientBuilder {
    /// Sets the API key (`id:secret`), sent as `Authorization: Key …`. Surrounding whitespace is removed.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.credentials = CredentialSource::Secret(AuthScheme::Key, key.into());
        self
    }

    /// Sets a token, sent as `Authorization: Bearer …`, for relays and login tokens.
    pub fn bearer(mut self, token: impl Into<String>) -> Self {
        self.credentials = CredentialSource::Secret(AuthScheme::Bearer, token.into());
        self
    }

    /// Sends no credentials: for public endpoints, and for relays that add the key.
    pub fn anonymous(mut self) -> Self {
        self.credentials = CredentialSource::None;
        self
    }

    /// Sets the key of a service other than fal. It is sent to that service only, where its document says: in a header,
    /// the query, a cookie, or as `Authorization: Bearer …` or `Basic …` (then the key is `user:password`). The name of
    /// the service is in the documentation of its functions; usually it is the host.
    ///
    /// ```
    /// use fal_sdk::Client;
    ///
    /// let client = Client::builder().anonymous().service_key("api.example.com", "sk-example").build()?;
    /// # let _ = client;
    /// # Ok::<(), fal_sdk::Error>(())
    /// ```
    pub fn service_key(mut self, service: impl Into<String>, key: impl Into<String>) -> Self {
        self.service_keys.push((service.into(), None, key.into()));
        self
    }

    /// Like [`service_key`](Self::service_key), for one security scheme of the service by its name in the document.
    pub fn service_scheme_key(
        mut self,
        service: impl Into<String>,
        scheme: impl Into<String>,
        key: impl Into<String>,
    ) -> Self {
        self.service_keys.push((service.into(), Some(scheme.into()), key.into()));
        self
    }

    /// Sets how often single requests are retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the retry budget that all requests of the client share; 200 by default. Every five successful responses
    /// add one retry. It keeps a thousand jobs from sending five thousand requests to a failing server.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Sets the maximum number of open connections to one host, a quarter of them for status streams; 64 by default.
    /// Requests of further jobs wait for a free one. Runs, event streams, file transfers and cancellations at a
    /// deadline do not count towards this limit.
    ///
    /// With your own [`http_client`](Self::http_client) this limits concurrent requests instead: a few more connections
    /// may be open while they return to its pool.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// Sets the timeout for opening a connection; 10 seconds by default. It has no effect on your own
    /// [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the timeout of a single request, its response included; 120 seconds by default. It does not limit how long
    /// a job may take.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Watches jobs by polling only, without status streams: for relays that buffer streams. Relays without status
    /// streams are detected with the first job and need no setting.
    pub fn poll_only(mut self) -> Self {
        self.poll_only = true;
        self
    }

    /// Sets the maximum size of a result in bytes; 256 MiB by default. Files are URLs and do not count, unless the
    /// endpoint returns them as data URIs.
    pub fn result_limit(mut self, bytes: usize) -> Self {
        self.result_limit = bytes;
        self
    }

    /// Sets the `User-Agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sets the HTTP client, e.g. to configure an HTTP proxy or certificates. It must not follow redirects
    /// (`reqwest::redirect::Policy::none()`), since they could send a payload to another server.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(Arc::new(ReqwestTransport::from_client(client)))
    }

    /// Sets a transport that replaces reqwest, e.g. with scripted responses in a test.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Adds middleware that wraps the transport. The layer added last sees a request first. See
    /// [`transport`](crate::transport).
    pub fn layer(mut self, layer: impl Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync + 'static) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// Replaces the lookup of environment variables. `|_| None` ignores the environment.
    pub fn environment(mut self, lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.environment = Arc::new(lookup);
        self
    }

    /// Validates all settings and creates the client. Errors are of kind `Config` and never contain the key.
    pub fn build(self) -> Result<Client, Error> {
        let lookup: EnvLookup<'_> = &*self.environment;
        let credentials = self.credentials(lookup)?;
        let service_keys = service_keys(&self.service_keys)?;
        let base_urls = self.urls.resolve(lookup)?;
        let proxy = self.urls.resolve_proxy()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(reqwest_transport(&base_urls, proxy.as_ref(), self.connect_timeout)?),
        };
        let http = HttpContext {
            transport: self.layers.iter().fold(transport, |inner, layer| layer(inner)),
            credentials,
            service_keys,
            proxy,
            backup_hosts: self.backup_hosts,
            user_agent: HeaderValue::from_str(&self.user_agent)
                .map_err(|_| Error::config("the user agent is not a valid header value"))?,
            request_timeout: self.request_timeout,
            result_limit: self.result_limit,
            retry: self.retry,
            retry_budget: RetryBudget::new(self.retry_budget),
            connection_limiter: ConnectionLimiter::new(self.max_connections),
        };
        Ok(Client::from(ClientInner {
            http,
            base_urls,
            poll_only: self.poll_only,
            #[cfg(feature = "webhooks")]
            webhook_keys: crate::client::extension::ExtensionSlot::default(),
        }))
    }

    fn credentials(&self, lookup: EnvLookup<'_>) -> Result<Option<Credentials>, Error> {
        match &self.credentials {
            // The proxy has the key.
            CredentialSource::Env if self.urls.proxy.is_some() => Ok(None),
            CredentialSource::Env if self.urls.use_mock(lookup) => {
                Credentials::new(AuthScheme::Key, MOCK_KEY, "fal-sdk itself").map(Some)
            }
            // A client of other services needs no key of fal.
            CredentialSource::Env if !self.service_keys.is_empty() && !env::has_credentials(lookup) => Ok(None),
            CredentialSource::Env => env::credentials(lookup).map(Some),
            CredentialSource::Secret(scheme, secret) => {
                Credentials::new(*scheme, secret, "the client builder").map(Some)
            }
            CredentialSource::None => Ok(None),
        }
    }
}

impl Client {
    /// Creates a client with the key from the environment: `FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.
    ///
    /// URLs are read from the environment too; see [`ClientBuilder`].
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Creates a client with this key (`id:secret`).
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().key(key).build()
    }

    /// Returns a builder with default settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

/// The key that is sent to a mock server.
const MOCK_KEY: &str = "mock:mock";

fn service_keys(set: &[(String, Option<String>, String)]) -> Result<ServiceKeys, Error> {
    let mut keys = ServiceKeys::default();
    for (service, scheme, key) in set {
        let key = Credentials::of_service(key, &format!("`service_key` of {service}"))?;
        keys.add(service.clone(), scheme.clone(), key);
    }
    Ok(keys)
}

fn reqwest_transport(
    base_urls: &BaseUrls,
    proxy: Option<&Url>,
    connect_timeout: Duration,
) -> Result<ReqwestTransport, Error> {
    let needs_tls = proxy.map_or_else(|| base_urls.need_tls(), |proxy| proxy.scheme() == "https");
    if needs_tls && !HAS_TLS {
        return Err(Error::config(
            "fal-sdk was built without TLS: enable its feature `rustls` or `native-tls`, or pass an `http_client`",
        ));
    }
    ReqwestTransport::new(connect_timeout)
        .map_err(|source| Error::config("the HTTP client cannot be created").with_source(source))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials = match &self.credentials {
            CredentialSource::Env => "from the environment",
            CredentialSource::Secret(..) => "[redacted]",
            CredentialSource::None => "none",
        };
        f.debug_struct("ClientBuilder").field("credentials", &credentials).finish_non_exhaustive()
    }
}
