//! Putting a client together: everything is checked in [`ClientBuilder::build`], nothing later.
//!
//! The checks themselves are in `auth` and `base_urls`.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::header::HeaderValue;

use crate::{
    client::{
        Client, ClientInner,
        base_urls::{BaseUrls, UrlOverrides},
        env::{self, EnvLookup, EnvSource},
    },
    error::Error,
    http::{
        connection_limit::ConnectionLimiter,
        credentials::{AuthScheme, Credentials},
        reqwest_transport::{HAS_TLS, ReqwestTransport},
        retry::{RetryBudget, RetryPolicy},
        transport::Transport,
    },
};

/// A client to be set up.
///
/// What is not set comes from the environment, else it is fal's own:
///
/// | setting | environment |
/// |---|---|
/// | `key` | `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET` joined by a colon; blank counts as unset |
/// | `queue_url` | `FAL_QUEUE_URL`, else a host name in `FAL_QUEUE_RUN_HOST`, else `queue.` and `FAL_RUN_HOST` |
/// | `run_url` | `FAL_RUN_URL`, else a host name in `FAL_RUN_HOST` |
/// | `rest_url` | `FAL_REST_URL` |
/// | `mock_url` | `FAL_MOCK_URL`: goes before the other addresses of the environment, and no key is read then |
///
/// ```
/// use fal_sdk::Client;
///
/// // A relay that speaks fal's protocol and takes its own token:
/// let client = Client::builder().bearer("sk-relay-token").base_url("https://relay.example/fal").build()?;
/// # let _ = client;
/// # Ok::<(), fal_sdk::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    credentials: CredentialSource,
    url_overrides: UrlOverrides,
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

/// What puts a transport around another one.
type Layer = Arc<dyn Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

