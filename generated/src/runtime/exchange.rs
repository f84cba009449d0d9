//! One HTTP exchange: a request is completed and sent, the answer is read to its end, within limits.
//!
//! Every header stands in a request exactly once. Repeating is up to `retry`; what an answer means,
//! to `queue`.

use std::time::Duration;

use bytes::Bytes;
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT},
};
use tokio::time;

use super::{
    client::Inner,
    transport::{Body, Failure, Request, Stage},
};

/// What is asked.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Headers beside the client's own.
    pub(crate) headers: HeaderMap,
    /// A body: JSON, unless a header says otherwise.
    pub(crate) body: Option<Bytes>,
    /// A good answer is a result: it may be large, and is left as it is.
    pub(crate) for_result: bool,
}

impl Ask {
    /// A request without a body, for a small answer.
    pub(crate) fn plain(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, for_result: false }
    }
}

/// The limit of answers that carry no result: tickets, status words with logs, errors.
const SMALL_ANSWER: usize = 16 << 20;

/// An answer with any status.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What is known of an exchange while it lasts. It outlives one that is cut short by a deadline.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// A request is under way and may have arrived.
    pub(crate) under_way: bool,
    /// The head of the last answer.
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
}

/// Sends once and reads the answer.
pub(crate) async fn exchange(client: &Inner, ask: &Ask, trace: &mut Trace) -> Result<Reply, Failure> {
    *trace = Trace { under_way: true, head: None };
    let outcome = time::timeout(client.request_timeout, converse(client, ask, trace)).await;
    trace.under_way = false;
    outcome.unwrap_or_else(|_| {
        let stage = if trace.head.is_some() { Stage::Reading } else { Stage::Waiting };
        let source = format!("no complete answer within {:?}", client.request_timeout).into();
        Err(Failure { stage, timed_out: true, source })
    })
}

async fn converse(client: &Inner, ask: &Ask, trace: &mut Trace) -> Result<Reply, Failure> {
    let response = client.transport.send(request(client, ask)).await?;
    let (status, headers) = (response.status, response.headers);
    trace.head = Some((status, headers.clone()));
    let body = match (status.is_success(), ask.for_result) {
        (true, true) => {
            let body = whole(response.body, client.result_limit).await?.into();
            return Ok(Reply { status, headers, body });
        }
        (true, false) => whole(response.body, SMALL_ANSWER).await?,
        (false, _) => start(response.body, SMALL_ANSWER).await,
    };
    // Parts of such an answer get into errors.
    let body = match &client.credentials {
        Some(credentials) => credentials.scrub(body),
        None => body,
    };
    Ok(Reply { status, headers, body: body.into() })
}

fn request(client: &Inner, ask: &Ask) -> Request {
    let mut headers = ask.headers.clone();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, client.user_agent.clone());
    if let Some(credentials) = &client.credentials {
        headers.insert(AUTHORIZATION, credentials.header());
    }
    if ask.body.is_some() {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    Request { method: ask.method.clone(), url: ask.url.clone(), headers, body: ask.body.clone() }
}

/// The whole body, or a failure where it is cut or too large.
async fn whole(mut body: Box<dyn Body>, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut all = Vec::new();
    while let Some(chunk) = body.chunk().await? {
        if chunk.len() > limit.saturating_sub(all.len()) {
            let source = format!("the answer is larger than {limit} bytes").into();
            return Err(Failure { stage: Stage::Refused, timed_out: false, source });
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}

/// How long the next piece of an error's body is waited for; its status is known already.
const ERROR_PATIENCE: Duration = Duration::from_secs(5);

/// As much of a body as comes and fits: of an error, any part is better than none.
async fn start(mut body: Box<dyn Body>, limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    while let Ok(Ok(Some(chunk))) = time::timeout(ERROR_PATIENCE, body.chunk()).await {
        let room = limit.saturating_sub(all.len());
        all.extend(chunk.iter().take(room));
        if chunk.len() >= room {
            break;
        }
    }
    all
}
