//! One HTTP exchange: a request is completed and sent, the answer is read to its end, within limits.
//!
//! Here is decided which requests carry the key, and every header stands in a request exactly once.
//! Where redirects lead is in `redirect`; repeating is up to `retry`; what an answer means, to `queue`.

use std::{fmt, mem, pin::pin, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT},
};

use crate::{
    client::ClientInner,
    http::{
        redirect,
        transport::{Body, BodyStream, FailurePhase, Request, Response, TransportError},
    },
    rt::{
        clock::{self, Instant},
        future::{Boxed, SyncBody, apart},
    },
};

/// What is asked.
#[derive(Clone)]
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Headers beside the client's own; what the client sets by default, they replace.
    pub(crate) headers: HeaderMap,
    /// A body: JSON, unless a header says otherwise.
    pub(crate) body: Option<RequestBody>,
    pub(crate) auth: Auth,
    pub(crate) body_mode: BodyMode,
    pub(crate) timeout: Timeout,
}

/// Whether a request shows who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Auth {
    /// With the key: for the client's own addresses only, through the proxy where there is one.
    WithKey,
    /// Without: for every other address, such as one that came in an answer.
    None,
    /// Without, and from nowhere else: for what is believed because of where it stands.
    #[cfg(feature = "webhooks")]
    NoneSameOrigin,
}

/// What a good answer brings. Any other is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// Little: a ticket, a status with its log.
    Small,
    /// A result: it may be large, and is left as it is.
    Large,
    /// A body that is read as it comes, by whoever asked: [`HttpResponse::rest`].
    Stream,
}

/// How long an exchange may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timeout {
    /// The client's time for a request; it waits for one of the client's connections.
    Standard,
    /// The client's time for a request, without waiting for a connection: a cancellation that stands in line is late.
    SkipQueue,
    /// As long as its body moves: it may be large.
    WhileProgressing,
    /// As long as it takes, at a place that whoever asks has taken: a status stream.
    HoldsPermit,
    /// As long as it takes: the answer is the work itself.
    None,
}

/// The body of a request, to be sent again if need be.
#[derive(Clone)]
pub(crate) enum RequestBody {
    Bytes(Bytes),
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser has no files"))]
    Source(Arc<dyn BodySource>),
}

/// A body that is opened anew each time it is sent.
pub(crate) trait BodySource: Send + Sync {
    /// How many bytes there are.
    fn length(&self) -> u64;
    /// How many pieces were taken so far, over all attempts: whether it moves.
    fn moved(&self) -> u64;
    /// The bytes from the first.
    fn open(&self) -> Boxed<'_, Result<Box<dyn BodyStream>, TransportError>>;
}

impl HttpRequest {
    /// A request with the key and without a body, for a small answer.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            auth: Auth::WithKey,
            body_mode: BodyMode::Small,
            timeout: Timeout::Standard,
        }
    }

    /// The same with a JSON body.
    pub(crate) fn json(self, body: Bytes) -> Self {
        Self { body: Some(RequestBody::Bytes(body)), ..self }
    }

    /// The same without the key.
    pub(crate) fn without_auth(self) -> Self {
        Self { auth: Auth::None, ..self }
    }

    /// The same without the key, from this origin only.
    #[cfg(feature = "webhooks")]
    pub(crate) fn same_origin_without_auth(self) -> Self {
        Self { auth: Auth::NoneSameOrigin, ..self }
    }

    /// The same for something else than a small answer.
    pub(crate) fn body_mode(self, body_mode: BodyMode) -> Self {
        Self { body_mode, ..self }
    }

    /// The same, for as long as its body moves.
    pub(crate) fn stall_timeout(self) -> Self {
        Self { timeout: Timeout::WhileProgressing, ..self }
    }

    /// The same, for as long as it takes, at a place that is taken already.
    pub(crate) fn with_permit(self) -> Self {
        Self { timeout: Timeout::HoldsPermit, ..self }
    }

    /// The same, for as long as it takes.
    pub(crate) fn without_timeout(self) -> Self {
        Self { timeout: Timeout::None, ..self }
    }
}

