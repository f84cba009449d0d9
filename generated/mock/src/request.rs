//! A received request and the fal host that it is addressed to.
//!
//! The server replaces several hosts at one address. It determines the host from, in this order: the header
//! `x-fal-target-url` (fal's proxy protocol), the first path segment (`/queue.fal.run/fal-ai/flux/dev`), the `Host` header
//! (for clients with an overridden resolver), and the form of the path (for clients with a single base URL).

use bytes::Bytes;
use hyper::{HeaderMap, Method, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::settings::Settings;

/// A host of fal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Host {
    /// `queue.fal.run`.
    Queue,
    /// `fal.run`.
    Run,
    /// `rest.fal.ai`: storage, tokens and webhook keys.
    Rest,
    /// `v3.fal.media`: files.
    Cdn,
    /// `api.fal.ai`: models and prices.
    Api,
    /// The user interface of the mock server itself.
    Ui,
}

const HOSTS: &[(&str, Host)] = &[
    ("queue.fal.run", Host::Queue),
    ("fal.run", Host::Run),
    ("rest.fal.ai", Host::Rest),
    ("rest.alpha.fal.ai", Host::Rest),
    ("v3.fal.media", Host::Cdn),
    ("v3b.fal.media", Host::Cdn),
    ("fal.media", Host::Cdn),
    ("api.fal.ai", Host::Api),
    ("queue.falrun.com", Host::Queue),
    ("falrun.com", Host::Run),
];

/// A received request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) host: Host,
    pub(crate) method: Method,
    /// The decoded path below the host, without leading and trailing slashes.
    pub(crate) path: String,
    /// The decoded query parameters in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The server's settings with the overrides of the request's headers.
    pub(crate) settings: Settings,
}

impl Request {
    /// Creates a request with the server's settings; the caller applies the overrides of the headers.
    pub(crate) fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes, settings: Settings) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let target = text("x-fal-target-url").and_then(|url| url.parse::<Uri>().ok());
        let named = target.as_ref().and_then(Uri::host).or_else(|| text("host"));
        let uri = target.as_ref().unwrap_or(uri);
        let (host, path) = host_and_path(named.unwrap_or_default(), uri.path(), &method);
        let query = uri.query().map(parse_query).unwrap_or_default();
        Self { host, method, path, query, headers, body, settings }
    }

    /// Returns the segments of the path.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    /// Returns the value of a header if it is valid ASCII.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the first query parameter of a name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the request is authenticated: with any key, or with the key of the settings if they have one.
    pub(crate) fn is_authenticated(&self) -> bool {
        if self.query("fal_jwt_token").is_some() {
            return true;
        }
        let key = self.header("authorization").and_then(|value| value.split_once(' ')).map(|(_, key)| key.trim());
        match &self.settings.key {
            Some(expected) => key == Some(expected),
            None => key.is_some_and(|key| !key.is_empty()),
        }
    }

    /// Returns the body as JSON, or `None` if it is not valid JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Returns the host of a request and the path below it.
fn host_and_path(named: &str, path: &str, method: &Method) -> (Host, String) {
    let path = percent_decode_str(path.trim_matches('/')).decode_utf8_lossy().into_owned();
    let known = |name: &str| HOSTS.iter().find(|(host, _)| *host == name).map(|(_, host)| *host);
    let (first, rest) = path.split_once('/').unwrap_or((&path, ""));
    if let Some(host) = known(first) {
        return (host, rest.to_owned());
    }
    let name = named.rsplit_once(':').map_or(named, |(name, _)| name);
    let host = known(name).unwrap_or_else(|| guess_host(&path, method));
    (host, path)
}

/// Guesses the host from the path, for clients with a single base URL.
fn guess_host(path: &str, method: &Method) -> Host {
    let first = path.split('/').next().unwrap_or_default();
    match first {
        "" | "_mock" => Host::Ui,
        "storage" | "tokens" | ".well-known" => Host::Rest,
        "files" => Host::Cdn,
        "v1" | "models" => Host::Api,
        _ if path.contains("/requests/") => Host::Queue,
        _ if path.ends_with("/stream") => Host::Run,
        _ if method == Method::POST => Host::Queue,
        _ => Host::Run,
    }
}

/// Parses the pairs of a query or of a URL-encoded form.
pub(crate) fn parse_query(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}
