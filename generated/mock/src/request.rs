//! A request as the server takes it, whichever way it came.
//!
//! fal has several hosts, and this server stands in for all of them at one address. Which one a request is for is
//! told by, in this order: the header `x-fal-target-url` (fal's proxy protocol), the first segment of the path
//! (`/queue.fal.run/fal-ai/flux/dev`), the header `Host` (a client whose resolver was redirected), and else by what
//! the path looks like, so that one base address for everything works too.

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
    /// `rest.fal.ai`: storage, tokens and the keys of webhooks.
    Rest,
    /// `v3.fal.media`: files.
    Cdn,
    /// `api.fal.ai`: models and prices.
    Api,
    /// The server itself: its ui.
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

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) host: Host,
    pub(crate) method: Method,
    /// The path below the host, decoded, without slashes at its ends.
    pub(crate) path: String,
    /// The query, decoded, in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How the server behaves towards it.
    pub(crate) settings: Settings,
}

impl Request {
    /// A request by its parts; settings are those of the server until its headers were read.
    pub(crate) fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes, settings: Settings) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let target = text("x-fal-target-url").and_then(|url| url.parse::<Uri>().ok());
        let named = target.as_ref().and_then(Uri::host).or_else(|| text("host"));
        let uri = target.as_ref().unwrap_or(uri);
        let (host, path) = place(named.unwrap_or_default(), uri.path(), &method);
        let query = uri.query().map(pairs).unwrap_or_default();
        Self { host, method, path, query, headers, body, settings }
    }

    /// The path, segment by segment.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    /// A header that is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A value of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether its key is taken: any, unless the settings name the only one.
    pub(crate) fn is_admitted(&self) -> bool {
        if self.query("fal_jwt_token").is_some() {
            return true;
        }
        let key = self.header("authorization").and_then(|value| value.split_once(' ')).map(|(_, key)| key.trim());
        match &self.settings.key {
            Some(expected) => key == Some(expected),
            None => key.is_some_and(|key| !key.is_empty()),
        }
    }

    /// The body as JSON; nothing where it is none.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The host of a request and the path below it.
fn place(named: &str, path: &str, method: &Method) -> (Host, String) {
    let path = percent_decode_str(path.trim_matches('/')).decode_utf8_lossy().into_owned();
    let known = |name: &str| HOSTS.iter().find(|(host, _)| *host == name).map(|(_, host)| *host);
    let (first, rest) = path.split_once('/').unwrap_or((&path, ""));
    if let Some(host) = known(first) {
        return (host, rest.to_owned());
    }
    let name = named.rsplit_once(':').map_or(named, |(name, _)| name);
    let host = known(name).unwrap_or_else(|| guess(&path, method));
    (host, path)
}

/// The host by what the path looks like, for clients that know one address only.
fn guess(path: &str, method: &Method) -> Host {
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

/// The pairs of a query.
fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}