/// The limit of answers that carry no result: tickets, status words with logs, errors.
const SMALL_BODY_LIMIT: usize = 16 << 20;

/// An answer with any status.
pub(crate) struct HttpResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: Arc<HeaderMap>,
    pub(crate) body: Bytes,
    /// The body of a good answer that was wanted as a stream; `body` is empty then.
    pub(crate) rest: Option<SyncBody>,
}

/// What is known of an exchange while it lasts. It outlives one that is cut short by a deadline.
#[derive(Debug, Default)]
pub(crate) struct AttemptState {
    /// A request is under way and may have arrived.
    pub(crate) in_flight: bool,
    /// The head of the last answer.
    pub(crate) head: Option<(StatusCode, Arc<HeaderMap>)>,
}

/// Sends once and reads the answer.
pub(crate) async fn exchange(
    client: &ClientInner,
    ask: &HttpRequest,
    trace: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    *trace = AttemptState::default();
    let outcome = match ask.timeout {
        Timeout::HoldsPermit | Timeout::None => send_and_read(client, ask, trace).await,
        Timeout::WhileProgressing => with_stall_timeout(client, ask, trace).await,
        Timeout::SkipQueue => with_timeout(client, ask, trace).await,
        Timeout::Standard => {
            let _permit = client.connection_limiter.acquire().await;
            with_timeout(client, ask, trace).await
        }
    };
    trace.in_flight = false;
    if outcome.as_ref().is_ok_and(|reply| reply.status.is_success()) {
        client.budget.refill();
    }
    outcome
}

/// Ends where no piece of the body went out, and no answer came, for as long as a request may take.
async fn with_stall_timeout(
    client: &ClientInner,
    ask: &HttpRequest,
    trace: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    let Some(RequestBody::Source(pieces)) = &ask.body else { return send_and_read(client, ask, trace).await };
    {
        let mut conversation = pin!(send_and_read(client, ask, trace));
        let mut moved = None;
        while moved != Some(pieces.moved()) {
            moved = Some(pieces.moved());
            if let Ok(outcome) = clock::timeout(client.request_timeout, conversation.as_mut()).await {
                return outcome;
            }
        }
    }
    Err(timeout_error(client, trace))
}

async fn with_timeout(
    client: &ClientInner,
    ask: &HttpRequest,
    trace: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    // Lent, as in `deadline`.
    let outcome = clock::timeout(client.request_timeout, pin!(send_and_read(client, ask, trace))).await;
    outcome.unwrap_or_else(|_| Err(timeout_error(client, trace)))
}

fn timeout_error(client: &ClientInner, trace: &AttemptState) -> TransportError {
    let stage = if trace.head.is_some() { FailurePhase::Reading } else { FailurePhase::Waiting };
    TransportError::new(stage, format!("no complete answer within {:?}", client.request_timeout)).into_timeout()
}

async fn send_and_read(
    client: &ClientInner,
    ask: &HttpRequest,
    trace: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    trace.in_flight = true;
    let Response { status, mut headers, body } = redirect::follow(client, ask).await?;
    let body = SyncBody::new(body);
    if let Some(credentials) = &client.credentials {
        credentials.redact_headers(&mut headers);
    }
    let headers = Arc::new(headers);
    trace.head = Some((status, Arc::clone(&headers)));
    let body = match (status.is_success(), ask.body_mode) {
        (true, BodyMode::Stream) => {
            return Ok(HttpResponse { status, headers, body: Bytes::new(), rest: Some(body) });
        }
        (true, BodyMode::Large) => {
            let body = read_to_end(body, client.result_limit).await?;
            return Ok(HttpResponse { status, headers, body, rest: None });
        }
        (true, BodyMode::Small) => read_to_end(body, SMALL_BODY_LIMIT).await?,
        (false, _) => read_prefix(body, SMALL_BODY_LIMIT).await.into(),
    };
    // Parts of such an answer get into errors.
    Ok(HttpResponse { status, headers, body: client.redact(body), rest: None })
}

