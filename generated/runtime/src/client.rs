//! The client: HTTP settings and base URLs, shared by all calls made with it.

pub(crate) mod as_client;
pub(crate) mod base_urls;
pub(crate) mod builder;
pub(crate) mod env;
#[cfg(feature = "webhooks")]
pub(crate) mod extension;
pub(crate) mod service;

use std::{fmt, sync::Arc};

use reqwest::Url;

#[cfg(feature = "webhooks")]
use crate::client::extension::ExtensionSlot;
use crate::{client::base_urls::BaseUrls, http::context::HttpContext};

/// An asynchronous client of fal. Cheap to clone; clones share their connections.
///
/// The key is sent to the client's own base URLs only, the key of another service to that service only, and neither appears in `Debug` output, logs or errors.
///
/// Its futures need a tokio runtime with timers and I/O enabled (`enable_all`); they panic when polled outside of one.
/// This does not apply to browsers. For programs without `async`, enable the feature `blocking`.
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

/// The state that clones of a client share.
pub(crate) struct ClientInner {
    pub(crate) http: HttpContext,
    pub(crate) base_urls: BaseUrls,
    /// Whether jobs are watched by polling only, without status streams.
    pub(crate) poll_only: bool,
    /// The cache of webhook verification keys.
    #[cfg(feature = "webhooks")]
    pub(crate) webhook_keys: ExtensionSlot,
}

impl Client {
    pub(crate) fn inner(&self) -> &ClientInner {
        &self.0
    }

    pub(crate) fn shared(&self) -> &Arc<ClientInner> {
        &self.0
    }
}

impl From<ClientInner> for Client {
    fn from(inner: ClientInner) -> Self {
        Self(Arc::new(inner))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let http = &self.0.http;
        f.debug_struct("Client")
            .field("credentials", &http.credentials)
            .field("base_urls", &self.0.base_urls)
            .field("proxy", &http.proxy.as_ref().map(Url::as_str))
            .field("retry", &http.retry)
            .field("request_timeout", &http.request_timeout)
            .field("result_limit", &http.result_limit)
            .field("user_agent", &http.user_agent)
            .finish_non_exhaustive()
    }
}
