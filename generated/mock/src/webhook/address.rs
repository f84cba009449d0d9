//! Where a delivery may go: to this machine, by plain HTTP.
//!
//! Any page that someone opens may talk to the server and name an address for a webhook. Were deliveries sent
//! anywhere, the page could reach through it what it cannot reach itself.

use std::net::SocketAddr;

use hyper::Uri;
use tokio::net::lookup_host;

/// An address on this machine.
pub(super) struct Address {
    /// Where it goes; its host is the address that was looked at, so that nobody can put another in its place.
    pub(super) uri: Uri,
    /// The host as it was named.
    pub(super) host: String,
}

impl Address {
    /// Reads a URL and finds its host; else why nothing goes there.
    pub(super) async fn find(url: &str) -> Result<Self, String> {
        let uri: Uri = url.parse().map_err(|error| format!("`{url}` is no URL: {error}"))?;
        let named = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
        let named = named.ok_or_else(|| format!("`{url}` does not begin with http:// and a host"))?;
        let port = named.port_u16().unwrap_or(80);
        let host = named.host().trim_start_matches('[').trim_end_matches(']');
        let known = lookup_host((host, port)).await.map_err(|error| format!("`{host}` is not found: {error}"))?;
        let found = known.into_iter().find(is_here);
        let found =
            found.ok_or_else(|| format!("`{host}` is not on this machine: deliveries go to the loopback only"))?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let uri = format!("http://{found}{path}").parse().map_err(|error| format!("`{url}` is no URL: {error}"))?;
        let host = named.as_str().rsplit('@').next().unwrap_or_default().to_owned();
        Ok(Self { uri, host })
    }
}

fn is_here(address: &SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[tokio::test]
    async fn the_loopback_is_reached_under_all_its_names() {
        for url in ["http://127.0.0.1:9/a?b=c", "http://[::1]:9/a?b=c", "http://user@127.8.8.8:9/a?b=c"] {
            let address = Address::find(url).await.unwrap();
            assert_eq!(address.uri.path_and_query().unwrap(), "/a?b=c", "{url}");
        }
        assert_eq!(Address::find("http://user@127.0.0.1:9/").await.unwrap().host, "127.0.0.1:9");
    }

    #[tokio::test]
    async fn nothing_else_is() {
        for url in ["https://127.0.0.1/", "http://192.0.2.1/", "http://0.0.0.0/", "http://[2001:db8::1]/", "/a", ""] {
            assert!(Address::find(url).await.is_err(), "{url}");
        }
    }
}