/// Sends to one address; where no connection comes about, to the host that stands in for it.
pub(crate) async fn send(client: &ClientInner, ask: &HttpRequest, url: &Url) -> Result<Response, TransportError> {
    let failure = match send_once(client, ask, url).await {
        Err(failure) if failure.phase == FailurePhase::Connecting => failure,
        outcome => return outcome,
    };
    let Some(backup) = client.base_urls.backup(url) else { return Err(failure) };
    tracing::warn!(host = backup.host_str(), "no connection; trying the backup host");
    match send_once(client, ask, &backup).await {
        // What went wrong first says more.
        Err(again) if again.phase == FailurePhase::Connecting => Err(failure),
        outcome => outcome,
    }
}

async fn send_once(client: &ClientInner, ask: &HttpRequest, url: &Url) -> Result<Response, TransportError> {
    let body = match &ask.body {
        None => Body::Empty,
        Some(RequestBody::Bytes(bytes)) => Body::Bytes(bytes.clone()),
        Some(RequestBody::Source(pieces)) => Body::Stream(pieces.length(), pieces.open().await?),
    };
    let response = apart(client.transport.send(request(client, ask, url, body)?));
    response.await
}

/// What a proxy of ours reads the real address from.
const PROXY_TARGET: HeaderName = HeaderName::from_static("x-fal-target-url");

fn request<'c>(
    client: &'c ClientInner,
    ask: &HttpRequest,
    mut url: &'c Url,
    body: Body,
) -> Result<Request, TransportError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if ask.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // They replace those of the same names.
    headers.extend(ask.headers.clone());
    headers.insert(USER_AGENT, client.user_agent.clone());
    if ask.auth == Auth::WithKey {
        if let Some(credentials) = &client.credentials {
            headers.insert(AUTHORIZATION, credentials.header());
        }
        if let Some(proxy) = &client.base_urls.proxy {
            let target = HeaderValue::from_str(url.as_str());
            headers.insert(PROXY_TARGET, target.map_err(|source| TransportError::new(FailurePhase::Rejected, source))?);
            url = proxy.url();
        }
    }
    let limited = matches!(ask.timeout, Timeout::Standard | Timeout::HoldsPermit);
    let limiter = limited.then(|| client.connection_limiter.clone());
    Ok(Request { limiter, ..Request::new(ask.method.clone(), url.clone(), headers, body) })
}

/// The whole body, or a failure where it is cut or too large. One that comes in one piece is not copied.
async fn read_to_end(mut body: SyncBody, limit: usize) -> Result<Bytes, TransportError> {
    let mut all = Bytes::new();
    let mut pieces = BytesMut::new();
    while let Some(piece) = body.chunk().await? {
        let so_far = all.len().max(pieces.len());
        if piece.len() > limit.saturating_sub(so_far) {
            return Err(TransportError::new(
                FailurePhase::Rejected,
                format!("the answer is larger than {limit} bytes"),
            ));
        }
        if so_far == 0 {
            all = piece;
        } else {
            pieces.extend_from_slice(&mem::take(&mut all));
            pieces.extend_from_slice(&piece);
        }
    }
    Ok(if pieces.is_empty() { all } else { pieces.freeze() })
}

/// How long the next piece of an error's body is waited for, and all of it; its status is known already.
const ERROR_PATIENCE: Duration = Duration::from_secs(5);
const WHOLE_ERROR_PATIENCE: Duration = Duration::from_secs(20);

/// As much of a body as comes and fits: of an error, any part is better than none.
async fn read_prefix(mut body: SyncBody, limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    let begun = Instant::now();
    let patience = || WHOLE_ERROR_PATIENCE.saturating_sub(begun.elapsed()).min(ERROR_PATIENCE);
    while let Ok(Ok(Some(chunk))) = clock::timeout(patience(), body.chunk()).await {
        let room = limit.saturating_sub(all.len());
        all.extend(chunk.iter().take(room));
        if chunk.len() >= room {
            break;
        }
    }
    all
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.body.len();
        f.debug_struct("Reply").field("status", &self.status).field("bytes", &size).finish_non_exhaustive()
    }
}
