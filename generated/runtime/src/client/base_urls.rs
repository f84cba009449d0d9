//! Base URLs: the only ones that receive the key.
//!
//! Each comes from the builder, else from the environment, else it is fal's own. A URL from a response never becomes a
//! base URL.

use std::{fmt, net::IpAddr};

use reqwest::Url;

use crate::{
    client::env::{EnvLookup, non_empty},
    error::Error,
};

/// URLs set on the builder.
#[derive(Clone, Debug, Default)]
pub(crate) struct UrlOverrides {
    pub(crate) all: Option<String>,
    pub(crate) mock: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) run: Option<String>,
    pub(crate) rest: Option<String>,
    pub(crate) cdn: Option<String>,
    pub(crate) api: Option<String>,
    pub(crate) proxy: Option<String>,
    /// The URLs of other services, by their names.
    pub(crate) services: Vec<(String, String)>,
    pub(crate) allow_plain_http: bool,
}

/// The base URL of each host.
#[derive(Clone)]
pub(crate) struct BaseUrls {
    pub(crate) queue: BaseUrl,
    pub(crate) run: BaseUrl,
    pub(crate) rest: BaseUrl,
    pub(crate) cdn: BaseUrl,
    pub(crate) api: BaseUrl,
    /// The URL that replaces every host, if one is set: `base_url`, or a mock server.
    pub(crate) every: Option<BaseUrl>,
    services: Vec<(String, BaseUrl)>,
    allow_plain_http: bool,
}

/// An absolute URL without query, fragment, user or trailing slash. Kept parsed: half the cost of parsing a URL is its
/// host, which never changes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl(Url);

/// The environment variable with the URL of a mock server.
const MOCK_VAR: &str = "FAL_MOCK_URL";

impl UrlOverrides {
    /// Whether a mock server replaces fal's hosts. It accepts any key, so the real one is not sent.
    pub(crate) fn use_mock(&self, lookup: EnvLookup<'_>) -> bool {
        self.mock(lookup).is_some()
    }

    /// Returns the URL of the mock server and the name of its setting.
    fn mock(&self, lookup: EnvLookup<'_>) -> Option<(String, &'static str)> {
        if self.all.is_some() {
            return None;
        }
        let from_builder = self.mock.clone().map(|url| (url, "mock_url"));
        from_builder.or_else(|| Some((lookup(MOCK_VAR)?, MOCK_VAR))).filter(|(url, _)| !url.trim().is_empty())
    }

    /// Resolves the URL of each host, in this order: its own setting, `base_url`, the mock server, the environment,
    /// fal's default.
    pub(crate) fn resolve(&self, lookup: EnvLookup<'_>) -> Result<BaseUrls, Error> {
        let var = |name: &'static str| non_empty(lookup, name).map(|value| (value, name));
        let run_host = host_url(var("FAL_RUN_HOST"), "")?;
        let queue_host = match host_url(var("FAL_QUEUE_RUN_HOST"), "")? {
            Some(host) => Some(host),
            None => host_url(var("FAL_RUN_HOST"), "queue.")?,
        };
        let mock = self.mock(lookup);
        // A mock server serves each host below a path of its own.
        let or_mock = |from_env: Option<(String, &'static str)>, host: &str| match &mock {
            Some((url, origin)) => Some((format!("{}/{host}", url.trim().trim_end_matches('/')), *origin)),
            None => from_env,
        };
        let base = |own: &Option<String>, setting, from_env, host: &str| {
            self.base((own.as_ref(), setting), or_mock(from_env, host).as_ref(), &format!("https://{host}"))
        };
        let parse = |url: &String, setting: &str| BaseUrl::parse(url, setting, self.allow_plain_http);
        let every = match &mock {
            Some((url, origin)) => Some(parse(url, origin)?),
            None => self.all.as_ref().map(|url| parse(url, "base_url")).transpose()?,
        };
        let services = self.services.iter().map(|(name, url)| Ok((name.clone(), parse(url, "service_url")?)));
        Ok(BaseUrls {
            every,
            services: services.collect::<Result<_, Error>>()?,
            allow_plain_http: self.allow_plain_http,
            queue: base(&self.queue, "queue_url", var("FAL_QUEUE_URL").or(queue_host), "queue.fal.run")?,
            run: base(&self.run, "run_url", var("FAL_RUN_URL").or(run_host), "fal.run")?,
            rest: base(&self.rest, "rest_url", var("FAL_REST_URL"), "rest.fal.ai")?,
            cdn: base(&self.cdn, "cdn_url", None, "v3.fal.media")?,
            api: base(&self.api, "api_url", None, "api.fal.ai/v1")?,
        })
    }

    /// Parses the URL of the proxy, if one is set.
    pub(crate) fn resolve_proxy(&self) -> Result<Option<Url>, Error> {
        let proxy = self.proxy.as_deref().map(|proxy| BaseUrl::parse(proxy, "proxy_url", self.allow_plain_http));
        Ok(proxy.transpose()?.map(|BaseUrl(url)| url))
    }

