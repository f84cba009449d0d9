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
    client::Inner,
    http::{
        redirect,
        transport::{Body, Failure, Payload, Request, Response, Stage},
    },
    rt::{
        clock::{self, Instant},
        future::{Apart, Boxed, apart},
    },
};

/// What is asked.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Headers beside the client's own; what the client sets by default, they replace.
    pub(crate) headers: HeaderMap,
    /// A body: JSON, unless a header says otherwise.
    pub(crate) body: Option<Content>,
    pub(crate) access: Access,
    pub(crate) wanted: Wanted,
    pub(crate) patience: Patience,
}

/// Whether a request shows who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// With the key: for the client's own addresses only, through the proxy where there is one.
    Keyed,
    /// Without: for every other address, such as one that came in an answer.
    Open,
    /// Without, and from nowhere else: for what is believed because of where it stands.
    #[cfg(feature = "webhooks")]
    Pinned,
}

/// What a good answer brings. Any other is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Little: a ticket, a status with its log.
    Little,
    /// A result: it may be large, and is left as it is.
    Result,
    /// A body that is read as it comes, by whoever asked: [`Reply::rest`].
    Stream,
}

/// How long an exchange may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// The client's time for a request; it waits for one of the client's connections.
    Request,
    /// The client's time for a request, without waiting for a connection: a cancellation that stands in line is late.
    Urgent,
    /// As long as its body moves: it may be large.
    Moving,
    /// As long as it takes, at a place that whoever asks has taken: a status stream.
    Placed,
    /// As long as it takes: the answer is the work itself.
    Unbounded,
}

/// The body of a request, to be sent again if need be.
#[derive(Clone)]
pub(crate) enum Content {
    Whole(Bytes),
    #[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser has no files"))]
    Pieces(Arc<dyn Pieces>),
}

/// A body that is opened anew each time it is sent.
pub(crate) trait Pieces: Send + Sync {
    /// How many bytes there are.
    fn length(&self) -> u64;
    /// How many pieces were taken so far, over all attempts: whether it moves.
    fn moved(&self) -> u64;
    /// The bytes from the first.
    fn open(&self) -> Boxed<'_, Result<Box<dyn Body>, Failure>>;
}

impl Ask {
    /// A request with the key and without a body, for a small answer.
    pub(crate) fn plain(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
            access: Access::Keyed,
            wanted: Wanted::Little,
            patience: Patience::Request,
        }
    }

    /// The same with a JSON body.
    pub(crate) fn json(self, body: Bytes) -> Self {
        Self { body: Some(Content::Whole(body)), ..self }
    }

    /// The same without the key.
    pub(crate) fn open(self) -> Self {
        Self { access: Access::Open, ..self }
    }

    /// The same without the key, from this origin only.
    #[cfg(feature = "webhooks")]
    pub(crate) fn pinned(self) -> Self {
        Self { access: Access::Pinned, ..self }
    }

    /// The same for something else than a small answer.
    pub(crate) fn wants(self, wanted: Wanted) -> Self {
        Self { wanted, ..self }
    }

    /// The same, for as long as its body moves.
    pub(crate) fn moving(self) -> Self {
        Self { patience: Patience::Moving, ..self }
    }

    /// The same, for as long as it takes, at a place that is taken already.
    pub(crate) fn placed(self) -> Self {
        Self { patience: Patience::Placed, ..self }
    }

    /// The same, for as long as it takes.
    pub(crate) fn unbounded(self) -> Self {
        Self { patience: Patience::Unbounded, ..self }
    }
}

/// The limit of answers that carry no result: tickets, status words with logs, errors.
const SMALL_ANSWER: usize = 16 << 20;

/// An answer with any status.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: Arc<HeaderMap>,
    pub(crate) body: Bytes,
    /// The body of a good answer that was wanted as a stream; `body` is empty then.
    pub(crate) rest: Option<Apart>,
}

/// What is known of an exchange while it lasts. It outlives one that is cut short by a deadline.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// A request is under way and may have arrived.
    pub(crate) under_way: bool,
    /// The head of the last answer.
    pub(crate) head: Option<(StatusCode, Arc<HeaderMap>)>,
}

/// Sends once and reads the answer.
pub(crate) async fn exchange(client: &Inner, ask: &Ask, trace: &mut Trace) -> Result<Reply, Failure> {
    *trace = Trace::default();
    let outcome = match ask.patience {
        Patience::Placed | Patience::Unbounded => converse(client, ask, trace).await,
        Patience::Moving => while_it_moves(client, ask, trace).await,
        Patience::Urgent => in_time(client, ask, trace).await,
        Patience::Request => {
            let _place = client.gate.request().await;
            in_time(client, ask, trace).await
        }
    };
    trace.under_way = false;
    if outcome.as_ref().is_ok_and(|reply| reply.status.is_success()) {
        client.budget.earn();
    }
    outcome
}

