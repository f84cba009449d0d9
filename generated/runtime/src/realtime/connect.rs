//! Where a session connects to, and the handshake.
//!
//! The handshake is a request of reqwest that is upgraded, so that connections have the TLS, the certificates
//! and the network proxies of every other request, and the key travels as a header marked sensitive: the
//! WebSocket library's own handshake would write it to its log. That library begins behind the handshake.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{
    Response, StatusCode, Url,
    header::{
        AUTHORIZATION, CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
        SEC_WEBSOCKET_VERSION, UPGRADE, USER_AGENT,
    },
};
use tokio_tungstenite::tungstenite::handshake::{client::generate_key, derive_accept_key};

use super::{
    socket::{Socket, stream},
    token::{Provider, Shown, Token},
};
use crate::{
    client::Client,
    error::Error,
    http::{
        headers, reqwest_transport,
        retry::RetryClass,
        send::{AttemptState, HttpResponse},
        transport::{FailurePhase, TransportError},
        url_encode,
    },
    id::endpoint_id::EndpointId,
    rt::clock,
};

/// All that it takes to connect, again and again.
pub(super) struct Link {
    pub(super) client: Client,
    pub(super) endpoint: EndpointId,
    /// The id and what stands behind it.
    pub(super) path: String,
    pub(super) access: Access,
    pub(super) max_buffering: Option<u8>,
    pub(super) throttle: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) http: reqwest::Client,
}

/// What a handshake shows.
#[derive(Clone)]
pub(super) enum Access {
    /// The client's key.
    Key,
    /// A token, of a provider or else of fal.
    Token(Option<Provider>),
    /// Nothing: for applications that are public.
    Open,
}

/// The HTTP client for handshakes: HTTP/2 would have another one.
pub(super) fn http_client() -> Result<reqwest::Client, Error> {
    reqwest::Client::builder()
        .http1_only()
        .connect_timeout(Duration::from_secs(10))
        .pool_max_idle_per_host(0)
        .no_gzip()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .build()
        .map_err(|source| Error::config("no HTTP client can be made").because(source))
}

impl Link {
    /// Makes a connection.
    pub(super) async fn connect(self: Arc<Self>) -> Result<Socket, Error> {
        let connected = async {
            let shown = Shown { token: self.token().await?, credentials: self.client.inner().credentials.clone() };
            let handshake = self.handshake(shown);
            clock::timeout(self.connect_timeout, handshake).await.unwrap_or_else(|_| {
                let why = format!("no handshake within {:?}", self.connect_timeout);
                Err(failed(TransportError::new(FailurePhase::Waiting, why).into_timeout()))
            })
        };
        connected.await.map_err(|error| error.at(&self.endpoint))
    }

    async fn token(&self) -> Result<Option<Token>, Error> {
        match &self.access {
            Access::Key | Access::Open => Ok(None),
            Access::Token(Some(provider)) => provider(self.path.clone()).await.map(Some),
            Access::Token(None) => Token::issued(self.client.inner(), &self.endpoint).await.map(Some),
        }
    }

    async fn handshake(&self, shown: Shown) -> Result<Socket, Error> {
        let (url, key) = (self.url(shown.token.as_ref()), generate_key());
        let request = self.http.get(url.clone()).headers(self.headers(&key)?);
        let sent = request.send().await;
        let response = sent.map_err(|source| failed(reqwest_transport::failure(FailurePhase::Waiting, source)))?;
        if *response.url() != url {
            return Err(refused("the HTTP client followed a redirect; give it a policy of none"));
        }
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::answered(&refusal(response, &shown).await, RetryClass::Always));
        }
        if headers::text(response.headers(), SEC_WEBSOCKET_ACCEPT.as_str()) != Some(&derive_accept_key(key.as_bytes()))
        {
            return Err(refused("the server did not take part in the WebSocket handshake"));
        }
        let upgraded = response.upgrade().await;
        let upgraded = upgraded.map_err(|source| failed(reqwest_transport::failure(FailurePhase::Reading, source)))?;
        let stream = stream(upgraded, self.client.inner().result_limit).await;
        Ok(Socket::new(stream, shown, self.throttle))
    }

    /// The address, on the client's run host.
    fn url(&self, token: Option<&Token>) -> Url {
        let token = token.map(|token| format!("fal_jwt_token={}", token.encoded()));
        let buffering = self.max_buffering.map(|inputs| format!("max_buffering={inputs}"));
        let query: Vec<String> = [token, buffering].into_iter().flatten().collect();
        let path = url_encode::encode_path(&self.path);
        let address = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")).into() };
        self.client.inner().base_urls.run.join(&address)
    }

    fn headers(&self, key: &str) -> Result<HeaderMap, Error> {
        let key = HeaderValue::from_str(key).map_err(|source| Error::invalid("no handshake").because(source))?;
        let fixed = HeaderValue::from_static;
        let client = self.client.inner();
        let mut headers: HeaderMap = [
            (CONNECTION, fixed("Upgrade")),
            (UPGRADE, fixed("websocket")),
            (SEC_WEBSOCKET_VERSION, fixed("13")),
            (SEC_WEBSOCKET_KEY, key),
            (USER_AGENT, client.user_agent.clone()),
        ]
        .into_iter()
        .collect();
        if let (Access::Key, Some(credentials)) = (&self.access, &client.credentials) {
            headers.insert(AUTHORIZATION, credentials.header());
        }
        Ok(headers)
    }
}

/// A refusal, its body as far as it comes and without what it may have echoed.
async fn refusal(mut response: Response, shown: &Shown) -> HttpResponse {
    let (status, mut headers) = (response.status(), response.headers().clone());
    if let Some(credentials) = &shown.credentials {
        credentials.redact_headers(&mut headers);
    }
    let mut body = Vec::new();
    while let Ok(Ok(Some(chunk))) = clock::timeout(REFUSAL_PATIENCE, response.chunk()).await {
        body.extend(chunk.iter().take(REFUSAL - body.len()));
        if body.len() == REFUSAL {
            break;
        }
    }
    let body = Bytes::from(shown.redact(&String::from_utf8_lossy(&body)));
    HttpResponse { status, headers: headers.into(), body, rest: None }
}

/// How much of a refusal's body is read, and how long its next piece is waited for.
const REFUSAL: usize = 64 << 10;
const REFUSAL_PATIENCE: Duration = Duration::from_secs(5);

fn failed(failure: TransportError) -> Error {
    Error::failed(failure, &AttemptState::default(), RetryClass::Always)
}

fn refused(why: &str) -> Error {
    failed(TransportError::new(FailurePhase::Rejected, why))
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Token(None) => "token",
            Self::Token(Some(_)) => "token of a provider",
            Self::Open => "none",
        })
    }
}
