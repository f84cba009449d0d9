//! The requests of the queue: submit, status, result, cancel.
//!
//! URLs are built here from the client's base URL and the job's id. URLs in responses are not used.

use std::sync::LazyLock;

use bytes::Bytes;
use memchr::memmem::Finder;
use reqwest::{Method, Url, header::HeaderMap};
use serde_json::Value;

use crate::{
    client::ClientInner,
    error::{Error, ErrorBody},
    http::{
        headers,
        json_body::parse_ok,
        retry::{RetryClass, RetryPolicy},
        send::{AttemptState, BodyMode, HttpRequest, HttpResponse, Timeout, send_with_retry},
    },
    id::{endpoint_id::EndpointId, job_id::JobId},
    queue::status::{QueueResponse, Status},
    rt::clock::Instant,
    rt::url_encode,
};

/// The response to a submit.
pub(crate) struct SubmitResponse {
    pub(crate) job: JobId,
    pub(crate) status: Status,
}

/// A submit request.
pub(crate) struct SubmitRequest<'r> {
    pub(crate) endpoint: &'r EndpointId,
    pub(crate) body: &'r Bytes,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) webhook: Option<&'r str>,
    pub(crate) max_queue_length: Option<u32>,
    /// The policy of this call, if it differs from the client's.
    pub(crate) retry: Option<&'r RetryPolicy>,
}

/// Submits a request to the queue.
pub(crate) async fn submit(
    client: &ClientInner,
    submit: &SubmitRequest<'_>,
    deadline: Option<Instant>,
    state: &mut AttemptState,
) -> Result<SubmitResponse, Error> {
    let class = RetryClass::Submit;
    let mut request = HttpRequest::new(Method::POST, submit_url(client, submit)).json(submit.body.clone());
    request.headers = submit.headers.clone();
    let policy = submit.retry.unwrap_or(&client.http.retry);
    let response = match send_with_retry(&client.http, &request, (class, policy), deadline, state).await {
        Ok(response) => response,
        Err(error) => return Err(Error::from_transport(error, state, class).with_endpoint(submit.endpoint)),
    };
    if !response.status.is_success() {
        return Err(Error::from_response(&response, class).with_endpoint(submit.endpoint));
    }
    parse_submit_response(submit.endpoint, &response).ok_or_else(|| {
        Error::protocol(&response, class, "the submit response has no request id").with_endpoint(submit.endpoint)
    })
}

fn submit_url(client: &ClientInner, submit: &SubmitRequest<'_>) -> Url {
    let path = url_encode::encode_path(submit.endpoint.as_str());
    let webhook = submit.webhook.map(|url| format!("fal_webhook={}", url_encode::encode(url)));
    let length = submit.max_queue_length.map(|length| format!("fal_max_queue_length={length}"));
    let query: Vec<String> = [webhook, length].into_iter().flatten().collect();
    client.base_urls.queue.join(&if query.is_empty() { path } else { format!("{path}?{}", query.join("&")).into() })
}

fn parse_submit_response(endpoint: &EndpointId, response: &HttpResponse) -> Option<SubmitResponse> {
    let fields: QueueResponse = parse_ok(response)?;
    let job = JobId::new(endpoint.clone(), fields.request_id.as_str()?).ok()?;
    Some(SubmitResponse { job, status: Status::from_submit(fields) })
}

/// A job and its URL, built once for all of its requests.
pub(crate) struct JobUrl {
    pub(crate) job: JobId,
    /// The URL of the result. The others are below it.
    url: Url,
}

impl JobUrl {
    /// Builds the URL of a job. It contains the application's id, which may be shorter than the endpoint's.
    pub(crate) fn new(client: &ClientInner, job: &JobId) -> Self {
        let app = url_encode::encode_path(job.endpoint().app());
        let request = url_encode::encode(job.request_id());
        let url = client.base_urls.queue.join(&[&app, "/requests/", &request].concat());
        Self { job: job.clone(), url }
    }

    fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.url.clone();
        // Fails only for URLs that cannot be a base, which base URLs never are.
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(segments);
        }
        url
    }

    fn status(&self, segments: &[&str], logs: bool) -> Url {
        let mut url = self.join(segments);
        url.set_query(Some(if logs { "logs=1" } else { "logs=0" }));
        url
    }
}

/// Fetches a job's status. The response may have any HTTP status; see [`read_status`] and [`is_route_missing`].
pub(crate) async fn status(
    client: &ClientInner,
    url: &JobUrl,
    logs: bool,
    policy: &RetryPolicy,
) -> Result<HttpResponse, Error> {
    let request = HttpRequest::new(Method::GET, url.status(&["status"], logs));
    send(client, url, &request, (RetryClass::Status, policy)).await
}

/// Returns the request for a job's status stream. The caller must hold a connection permit.
pub(crate) fn status_stream(url: &JobUrl, logs: bool) -> HttpRequest {
    let request = HttpRequest::new(Method::GET, url.status(&["status", "stream"], logs));
    request.body_mode(BodyMode::Stream).with_permit()
}