    fn base(
        &self,
        (own, setting): (Option<&String>, &'static str),
        from_env: Option<&(String, &'static str)>,
        default: &str,
    ) -> Result<BaseUrl, Error> {
        let (url, origin) = match (own, &self.all, from_env) {
            (Some(url), _, _) => (url.as_str(), setting),
            (None, Some(url), _) => (url.as_str(), "base_url"),
            (None, None, Some((url, name))) => (url.as_str(), *name),
            (None, None, None) => (default, "fal"),
        };
        BaseUrl::parse(url, origin, self.allow_plain_http)
    }
}

impl BaseUrls {
    /// Returns the URL that was set for a service.
    pub(crate) fn of_service(&self, name: &str) -> Option<&BaseUrl> {
        self.services.iter().rev().find(|(service, _)| service == name).map(|(_, base)| base)
    }

    /// Returns the URL to use for a URL of fal that a document states, or `None` if it is not one of fal.
    pub(crate) fn of_fal_url(&self, url: &str) -> Result<Option<BaseUrl>, Error> {
        let hosts = [
            ("https://queue.fal.run", &self.queue),
            ("https://fal.run", &self.run),
            ("https://rest.fal.ai", &self.rest),
            ("https://v3.fal.media", &self.cdn),
            ("https://api.fal.ai/v1", &self.api),
        ];
        for (default, base) in hosts {
            match url.trim_end_matches('/').strip_prefix(default) {
                Some("") => return Ok(Some(base.clone())),
                Some(path) if path.starts_with('/') => return Ok(Some(base.below(path))),
                Some(_) | None => {}
            }
        }
        // The API of the platform without its version.
        let is_api = url.trim_end_matches('/') == "https://api.fal.ai";
        let is_default = self.every.is_none() && self.api.0.host_str() == Some("api.fal.ai");
        match (is_api, is_default) {
            (true, true) => BaseUrl::parse(url, "the specification", self.allow_plain_http).map(Some),
            (true, false) => Ok(Some(self.api.clone())),
            (false, _) => Ok(None),
        }
    }

    /// Parses the URL that a document states for a service.
    pub(crate) fn of_document(&self, url: &str, service: &str) -> Result<BaseUrl, Error> {
        let origin = format!("the specification of {service} (override it with `service_url`)");
        BaseUrl::parse(url, &origin, self.allow_plain_http)
    }

    /// Whether any host is reached over `https`.
    pub(crate) fn need_tls(&self) -> bool {
        let all = [&self.queue, &self.run, &self.rest, &self.cdn, &self.api];
        all.into_iter().chain(self.services.iter().map(|(_, base)| base)).any(|base| base.0.scheme() == "https")
    }
}

/// Returns the URL of a host given by name only, as in fal's Python client.
fn host_url(var: Option<(String, &'static str)>, prefix: &str) -> Result<Option<(String, &'static str)>, Error> {
    match var {
        Some((name, variable)) if name.contains(['/', '?', '#', '@', '\\']) => Err(Error::config(format!(
            "{variable} must be a host name; to set a URL, use FAL_RUN_URL or FAL_QUEUE_URL"
        ))),
        var => Ok(var.map(|(name, variable)| (format!("https://{prefix}{name}"), variable))),
    }
}

impl BaseUrl {
    /// Parses a URL. `origin` names the setting in error messages. The URL itself is never part of a message: it may
    /// contain a password, or be a key that was pasted into the wrong setting.
    fn parse(text: &str, origin: &str, allow_plain_http: bool) -> Result<Self, Error> {
        let reject = |reason: &str| Err(Error::config(format!("the URL from {origin} {reason}")));
        let Ok(mut url) = Url::parse(text.trim()) else {
            return reject("is not an absolute URL");
        };
        if !matches!(url.scheme(), "http" | "https") {
            return reject("must begin with https:// or http://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return reject("must not contain a user name or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return reject("must not have a query or fragment");
        }
        if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
            return reject("is plain http, which exposes the key to the network; use https or `allow_plain_http`");
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Appends an encoded path, without a leading slash, and an optional query (`path?query`).
    pub(crate) fn join(&self, path_and_query: &str) -> Url {
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        let mut url = self.0.clone();
        url.set_path(&[self.0.path().trim_end_matches('/'), "/", path].concat());
        url.set_query(query);
        url
    }

    /// Returns this URL with a path appended.
    fn below(&self, path: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(&[self.0.path().trim_end_matches('/'), path].concat());
        Self(url)
    }

    /// The URL itself.
    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or_else(|_| host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for BaseUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BaseUrls")
            .field("queue", &self.queue)
            .field("run", &self.run)
            .field("rest", &self.rest)
            .field("cdn", &self.cdn)
            .field("api", &self.api)
            .field("services", &self.services)
            .finish_non_exhaustive()
    }
}
