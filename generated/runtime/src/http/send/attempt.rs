//! One attempt at a request: headers, permit, timeout, redirects, backup host, and reading the body.

use std::{borrow::Cow, pin::pin, sync::Arc};

use bytes::Bytes;
use reqwest::{
    Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT},
};

use super::{
    backup_host::backup_url,
    redirect::{MAX_REDIRECTS, next_url},
    request::{Auth, BodyMode, HttpRequest, RequestBody, Timeout},
    response::{AttemptState, HttpResponse, read_prefix, read_to_end},
};
use crate::{
    http::{
        context::HttpContext,
        sync_body::SyncBody,
        transport::{Body, FailurePhase, Request, Response, TransportError},
    },
    rt::{clock, future::sync_future},
};

/// Maximum size of a response without a result: a submit response, a status with its log, an error.
const SMALL_BODY_LIMIT: usize = 16 << 20;

/// Sends a request once and reads the response. `state` is kept up to date throughout.
pub(crate) async fn send_once(
    http: &HttpContext,
    request: &HttpRequest,
    state: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    *state = AttemptState::default();
    let outcome = match request.timeout {
        Timeout::HoldsPermit | Timeout::None => send_and_read(http, request, state).await,
        Timeout::WhileProgressing => with_stall_timeout(http, request, state).await,
        Timeout::SkipQueue => with_timeout(http, request, state).await,
        Timeout::Standard => {
            let _permit = http.connection_limiter.acquire().await;
            with_timeout(http, request, state).await
        }
    };
    state.in_flight = false;
    if outcome.as_ref().is_ok_and(|response| response.status.is_success()) {
        http.retry_budget.refill();
    }
    outcome
}

/// Fails when neither a chunk of the request body was read nor a response came within the request timeout.
async fn with_stall_timeout(
    http: &HttpContext,
    request: &HttpRequest,
    state: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    let Some(RequestBody::Source(source)) = &request.body else { return send_and_read(http, request, state).await };
    {
        let mut sending = pin!(send_and_read(http, request, state));
        let mut chunks_read = None;
        while chunks_read != Some(source.chunks_read()) {
            chunks_read = Some(source.chunks_read());
            if let Ok(outcome) = clock::timeout(http.request_timeout, sending.as_mut()).await {
                return outcome;
            }
        }
    }
    Err(timeout_error(http, state))
}

async fn with_timeout(
    http: &HttpContext,
    request: &HttpRequest,
    state: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    // Pinned here for the same reason as in `deadline`.
    let outcome = clock::timeout(http.request_timeout, pin!(send_and_read(http, request, state))).await;
    outcome.unwrap_or_else(|_| Err(timeout_error(http, state)))
}

fn timeout_error(http: &HttpContext, state: &AttemptState) -> TransportError {
    let phase = if state.head.is_some() { FailurePhase::Reading } else { FailurePhase::Waiting };
    TransportError::new(phase, format!("no complete response within {:?}", http.request_timeout)).into_timeout()
}

async fn send_and_read(
    http: &HttpContext,
    request: &HttpRequest,
    state: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    state.in_flight = true;
    let Response { status, mut headers, body } = follow_redirects(http, request).await?;
    let body = SyncBody::new(body);
    http.redact_headers(&mut headers);
    let headers = Arc::new(headers);
    state.head = Some((status, Arc::clone(&headers)));
    let body = match (status.is_success(), request.body_mode) {
        (true, BodyMode::Stream) => {
            return Ok(HttpResponse { status, headers, body: Bytes::new(), stream: Some(body) });
        }
        (true, BodyMode::Large) => {
            let body = read_to_end(body, http.result_limit).await?;
            return Ok(HttpResponse { status, headers, body, stream: None });
        }
        (true, BodyMode::Small) => read_to_end(body, SMALL_BODY_LIMIT).await?,
        (false, _) => read_prefix(body, SMALL_BODY_LIMIT).await.into(),
    };
    // Parts of these bodies are copied into errors.
    Ok(HttpResponse { status, headers, body: http.redact(body), stream: None })
}

async fn follow_redirects(http: &HttpContext, request: &HttpRequest) -> Result<Response, TransportError> {
    let mut url = Cow::Borrowed(&request.url);
    for _ in 0..=MAX_REDIRECTS {
        let response = send_or_use_backup(http, request, &url).await?;
        // Behind a proxy, `Location` is relative to the target and not to the URL that was requested.
        let proxied = request.auth == Auth::WithKey && http.proxy.is_some();
        match next_url(request, &url, &response).filter(|_| !proxied) {
            Some(next) => url = Cow::Owned(next),
            None => return Ok(response),
        }
    }
    Err(TransportError::new(FailurePhase::Rejected, format!("more than {MAX_REDIRECTS} redirects in a row")))
}

/// Sends to one URL, and to its backup host if no connection can be made.
async fn send_or_use_backup(http: &HttpContext, request: &HttpRequest, url: &Url) -> Result<Response, TransportError> {
    let error = match send_to(http, request, url).await {
        Err(error) if error.phase == FailurePhase::Connecting => error,
        outcome => return outcome,
    };
    // The proxy stands in for fal, so fal's backup hosts do not apply.
    let allowed = http.backup_hosts && http.proxy.is_none();
    let Some(backup) = backup_url(url).filter(|_| allowed) else { return Err(error) };
    tracing::warn!(target: crate::rt::TRACING_TARGET, host = backup.host_str(), "connection failed; trying the backup host");
    match send_to(http, request, &backup).await {
        // The first error is about the host that the user expects.
        Err(again) if again.phase == FailurePhase::Connecting => Err(error),
        outcome => outcome,
    }
}

async fn send_to(http: &HttpContext, request: &HttpRequest, url: &Url) -> Result<Response, TransportError> {
    let body = match &request.body {
        None => Body::Empty,
        Some(RequestBody::Bytes(bytes)) => Body::Bytes(bytes.clone()),
        Some(RequestBody::Source(source)) => Body::Stream(source.length(), source.open().await?),
    };
    let response = sync_future(http.transport.send(transport_request(http, request, url, body)?));
    response.await
}

/// Header from which fal's server-side proxies read the target URL.
const PROXY_TARGET: HeaderName = HeaderName::from_static("x-fal-target-url");

fn transport_request<'c>(
    http: &'c HttpContext,
    request: &HttpRequest,
    mut url: &'c Url,
    body: Body,
) -> Result<Request, TransportError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if request.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // `extend` replaces headers of the same names.
    headers.extend(request.headers.clone());
    headers.insert(USER_AGENT, http.user_agent.clone());
    if request.auth == Auth::WithKey {
        if let Some(credentials) = &http.credentials {
            headers.insert(AUTHORIZATION, credentials.header());
        }
        if let Some(proxy) = &http.proxy {
            let target = HeaderValue::from_str(url.as_str());
            headers.insert(PROXY_TARGET, target.map_err(|source| TransportError::new(FailurePhase::Rejected, source))?);
            url = proxy;
        }
    }
    let limited = matches!(request.timeout, Timeout::Standard | Timeout::HoldsPermit);
    let limiter = limited.then(|| http.connection_limiter.clone());
    Ok(Request { limiter, ..Request::new(request.method.clone(), url.clone(), headers, body) })
}