/// Ends where no piece of the body went out, and no answer came, for as long as a request may take.
async fn while_it_moves(client: &Inner, ask: &Ask, trace: &mut Trace) -> Result<Reply, Failure> {
    let Some(Content::Pieces(pieces)) = &ask.body else { return converse(client, ask, trace).await };
    {
        let mut conversation = pin!(converse(client, ask, trace));
        let mut moved = None;
        while moved != Some(pieces.moved()) {
            moved = Some(pieces.moved());
            if let Ok(outcome) = clock::timeout(client.request_timeout, conversation.as_mut()).await {
                return outcome;
            }
        }
    }
    Err(out_of_time(client, trace))
}

async fn in_time(client: &Inner, ask: &Ask, trace: &mut Trace) -> Result<Reply, Failure> {
    // Lent, as in `deadline`.
    let outcome = clock::timeout(client.request_timeout, pin!(converse(client, ask, trace))).await;
    outcome.unwrap_or_else(|_| Err(out_of_time(client, trace)))
}

fn out_of_time(client: &Inner, trace: &Trace) -> Failure {
    let stage = if trace.head.is_some() { Stage::Reading } else { Stage::Waiting };
    Failure::new(stage, format!("no complete answer within {:?}", client.request_timeout)).out_of_time()
}

async fn converse(client: &Inner, ask: &Ask, trace: &mut Trace) -> Result<Reply, Failure> {
    trace.under_way = true;
    let Response { status, mut headers, body } = redirect::follow(client, ask).await?;
    let body = Apart::of(body);
    if let Some(credentials) = &client.credentials {
        credentials.scrub_headers(&mut headers);
    }
    let headers = Arc::new(headers);
    trace.head = Some((status, Arc::clone(&headers)));
    let body = match (status.is_success(), ask.wanted) {
        (true, Wanted::Stream) => {
            return Ok(Reply { status, headers, body: Bytes::new(), rest: Some(body) });
        }
        (true, Wanted::Result) => {
            let body = whole(body, client.result_limit).await?;
            return Ok(Reply { status, headers, body, rest: None });
        }
        (true, Wanted::Little) => whole(body, SMALL_ANSWER).await?,
        (false, _) => start(body, SMALL_ANSWER).await.into(),
    };
    // Parts of such an answer get into errors.
    Ok(Reply { status, headers, body: client.scrub(body), rest: None })
}

/// Sends to one address; where no connection comes about, to the host that stands in for it.
pub(crate) async fn send(client: &Inner, ask: &Ask, url: &Url) -> Result<Response, Failure> {
    let failure = match send_once(client, ask, url).await {
        Err(failure) if failure.stage == Stage::Connecting => failure,
        outcome => return outcome,
    };
    let Some(backup) = client.hosts.backup(url) else { return Err(failure) };
    tracing::warn!(host = backup.host_str(), "no connection; trying the backup host");
    match send_once(client, ask, &backup).await {
        // What went wrong first says more.
        Err(again) if again.stage == Stage::Connecting => Err(failure),
        outcome => outcome,
    }
}

async fn send_once(client: &Inner, ask: &Ask, url: &Url) -> Result<Response, Failure> {
    let body = match &ask.body {
        None => Payload::Empty,
        Some(Content::Whole(bytes)) => Payload::Whole(bytes.clone()),
        Some(Content::Pieces(pieces)) => Payload::Pieces(pieces.length(), pieces.open().await?),
    };
    let response = apart(client.transport.send(request(client, ask, url, body)?));
    response.await
}

/// What a proxy of ours reads the real address from.
const TARGET: HeaderName = HeaderName::from_static("x-fal-target-url");

fn request<'c>(client: &'c Inner, ask: &Ask, mut url: &'c Url, body: Payload) -> Result<Request, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if ask.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // They replace those of the same names.
    headers.extend(ask.headers.clone());
    headers.insert(USER_AGENT, client.user_agent.clone());
    if ask.access == Access::Keyed {
        if let Some(credentials) = &client.credentials {
            headers.insert(AUTHORIZATION, credentials.header());
        }
        if let Some(proxy) = &client.hosts.proxy {
            let target = HeaderValue::from_str(url.as_str());
            headers.insert(TARGET, target.map_err(|source| Failure::new(Stage::Refused, source))?);
            url = proxy.url();
        }
    }
    let placed = matches!(ask.patience, Patience::Request | Patience::Placed);
    let gate = placed.then(|| client.gate.clone());
    Ok(Request { gate, ..Request::new(ask.method.clone(), url.clone(), headers, body) })
}

/// The whole body, or a failure where it is cut or too large. One that comes in one piece is not copied.
async fn whole(mut body: Apart, limit: usize) -> Result<Bytes, Failure> {
    let mut all = Bytes::new();
    let mut pieces = BytesMut::new();
    while let Some(piece) = body.chunk().await? {
        let so_far = all.len().max(pieces.len());
        if piece.len() > limit.saturating_sub(so_far) {
            return Err(Failure::new(Stage::Refused, format!("the answer is larger than {limit} bytes")));
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
async fn start(mut body: Apart, limit: usize) -> Vec<u8> {
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

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.body.len();
        f.debug_struct("Reply").field("status", &self.status).field("bytes", &size).finish_non_exhaustive()
    }
}
