//! URL settings of the client builder.

use super::ClientBuilder;

impl ClientBuilder {
    /// Sets one URL for all hosts, e.g. of a relay or a local server. It may have a path. It must be `https`, or `http`
    /// to a loopback address; see [`allow_plain_http`](Self::allow_plain_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.urls.all = Some(url.into());
        self
    }

    /// Sets the URL of a mock server, such as `http://127.0.0.1:8325` for `cargo xtask mock`. Each of fal's hosts is a
    /// path below it. The mock server accepts any key, so a key from the environment is not sent to it.
    pub fn mock_url(mut self, url: impl Into<String>) -> Self {
        self.urls.mock = Some(url.into());
        self
    }

    /// Sets the URL of the queue (default `https://queue.fal.run`). Like the other URLs of single hosts, it overrides
    /// [`base_url`](Self::base_url).
    pub fn queue_url(mut self, url: impl Into<String>) -> Self {
        self.urls.queue = Some(url.into());
        self
    }

    /// Sets the URL for synchronous runs and streams (default `https://fal.run`).
    pub fn run_url(mut self, url: impl Into<String>) -> Self {
        self.urls.run = Some(url.into());
        self
    }

    /// Sets the URL of storage and tokens (default `https://rest.fal.ai`).
    pub fn rest_url(mut self, url: impl Into<String>) -> Self {
        self.urls.rest = Some(url.into());
        self
    }

    /// Sets the URL of fal's CDN (default `https://v3.fal.media`). Currently unused: uploads are sent to URLs that
    /// [`rest_url`](Self::rest_url) returns, downloads to the URL of the file.
    pub fn cdn_url(mut self, url: impl Into<String>) -> Self {
        self.urls.cdn = Some(url.into());
        self
    }

    /// Sets the URL of the platform API (default `https://api.fal.ai/v1`).
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.urls.api = Some(url.into());
        self
    }

    /// Sets the URL of a service other than fal, instead of the one that its document states. The name of the service is
    /// in the documentation of its functions; usually it is the host. Overrides [`base_url`](Self::base_url).
    pub fn service_url(mut self, service: impl Into<String>, url: impl Into<String>) -> Self {
        self.urls.services.push((service.into(), url.into()));
        self
    }

    /// Sets the URL of your own proxy that adds the key, such as fal's server-side proxies for web applications. Every
    /// request to fal is sent there, with its target in the header `x-fal-target-url`. Uploads of file contents,
    /// downloads and realtime connections bypass the proxy. No key is read from the environment then.
    pub fn proxy_url(mut self, url: impl Into<String>) -> Self {
        self.urls.proxy = Some(url.into());
        self
    }

    /// Sets whether to use fal's backup hosts (`falrun.com`, `queue.falrun.com`) when no connection to `fal.run` or
    /// `queue.fal.run` can be made. They receive the key and the payload, so this is off by default.
    pub fn backup_hosts(mut self, allowed: bool) -> Self {
        self.backup_hosts = allowed;
        self
    }

    /// Allows plain `http` URLs to other machines. The key is then readable on the network.
    pub fn allow_plain_http(mut self) -> Self {
        self.urls.allow_plain_http = true;
        self
    }
}
