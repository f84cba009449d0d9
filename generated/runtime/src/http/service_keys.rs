//! The keys of services that are not fal's, by the name of the service and of its security scheme.

use bytes::Bytes;
use reqwest::header::HeaderMap;

use crate::http::credentials::Credentials;

/// The keys that were set for services.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceKeys(Vec<ServiceKey>);

#[derive(Clone, Debug)]
struct ServiceKey {
    service: String,
    /// The security scheme; `None` for every scheme without a key of its own.
    scheme: Option<String>,
    key: Credentials,
}

impl ServiceKeys {
    /// Adds a key. The one that is added last is used.
    pub(crate) fn add(&mut self, service: String, scheme: Option<String>, key: Credentials) {
        self.0.insert(0, ServiceKey { service, scheme, key });
    }

    /// Returns the key of a security scheme, or that of the service.
    pub(crate) fn of_scheme(&self, service: &str, scheme: &str) -> Option<&Credentials> {
        let named = self.0.iter().find(|key| key.service == service && key.scheme.as_deref() == Some(scheme));
        named.map(|key| &key.key).or_else(|| self.of_service(service))
    }

    /// Returns the key of a service that was set without a security scheme.
    pub(crate) fn of_service(&self, service: &str) -> Option<&Credentials> {
        self.0.iter().find(|key| key.service == service && key.scheme.is_none()).map(|key| &key.key)
    }

    /// Removes the keys from a response body.
    pub(crate) fn redact(&self, body: Bytes) -> Bytes {
        self.0.iter().fold(body, |body, key| key.key.redact(body))
    }

    /// Removes the keys from response headers.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        self.0.iter().for_each(|key| key.key.redact_headers(headers));
    }
}
