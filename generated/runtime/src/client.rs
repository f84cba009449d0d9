//! The client: credentials, addresses and limits, shared by all calls made with it.
//!
//! How it is put together is in `builder`; what is done with it, in `call` and `job`.

pub(crate) mod as_client;
pub(crate) mod base_urls;
pub(crate) mod builder;
pub(crate) mod env;

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde_json::Value;

use crate::{
    call::Call,
    client::{base_urls::BaseUrls, builder::ClientBuilder},
    error::Error,
    http::{
        connection_limit::ConnectionLimiter,
        credentials::Credentials,
        retry::{RetryBudget, RetryPolicy},
        transport::Transport,
    },
    id::endpoint_id::EndpointId,
};

/// A client of fal's queue. Cheap to clone; clones share their connections.
///
/// The key is sent to the client's own addresses only, and appears in no `Debug`, log or error.
///
/// Its futures run on tokio, with timers and I/O turned on (`enable_all`); elsewhere they panic when they are polled. A
/// browser needs none, and a program without `async` has the feature `blocking`.
///
/// ```
/// use fal_sdk::Client;
///
/// let client = Client::new("key-id:key-secret")?;
/// assert!(!format!("{client:?}").contains("key-secret"));
/// # Ok::<(), fal_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<ClientInner>);

/// What the clones of a client share.
pub(crate) struct ClientInner {
    pub(crate) credentials: Option<Credentials>,
    pub(crate) base_urls: BaseUrls,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) connection_limiter: ConnectionLimiter,
    pub(crate) request_timeout: Duration,
    pub(crate) poll_only: bool,
    pub(crate) result_limit: usize,
    pub(crate) user_agent: HeaderValue,
    #[cfg(feature = "webhooks")]
    pub(crate) webhook_keys: crate::webhook::Cache,
}

impl ClientInner {
    /// What a server sent without the key, should it have echoed it.
    pub(crate) fn redact(&self, sent: Bytes) -> Bytes {
        match &self.credentials {
            Some(credentials) => credentials.redact(sent),
            None => sent,
        }
    }
}

impl Client {
    /// A client with the key from the environment: `FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.
    ///
    /// Addresses come from there too; see [`ClientBuilder`].
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A client with this key (`id:secret`).
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().key(key).build()
    }

    /// A client to be set up.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Any endpoint, by its id and without types: for one that this crate does not have.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// let result = client.endpoint("fal-ai/flux/dev")?.call(&json!({"prompt": "a donut"})).await?;
    /// # let _ = result;
    /// # Ok(())
    /// # }
    /// ```
    pub fn endpoint(&self, id: impl AsRef<str>) -> Result<UntypedEndpoint, Error> {
        Ok(UntypedEndpoint { client: self.clone(), id: id.as_ref().parse()? })
    }

    pub(crate) fn from_parts(inner: ClientInner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn inner(&self) -> &ClientInner {
        &self.0
    }

    pub(crate) fn shared(&self) -> &Arc<ClientInner> {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("credentials", &self.0.credentials)
            .field("hosts", &self.0.base_urls)
            .field("retry", &self.0.retry)
            .field("request_timeout", &self.0.request_timeout)
            .field("result_limit", &self.0.result_limit)
            .field("user_agent", &self.0.user_agent)
            .finish_non_exhaustive()
    }
}

/// An endpoint known by its id alone; payload and result are JSON as it comes.
#[derive(Clone, Debug)]
pub struct UntypedEndpoint {
    client: Client,
    id: EndpointId,
}

impl UntypedEndpoint {
    /// The id.
    pub fn id(&self) -> &EndpointId {
        &self.id
    }

    /// A call with this payload.
    pub fn call(&self, request: &Value) -> Call<Value> {
        Call::new(&self.client, self.id.clone(), request)
    }
}
