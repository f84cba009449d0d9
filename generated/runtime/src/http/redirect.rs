//! Where redirects are followed to: the same origin, or anywhere where nothing private goes along and nothing is
//! believed that comes back.
//!
//! A request with the key or a body stays where the user sent it, and so does one for public keys; a redirect
//! elsewhere is handed up as the answer that it is. The HTTP client below follows none.

use std::borrow::Cow;

use reqwest::{Method, Url, header::LOCATION};

use crate::{
    client::ClientInner,
    http::{
        headers,
        send::{Auth, HttpRequest, send},
        transport::{FailurePhase, Response, TransportError},
    },
};

/// How many in a row.
const MOST: usize = 5;

/// Sends, and follows where that is safe.
pub(crate) async fn follow(client: &ClientInner, ask: &HttpRequest) -> Result<Response, TransportError> {
    let mut url = Cow::Borrowed(&ask.url);
    for _ in 0..=MOST {
        let response = send(client, ask, &url).await?;
        let proxied = ask.auth == Auth::WithKey && client.base_urls.proxy.is_some();
        match next(ask, &url, &response).filter(|_| !proxied) {
            Some(next) => url = Cow::Owned(next),
            None => return Ok(response),
        }
    }
    Err(TransportError::new(FailurePhase::Rejected, format!("more than {MOST} redirects in a row")))
}

/// The next address, if the answer is a redirect that may be followed.
fn next(ask: &HttpRequest, url: &Url, response: &Response) -> Option<Url> {
    let reads = ask.method == Method::GET && ask.body.is_none();
    let followed = match response.status.as_u16() {
        // These keep method and body.
        307 | 308 => true,
        // These may turn a POST into a GET, which would submit nothing and look like success.
        301..=303 => reads,
        _ => false,
    };
    if !followed {
        return None;
    }
    let next = url.join(headers::text(&response.headers, LOCATION)?).ok()?;
    let same = next.origin() == url.origin();
    let open = ask.auth == Auth::None && reads && is_as_safe(url, &next);
    (same || open).then_some(next)
}

/// Whether nobody can listen in on the second address who could not on the first.
fn is_as_safe(first: &Url, second: &Url) -> bool {
    second.scheme() == "https" || (first.scheme() == "http" && second.scheme() == "http")
}
