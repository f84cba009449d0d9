//! The WebSocket handshake.
//!
//! The handshake is an upgraded reqwest request, so that it uses the same TLS, certificates and network proxies as
//! every other request, and the key is a header marked sensitive: the WebSocket library's own handshake would log it.
//! The library takes over after the handshake.

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
    socket::{Socket, upgrade},
    token::{Provider, SessionAuth, Token},
};
use crate::{
    client::Client,
    error::Error,
    http::{
        headers, reqwest_transport,
        retry::RetryClass,
        send::{AttemptState, HttpResponse},
        transport::{FailurePhase, TransportError},
    },
    id::endpoint_id::EndpointId,
    rt::clock,
    rt::url_encode,
};

/// Opens the connections of a session.
pub(super) struct Connector {
    pub(super) client: Client,
    pub(super) endpoint: EndpointId,
    /// Endpoint id with the path appended.
    pub(super) path: String,
    pub(super) auth: HandshakeAuth,
    pub(super) max_buffering: Option<u8>,
    pub(super) throttle: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) http: reqwest::Client,
}

/// Authentication of a handshake.
#[derive(Clone)]
pub(super) enum HandshakeAuth {
    /// The client's API key.
    Key,
    /// A token from a provider, or from fal if there is none.
    Token(Option<Provider>),
    /// None, for public applications.
    None,
}

/// Creates the HTTP client for handshakes. HTTP/1.1 only, since HTTP/2 has a different WebSocket handshake.
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
        .map_err(|source| Error::config("cannot create the HTTP client").with_source(source))
}

impl Connector {
    /// Opens a connection.
    pub(super) async fn connect(self: Arc<Self>) -> Result<Socket, Error> {
        let connecting = async {
            let session_auth =
                SessionAuth { token: self.token().await?, credentials: self.client.inner().http.credentials.clone() };
            let handshake = self.handshake(session_auth);
            clock::timeout(self.connect_timeout, handshake).await.unwrap_or_else(|_| {
                let reason = format!("the handshake took longer than {:?}", self.connect_timeout);
                Err(failed(TransportError::new(FailurePhase::Waiting, reason).into_timeout()))
            })
        };
        connecting.await.map_err(|error| error.with_endpoint(&self.endpoint))
    }

    async fn token(&self) -> Result<Option<Token>, Error> {
        match &self.auth {
            HandshakeAuth::Key | HandshakeAuth::None => Ok(None),
            HandshakeAuth::Token(Some(provider)) => provider(self.path.clone()).await.map(Some),
            HandshakeAuth::Token(None) => Token::fetch(self.client.inner(), &self.endpoint).await.map(Some),
        }
    }

    async fn handshake(&self, session_auth: SessionAuth) -> Result<Socket, Error> {
        let (url, key) = (self.url(session_auth.token.as_ref()), generate_key());
        let request = self.http.get(url.clone()).headers(self.headers(&key)?);
        let sent = request.send().await;
        let response =
            sent.map_err(|source| failed(reqwest_transport::transport_error(FailurePhase::Waiting, source)))?;
        if *response.url() != url {
            return Err(rejected("the HTTP client followed a redirect; configure it with `redirect::Policy::none()`"));
        }
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(Error::from_response(&read_rejection(response, &session_auth).await, RetryClass::Always));
        }
        if headers::text(response.headers(), SEC_WEBSOCKET_ACCEPT.as_str()) != Some(&derive_accept_key(key.as_bytes()))
        {
            return Err(rejected("the server sent an invalid WebSocket handshake"));
        }
        let upgraded = response.upgrade().await;
        let upgraded =
            upgraded.map_err(|source| failed(reqwest_transport::transport_error(FailurePhase::Reading, source)))?;
        let stream = upgrade(upgraded, self.client.inner().http.result_limit).await;
        Ok(Socket::new(stream, session_auth, self.throttle))
    }

    /// Returns the URL on the client's run host.
    fn url(&self, token: Option<&Token>) -> Url {
        let token = token.map(|token| format!("fal_jwt_token={}", token.encoded()));
        let buffering = self.max_buffering.map(|inputs| format!("max_buffering={inputs}"));
        let query: Vec<String> = [token, buffering].into_iter().flatten().collect();
        let path = url_encode::encode_path(&self.path);
        let address = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")).into() };
        self.client.inner().base_urls.run.join(&address)
    }

    fn headers(&self, key: &str) -> Result<HeaderMap, Error> {
        let key =
            HeaderValue::from_str(key).map_err(|source| Error::invalid("invalid WebSocket key").with_source(source))?;
        let fixed = HeaderValue::from_static;
        let client = self.client.inner();
        let mut headers: HeaderMap = [
            (CONNECTION, fixed("Upgrade")),
            (UPGRADE, fixed("websocket")),
            (SEC_WEBSOCKET_VERSION, fixed("13")),
            (SEC_WEBSOCKET_KEY, key),
            (USER_AGENT, client.http.user_agent.clone()),
        ]
        .into_iter()
        .collect();
        if let (HandshakeAuth::Key, Some(credentials)) = (&self.auth, &client.http.credentials) {
            headers.insert(AUTHORIZATION, credentials.header());
        }
        Ok(headers)
    }
}

/// Reads the response to a rejected handshake, with a bounded body and secrets redacted.
async fn read_rejection(mut response: Response, session_auth: &SessionAuth) -> HttpResponse {
    let (status, mut headers) = (response.status(), response.headers().clone());
    if let Some(credentials) = &session_auth.credentials {
        credentials.redact_headers(&mut headers);
    }
    let mut body = Vec::new();
    while let Ok(Ok(Some(chunk))) = clock::timeout(REJECTION_STALL_TIMEOUT, response.chunk()).await {
        body.extend(chunk.iter().take(MAX_REJECTION_BODY - body.len()));
        if body.len() == MAX_REJECTION_BODY {
            break;
        }
    }
    let body = Bytes::from(session_auth.redact(&String::from_utf8_lossy(&body)));
    HttpResponse { status, headers: headers.into(), body, stream: None }
}

/// Maximum body size of a rejected handshake, and the time limit for each chunk of it.
const MAX_REJECTION_BODY: usize = 64 << 10;
const REJECTION_STALL_TIMEOUT: Duration = Duration::from_secs(5);

fn failed(failure: TransportError) -> Error {
    Error::from_transport(failure, &AttemptState::default(), RetryClass::Always)
}

fn rejected(reason: &str) -> Error {
    failed(TransportError::new(FailurePhase::Rejected, reason))
}

impl fmt::Debug for HandshakeAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "key",
            Self::Token(None) => "token",
            Self::Token(Some(_)) => "token of a provider",
            Self::None => "none",
        })
    }
}