/// Reads the response to a status request.
pub(crate) fn read_status(job: &JobId, response: &HttpResponse) -> Result<Status, Error> {
    if !response.status.is_success() {
        return Err(Error::from_response(response, RetryClass::Status).with_job(job));
    }
    let status = parse_ok(response).and_then(Status::from_response);
    status.ok_or_else(|| Error::protocol(response, RetryClass::Status, "the response has no status").with_job(job))
}

/// Whether the server has no status route, like some relays: it rejects the path instead of the job, or returns an HTML
/// page for any path.
pub(crate) fn is_route_missing(job: &JobId, response: &HttpResponse) -> bool {
    match response.status.as_u16() {
        405 => true,
        404 => !is_job_not_found(job, &ErrorBody::parse(&response.body)),
        _ => response.status.is_success() && is_html(response),
    }
}

fn is_html(response: &HttpResponse) -> bool {
    headers::text(&response.headers, "content-type").is_some_and(|content_type| content_type.starts_with("text/html"))
}

/// Whether a 404 means that the job does not exist, not the path.
fn is_job_not_found(job: &JobId, body: &ErrorBody) -> bool {
    let names_job = body.message.as_deref().is_some_and(|message| message.contains(job.request_id()));
    let is_denied = body.message_contains("request not found") || (names_job && !body.message_contains("/requests/"));
    body.status_code.as_deref() == Some("NOT_FOUND") || is_denied
}

/// Fetches the response at a job's URL, with any HTTP status.
pub(crate) async fn result(
    client: &ClientInner,
    url: &JobUrl,
    class: RetryClass,
    policy: &RetryPolicy,
) -> Result<HttpResponse, Error> {
    let request = HttpRequest::new(Method::GET, url.url.clone()).body_mode(BodyMode::Large);
    send(client, url, &request, (class, policy)).await
}

/// Maximum size of a body that is checked for a submit response. Results may be large, and are parsed once.
const MAX_SUBMIT_RESPONSE_SIZE: usize = 64 << 10;

/// Finds the common prefix of `IN_QUEUE` and `IN_PROGRESS`.
static STATUS_PREFIX: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("IN_"));

/// Whether a successful response at the job's URL repeats the submit response because the job still runs.
pub(crate) fn is_submit_response(job: &JobId, response: &HttpResponse) -> bool {
    let body = &response.body;
    // Rules out nearly every result without parsing it.
    if !response.status.is_success() || body.len() > MAX_SUBMIT_RESPONSE_SIZE || STATUS_PREFIX.find(body).is_none() {
        return false;
    }
    let Some(json) = parse_ok::<Value>(response) else { return false };
    let is_running = matches!(json.get("status").and_then(Value::as_str), Some("IN_QUEUE" | "IN_PROGRESS"));
    let names_job = json.get("request_id").and_then(Value::as_str) == Some(job.request_id());
    is_running && (names_job || json.get("response_url").is_some())
}

/// The queue's response to a cancellation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cancellation {
    /// Cancellation was requested. A job that is already running may still finish.
    Requested,
    /// The job was removed from the queue.
    Removed,
    /// The job was already completed.
    TooLate,
    /// The queue does not know the job.
    Unknown,
}

/// Sends a cancellation.
pub(crate) async fn cancel(
    client: &ClientInner,
    job: &JobId,
    (timeout, policy): (Timeout, &RetryPolicy),
) -> Result<Cancellation, Error> {
    let url = JobUrl::new(client, job);
    let request = HttpRequest { timeout, ..HttpRequest::new(Method::PUT, url.join(&["cancel"])) };
    let response = send(client, &url, &request, (RetryClass::Idempotent, policy)).await?;
    let body = ErrorBody::parse(&response.body);
    let is_requested = body.status_code.as_deref() == Some("CANCELLATION_REQUESTED");
    let is_completed =
        body.status_code.as_deref() == Some("ALREADY_COMPLETED") || body.message_contains("already completed");
    match response.status.as_u16() {
        200 if !is_requested => Ok(Cancellation::Removed),
        200..=299 => Ok(Cancellation::Requested),
        400 | 409 if is_completed => Ok(Cancellation::TooLate),
        404 if is_job_not_found(job, &body) => Ok(Cancellation::Unknown),
        _ => Err(Error::from_response(&response, RetryClass::Idempotent).with_job(job)),
    }
}

async fn send(
    client: &ClientInner,
    url: &JobUrl,
    request: &HttpRequest,
    (class, policy): (RetryClass, &RetryPolicy),
) -> Result<HttpResponse, Error> {
    let mut state = AttemptState::default();
    let outcome = send_with_retry(&client.http, request, (class, policy), None, &mut state).await;
    outcome.map_err(|error| Error::from_transport(error, &state, class).with_job(&url.job))
}
