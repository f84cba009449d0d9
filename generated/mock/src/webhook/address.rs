//! Resolves webhook URLs and restricts them to plain HTTP on loopback addresses.
//!
//! Every web page that is open in a browser can send requests to the server. Without the restriction it could use webhooks
//! to reach hosts that the browser does not let it reach.

use std::net::SocketAddr;

use hyper::Uri;
use tokio::net::lookup_host;

/// A resolved webhook URL.
pub(super) struct Address {
    /// The URL with the resolved IP address as its host, so that a second DNS lookup cannot return another one.
    pub(super) uri: Uri,
    /// The host of the original URL, for the `Host` header.
    pub(super) host: String,
}

impl Address {
    /// Parses a URL and resolves its host. The error says why the URL is rejected.
    pub(super) async fn resolve(url: &str) -> Result<Self, String> {
        let uri: Uri = url.parse().map_err(|error| format!("`{url}` is not a URL: {error}"))?;
        let named = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
        let named = named.ok_or_else(|| format!("`{url}` does not start with http:// and a host"))?;
        let port = named.port_u16().unwrap_or(80);
        let host = named.host().trim_start_matches('[').trim_end_matches(']');
        let known = lookup_host((host, port)).await.map_err(|error| format!("cannot resolve `{host}`: {error}"))?;
        let found = known.into_iter().find(is_loopback);
        let found = found.ok_or_else(|| {
            format!("`{host}` is not a loopback address; webhooks are delivered to loopback addresses only")
        })?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let uri = format!("http://{found}{path}").parse().map_err(|error| format!("`{url}` is not a URL: {error}"))?;
        let host = named.as_str().rsplit('@').next().unwrap_or_default().to_owned();
        Ok(Self { uri, host })
    }
}

fn is_loopback(address: &SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[tokio::test]
    async fn loopback_urls_are_accepted() {
        for url in ["http://127.0.0.1:9/a?b=c", "http://[::1]:9/a?b=c", "http://user@127.8.8.8:9/a?b=c"] {
            let address = Address::resolve(url).await.unwrap();
            assert_eq!(address.uri.path_and_query().unwrap(), "/a?b=c", "{url}");
        }
        assert_eq!(Address::resolve("http://user@127.0.0.1:9/").await.unwrap().host, "127.0.0.1:9");
    }

    #[tokio::test]
    async fn other_urls_are_rejected() {
        for url in ["https://127.0.0.1/", "http://192.0.2.1/", "http://0.0.0.0/", "http://[2001:db8::1]/", "/a", ""] {
            assert!(Address::resolve(url).await.is_err(), "{url}");
        }
    }
}
