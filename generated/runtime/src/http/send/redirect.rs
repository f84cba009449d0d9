//! Which redirects are followed.
//!
//! A request with the key or a body follows redirects within its origin only, and so does one for public keys. Any
//! other redirect is returned as the response. The transport below follows none.

use reqwest::{Method, Url, header::LOCATION};

use super::request::{Auth, HttpRequest};
use crate::http::{headers, transport::Response};

/// Maximum number of redirects in a row.
pub(super) const MAX_REDIRECTS: usize = 5;

/// Returns the next URL if the response is a redirect that may be followed.
pub(super) fn next_url(request: &HttpRequest, url: &Url, response: &Response) -> Option<Url> {
    let is_read = request.method == Method::GET && request.body.is_none();
    let followed = match response.status.as_u16() {
        // These keep method and body.
        307 | 308 => true,
        // These may turn a POST into a GET, which would submit nothing and look like success.
        301..=303 => is_read,
        _ => false,
    };
    if !followed {
        return None;
    }
    let next = url.join(headers::text(&response.headers, LOCATION)?).ok()?;
    let same_origin = next.origin() == url.origin();
    let any_origin = request.auth == Auth::None && is_read && is_as_secure(url, &next);
    (same_origin || any_origin).then_some(next)
}

/// Whether the second URL is encrypted if the first one is.
fn is_as_secure(first: &Url, second: &Url) -> bool {
    second.scheme() == "https" || (first.scheme() == "http" && second.scheme() == "http")
}
