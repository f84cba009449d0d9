//! The base addresses: the only places that requests, and with them the key, are sent to.
//!
//! Addresses come from the builder, else from the environment, else they are fal's own. Nothing that
//! arrives in an answer ever becomes one. What is appended to them is built where it is asked for (`queue`).

use std::{fmt, net::IpAddr};

use reqwest::Url;

use crate::{client::env::EnvLookup, error::Error};

/// What the builder was told.
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
    pub(crate) backup: bool,
    pub(crate) allow_plain_http: bool,
}

/// The addresses in force.
#[derive(Clone)]
pub(crate) struct BaseUrls {
    pub(crate) queue: BaseUrl,
    pub(crate) run: BaseUrl,
    pub(crate) rest: BaseUrl,
    pub(crate) cdn: BaseUrl,
    pub(crate) api: BaseUrl,
    /// Where requests with the key go instead, each with its address in a header.
    pub(crate) proxy: Option<BaseUrl>,
    /// Whether fal's backup hosts may be asked.
    backup: bool,
}

/// An absolute address without query, fragment, user or trailing slash. It is kept in its parts: half the work of
/// parsing a URL goes into its host, and that of a client is always the same.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl(Url);

/// The variable that has the address of a local fal.
const MOCK: &str = "FAL_MOCK_URL";

impl UrlOverrides {
    /// Whether a local fal stands in for fal's hosts. It takes any key, so a real one stays at home.
    pub(crate) fn are_local(&self, lookup: EnvLookup<'_>) -> bool {
        self.mock(lookup).is_some()
    }

    /// The address of a local fal, and where it comes from.
    fn mock(&self, lookup: EnvLookup<'_>) -> Option<(String, &'static str)> {
        if self.all.is_some() {
            return None;
        }
        let told = self.mock.clone().map(|address| (address, "mock_url"));
        told.or_else(|| Some((lookup(MOCK)?, MOCK))).filter(|(address, _)| !address.trim().is_empty())
    }

    /// The address of each host: its own setting, the setting for all, the local fal, the environment, fal's.
    pub(crate) fn resolve(&self, lookup: EnvLookup<'_>) -> Result<BaseUrls, Error> {
        let set = |name| lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let named = |name: &'static str| set(name).map(|value| (value, name));
        let run_host = host(set("FAL_RUN_HOST"), "FAL_RUN_HOST", "")?;
        let queue_host = match host(set("FAL_QUEUE_RUN_HOST"), "FAL_QUEUE_RUN_HOST", "")? {
            Some(host) => Some(host),
            None => host(set("FAL_RUN_HOST"), "FAL_RUN_HOST", "queue.")?,
        };
        let mock = self.mock(lookup);
        // Of a local fal each host is a path.
        let or_mock = |environment: Option<(String, &'static str)>, host: &str| match &mock {
            Some((address, origin)) => Some((format!("{}/{host}", address.trim().trim_end_matches('/')), *origin)),
            None => environment,
        };
        let base = |own: &Option<String>, setting, environment, host: &str| {
            self.base(own.as_ref(), setting, or_mock(environment, host), &format!("https://{host}"))
        };
        Ok(BaseUrls {
            queue: base(&self.queue, "queue_url", named("FAL_QUEUE_URL").or(queue_host), "queue.fal.run")?,
            run: base(&self.run, "run_url", named("FAL_RUN_URL").or(run_host), "fal.run")?,
            rest: base(&self.rest, "rest_url", named("FAL_REST_URL"), "rest.fal.ai")?,
            cdn: base(&self.cdn, "cdn_url", None, "v3.fal.media")?,
            api: base(&self.api, "api_url", None, "api.fal.ai/v1")?,
            proxy: match &self.proxy {
                Some(proxy) => Some(BaseUrl::parse(proxy, "proxy_url", self.allow_plain_http)?),
                None => None,
            },
            backup: self.backup,
        })
    }

    fn base(
        &self,
        own: Option<&String>,
        setting: &'static str,
        environment: Option<(String, &'static str)>,
        default: &str,
    ) -> Result<BaseUrl, Error> {
        if let Some(address) = own {
            return BaseUrl::parse(address, setting, self.allow_plain_http);
        }
        if let Some(address) = &self.all {
            return BaseUrl::parse(address, "base_url", self.allow_plain_http);
        }
        match environment {
            Some((address, name)) => BaseUrl::parse(&address, name, self.allow_plain_http),
            None => BaseUrl::parse(default, "fal", self.allow_plain_http),
        }
    }
}

/// fal's hosts and those that stand in for them, exactly.
const BACKUPS: [(&str, &str); 2] = [("fal.run", "falrun.com"), ("queue.fal.run", "queue.falrun.com")];

impl BaseUrls {
    /// The same URL on the host that stands in for its own, where that is wanted and there is one.
    pub(crate) fn backup(&self, url: &Url) -> Option<Url> {
        // A proxy is asked in place of fal, so there is nothing to stand in for.
        if !self.backup || self.proxy.is_some() || url.scheme() != "https" || url.port().is_some() {
            return None;
        }
        let (_, backup) = BACKUPS.iter().find(|(primary, _)| url.host_str() == Some(primary))?;
        let mut url = url.clone();
        url.set_host(Some(backup)).ok()?;
        Some(url)
    }

    /// Whether any address that requests go to is an `https` one.
    pub(crate) fn need_tls(&self) -> bool {
        let all = [&self.queue, &self.run, &self.rest, &self.cdn, &self.api];
        match &self.proxy {
            Some(proxy) => proxy.is_https(),
            None => all.into_iter().any(BaseUrl::is_https),
        }
    }
}

/// The address of a host given by its name alone, as in fal's Python client.
fn host(name: Option<String>, variable: &'static str, prefix: &str) -> Result<Option<(String, &'static str)>, Error> {
    match name {
        Some(name) if name.contains(['/', '?', '#', '@', '\\']) => Err(Error::config(format!(
            "{variable} must be the name of a host; for a whole address use FAL_RUN_URL or FAL_QUEUE_URL"
        ))),
        name => Ok(name.map(|name| (format!("https://{prefix}{name}"), variable))),
    }
}

impl BaseUrl {
    /// Checks an address; `origin` names the setting. The address itself is never repeated in a
    /// message: it may hold a password, or be a key that was pasted into the wrong place.
    fn parse(text: &str, origin: &str, allow_plain_http: bool) -> Result<Self, Error> {
        let refuse = |why: &str| Err(Error::config(format!("the address from {origin} {why}")));
        let Ok(mut url) = Url::parse(text.trim()) else {
            return refuse("is not an absolute URL");
        };
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("must begin with https:// or http://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not hold a user name or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("must not have a query or fragment");
        }
        if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
            return refuse("is plain http, which would show the key to the network; use https or `allow_plain_http`");
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The URL of a path, and the query behind it, below the address. They are already encoded and begin without a
    /// slash.
    pub(crate) fn join(&self, address: &str) -> Url {
        let (path, query) = match address.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (address, None),
        };
        let mut url = self.0.clone();
        url.set_path(&[self.0.path().trim_end_matches('/'), "/", path].concat());
        url.set_query(query);
        url
    }

    /// The address itself.
    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    fn is_https(&self) -> bool {
        self.0.scheme() == "https"
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
        f.debug_struct("Hosts")
            .field("queue", &self.queue)
            .field("run", &self.run)
            .field("rest", &self.rest)
            .field("cdn", &self.cdn)
            .field("api", &self.api)
            .field("proxy", &self.proxy)
            .field("backup", &self.backup)
            .finish()
    }
}
