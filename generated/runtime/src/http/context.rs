//! What sending a request needs from the client: transport, credentials, limits and the shared retry budget.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{
    Url,
    header::{HeaderMap, HeaderValue},
};

use crate::http::{
    connection_limit::ConnectionLimiter,
    credentials::Credentials,
    retry::{RetryBudget, RetryPolicy},
    service_keys::ServiceKeys,
    transport::Transport,
};

/// The HTTP half of a client. The clones of a client share it.
pub(crate) struct HttpContext {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Option<Credentials>,
    /// The keys of other services.
    pub(crate) service_keys: ServiceKeys,
    /// URL of a proxy that adds the key. Requests that need the key go there.
    pub(crate) proxy: Option<Url>,
    /// Whether requests may be sent to fal's backup hosts when no connection can be made.
    pub(crate) backup_hosts: bool,
    pub(crate) user_agent: HeaderValue,
    pub(crate) request_timeout: Duration,
    /// Maximum size of a result in bytes.
    pub(crate) result_limit: usize,
    /// The policy of requests that have none of their own.
    pub(crate) retry: RetryPolicy,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) connection_limiter: ConnectionLimiter,
}

impl HttpContext {
    /// Removes the keys from bytes that a server sent, in case it echoed one.
    pub(crate) fn redact(&self, sent: Bytes) -> Bytes {
        let sent = self.service_keys.redact(sent);
        match &self.credentials {
            Some(credentials) => credentials.redact(sent),
            None => sent,
        }
    }

    /// Removes the keys from response headers.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        self.service_keys.redact_headers(headers);
        if let Some(credentials) = &self.credentials {
            credentials.redact_headers(headers);
        }
    }
}