/// The credentials as given.
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
            url_overrides: UrlOverrides::default(),
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
    /// The API key, `id:secret`, sent as `Authorization: Key …`. Blanks around it are cut off.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.credentials = CredentialSource::Secret(AuthScheme::Key, key.into());
        self
    }

    /// A token sent as `Authorization: Bearer …`, for relays and login tokens.
    pub fn bearer(mut self, token: impl Into<String>) -> Self {
        self.credentials = CredentialSource::Secret(AuthScheme::Bearer, token.into());
        self
    }

    /// No credentials: for what is public, and for a relay that has the key itself.
    pub fn anonymous(mut self) -> Self {
        self.credentials = CredentialSource::None;
        self
    }

    /// One address for all hosts, e.g. of a relay or a local server; it may have a path. Must be `https`, or
    /// `http` to this machine; see [`allow_plain_http`](Self::allow_plain_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.all = Some(url.into());
        self
    }

    /// The address of a local fal, such as `cargo xtask mock`: `http://127.0.0.1:8325`. Each of fal's hosts is a path
    /// below it. It takes any key, so unless one is given here it gets none of yours.
    pub fn mock_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.mock = Some(url.into());
        self
    }

    /// The address of the queue (`https://queue.fal.run`). It goes before [`base_url`](Self::base_url), as do
    /// the other single addresses.
    pub fn queue_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.queue = Some(url.into());
        self
    }

    /// The address for synchronous runs and streams (`https://fal.run`).
    pub fn run_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.run = Some(url.into());
        self
    }

    /// The address of storage and tokens (`https://rest.fal.ai`).
    pub fn rest_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.rest = Some(url.into());
        self
    }

    /// The address of fal's files (`https://v3.fal.media`). Nothing is asked there today: uploads go where the address
    /// at [`rest_url`](Self::rest_url) says, downloads to the file's own.
    pub fn cdn_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.cdn = Some(url.into());
        self
    }

    /// The address of the platform API (`https://api.fal.ai/v1`).
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.api = Some(url.into());
        self
    }

    /// A proxy of your own that adds the key, as fal's server-side proxies for web applications do. Every
    /// request to fal goes there, with its real address in the header `x-fal-target-url`; uploads of bytes,
    /// downloads and realtime connections do not. No key is taken from the environment then.
    pub fn proxy_url(mut self, url: impl Into<String>) -> Self {
        self.url_overrides.proxy = Some(url.into());
        self
    }

    /// Whether `falrun.com` and `queue.falrun.com` are asked where no connection to `fal.run` or `queue.fal.run`
    /// comes about. fal's own backup hosts; they see key and payload, so this is off by default.
    pub fn backup_hosts(mut self, allowed: bool) -> Self {
        self.url_overrides.backup = allowed;
        self
    }

    /// Lets addresses be plain `http` beyond this machine. Whoever sees the traffic sees the key.
    pub fn allow_plain_http(mut self) -> Self {
        self.url_overrides.allow_plain_http = true;
        self
    }

    /// How often single requests are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many repetitions all requests of the client may spend together before good answers earn more, five
    /// for one; 200 by default. It keeps a thousand jobs from asking five thousand times when a server fails.
    pub fn retry_budget(mut self, repetitions: u32) -> Self {
        self.retry_budget = repetitions;
        self
    }

    /// The most connections to a host that requests have open at once, a quarter of them for status streams; 64 by
    /// default. More jobs than that take turns. Runs, event streams and transfers of files have connections of
    /// their own, and so have cancellations at a deadline.
    ///
    /// An [`http_client`](Self::http_client) of your own makes its connections itself: no more requests than this are
    /// under way then, but a few more connections may be open while they are given back.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections;
        self
    }

    /// How long the set-up of a connection may take; 10 seconds by default. Without effect on an
    /// [`http_client`](Self::http_client) of your own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a single request may take, its answer included; 120 seconds by default. No request waits for
    /// a job, so this bounds no job.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Follows jobs by asking for their status, never by status streams: for a relay that holds streams back. One that
    /// merely has none needs no setting; the client finds out with its first job.
    pub fn poll_only(mut self) -> Self {
        self.poll_only = true;
        self
    }

    /// The most bytes that a result may have; 256 MiB by default. Files come as URLs and do not count, unless
    /// an endpoint was asked for data URIs.
    pub fn result_limit(mut self, bytes: usize) -> Self {
        self.result_limit = bytes;
        self
    }

    /// The `User-Agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The HTTP client to send with, e.g. for a proxy or certificates of your own. It must not follow
    /// redirects (`reqwest::redirect::Policy::none()`): they could carry a payload elsewhere.
    pub fn http_client(self, client: reqwest::Client) -> Self {
        self.transport(Arc::new(ReqwestTransport::from_client(client)))
    }

    /// Another way to send requests than reqwest, e.g. a script in a test.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Middleware: puts a transport around the one there is. The last one added sees a request first. See
    /// [`transport`](crate::transport).
    pub fn layer(mut self, layer: impl Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync + 'static) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// Looks environment variables up with this function instead: `|_| None` keeps the environment out.
    pub fn environment(mut self, lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.environment = Arc::new(lookup);
        self
    }

    /// Checks all settings and makes the client. Errors are of kind `Config` and never repeat the key.
    pub fn build(self) -> Result<Client, Error> {
        let lookup: EnvLookup<'_> = &*self.environment;
        let credentials = match &self.credentials {
            // The proxy has the key.
            CredentialSource::Env if self.url_overrides.proxy.is_some() => None,
            CredentialSource::Env if self.url_overrides.are_local(lookup) => {
                Some(Credentials::new(AuthScheme::Key, MOCK_KEY, "fal-sdk itself")?)
            }
            CredentialSource::Env => Some(Credentials::from_env(lookup)?),
            CredentialSource::Secret(scheme, secret) => Some(Credentials::new(*scheme, secret, "the client builder")?),
            CredentialSource::None => None,
        };
        let base_urls = self.url_overrides.resolve(lookup)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(reqwest_transport(&base_urls, self.connect_timeout)?),
        };
        Ok(Client::from_parts(ClientInner {
            credentials,
            base_urls,
            transport: self.layers.iter().fold(transport, |inner, layer| layer(inner)),
            retry: self.retry,
            budget: RetryBudget::new(self.retry_budget),
            connection_limiter: ConnectionLimiter::new(self.max_connections),
            request_timeout: self.request_timeout,
            poll_only: self.poll_only,
            result_limit: self.result_limit,
            user_agent: HeaderValue::from_str(&self.user_agent)
                .map_err(|_| Error::config("the user agent does not fit a header"))?,
            #[cfg(feature = "webhooks")]
            webhook_keys: crate::webhook::Cache::default(),
        }))
    }
}

/// What a local fal gets for a key.
const MOCK_KEY: &str = "mock:mock";

fn reqwest_transport(base_urls: &BaseUrls, connect_timeout: Duration) -> Result<ReqwestTransport, Error> {
    if base_urls.need_tls() && !HAS_TLS {
        return Err(Error::config(
            "fal-sdk was built without TLS: turn on its feature `rustls` or `native-tls`, or bring an `http_client`",
        ));
    }
    ReqwestTransport::new(connect_timeout).map_err(|source| Error::config("no HTTP client can be made").because(source))
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
