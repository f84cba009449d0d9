//! The service of an operation: the host it is sent to, and the key it carries.
//!
//! A key is sent only to a host that was named for it: the client's own key to fal and to a `base_url`, the key of a
//! service to that service, wherever `service_url` or the document says it is.

use crate::{
    client::{
        Client,
        base_urls::{BaseUrl, BaseUrls},
    },
    error::Error,
    http::{
        credentials::Credentials,
        key_location::KeyLocation,
        send::{Auth, HttpRequest},
    },
};

/// The service that a document describes.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its name in messages and in the settings of the client, usually the host.
    pub name: &'static str,
    /// The base URL that the document states.
    pub url: Option<&'static str>,
    /// The alternatives of security schemes, each of them complete; `None` if the document does not say.
    pub security: Option<&'static [&'static [SecurityScheme]]>,
}

/// A security scheme of a service.
#[derive(Clone, Copy, Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: &'static str,
    /// Where the key is sent.
    pub location: KeyLocation,
}

/// Who named the host of a request, which decides the keys it may receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HostKind {
    /// A host of fal.
    Fal,
    /// `base_url`, which replaces all hosts.
    Every,
    /// The host of one service.
    Service,
}

/// Where an operation is sent.
pub(crate) struct ServiceHost {
    pub(crate) base: BaseUrl,
    kind: HostKind,
}

impl ServiceHost {
    /// Returns the target of an operation: `default` is the host of operations without a service.
    pub(crate) fn new(urls: &BaseUrls, service: Option<&Service>, default: &BaseUrl) -> Result<Self, Error> {
        let own = if urls.every.is_some() { HostKind::Every } else { HostKind::Fal };
        let Some(service) = service else { return Ok(Self { base: default.clone(), kind: own }) };
        if let Some(base) = urls.of_service(service.name) {
            return Ok(Self { base: base.clone(), kind: HostKind::Service });
        }
        let Some(url) = service.url else { return Ok(Self { base: default.clone(), kind: own }) };
        if let Some(base) = urls.of_fal_url(url)? {
            return Ok(Self { base, kind: own });
        }
        match &urls.every {
            Some(_) => Ok(Self { base: default.clone(), kind: HostKind::Every }),
            None => Ok(Self { base: urls.of_document(url, service.name)?, kind: HostKind::Service }),
        }
    }

    /// Adds the key to a request. Returns whether one was needed and not set.
    pub(crate) fn authorize(
        &self,
        client: &Client,
        service: Option<&Service>,
        request: &mut HttpRequest,
    ) -> Result<bool, Error> {
        let Some(service) = service else { return Ok(false) };
        let http = &client.inner().http;
        for schemes in service.security.unwrap_or_default() {
            let keys = schemes.iter().map(|scheme| http.service_keys.of_scheme(service.name, scheme.name));
            if let Some(keys) = keys.collect::<Option<Vec<_>>>().filter(|keys| !keys.is_empty()) {
                add_keys(schemes, &keys, request)?;
                return Ok(false);
            }
        }
        if let (None, Some(key)) = (service.security, http.service_keys.of_service(service.name)) {
            KeyLocation::Bearer.add_key(key, request)?;
            return Ok(false);
        }
        match (self.kind, &http.credentials) {
            (HostKind::Fal, _) => {
                use_own_key(service, request);
                Ok(false)
            }
            (HostKind::Every, key) => use_own_key_where_stated(service, key.as_ref(), request),
            (HostKind::Service, _) => {
                request.auth = Auth::NoneSameOrigin;
                Ok(service.needs_key())
            }
        }
    }
}

impl Service {
    /// Whether every alternative needs a key.
    fn needs_key(&self) -> bool {
        let alternatives = self.security.unwrap_or_default();
        !alternatives.is_empty() && alternatives.iter().all(|schemes| !schemes.is_empty())
    }

    /// Whether the document says that no key is needed.
    fn is_public(&self) -> bool {
        self.security.is_some_and(|alternatives| alternatives.iter().all(|schemes| schemes.is_empty()))
    }
}

/// Sends fal's own key to fal, in the header that fal reads it from.
fn use_own_key(service: &Service, request: &mut HttpRequest) {
    if service.is_public() {
        request.auth = Auth::None;
    }
}

/// Sends the client's key to the one host that replaces all others, where the document says.
fn use_own_key_where_stated(
    service: &Service,
    key: Option<&Credentials>,
    request: &mut HttpRequest,
) -> Result<bool, Error> {
    if service.is_public() {
        request.auth = Auth::None;
        return Ok(false);
    }
    let stated = service.security.unwrap_or_default().iter().find(|schemes| !schemes.is_empty());
    let (Some(schemes), Some(key)) = (stated, key) else { return Ok(service.needs_key() && key.is_none()) };
    for scheme in *schemes {
        match scheme.location {
            // The scheme of the header is that of the client: `Key` or `Bearer`.
            KeyLocation::Header(name) if name.eq_ignore_ascii_case("authorization") => {}
            location => location.add_key(key, request)?,
        }
    }
    Ok(false)
}

fn add_keys(schemes: &[SecurityScheme], keys: &[&Credentials], request: &mut HttpRequest) -> Result<(), Error> {
    schemes.iter().zip(keys).try_for_each(|(scheme, key)| scheme.location.add_key(key, request))
}
