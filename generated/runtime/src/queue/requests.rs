//! The queue's four requests: submit, status, result, cancel.
//!
//! URLs are always built here from the client's own addresses and the job's id; those that come back
//! in answers are data. What to ask when is decided in `follow`.

use std::sync::LazyLock;

use bytes::Bytes;
use memchr::memmem::Finder;
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    call::options::Options,
    client::ClientInner,
    error::{Error, Told},
    http::{
        headers,
        retry::{RetryClass, RetryPolicy, send_with_retry},
        send::{AttemptState, BodyMode, HttpRequest, HttpResponse, Timeout},
        url_encode,
    },
    id::{endpoint_id::EndpointId, job_id::JobId},
    queue::status::{QueueResponse, Status},
    rt::clock::Instant,
};

/// What the queue gave for a submit.
pub(crate) struct SubmitResponse {
    pub(crate) job: JobId,
    pub(crate) status: Status,
}

/// Puts a request into the queue.
pub(crate) async fn submit(
    client: &ClientInner,
    (endpoint, body): (&EndpointId, &Bytes),
    options: &Options,
    until: Option<Instant>,
    trace: &mut AttemptState,
) -> Result<SubmitResponse, Error> {
    let mut ask = HttpRequest::new(Method::POST, submit_url(client, endpoint, options)).json(body.clone());
    ask.headers = options.headers.clone();
    let policy = options.retry.as_ref().unwrap_or(&client.retry);
    let reply = match send_with_retry(client, &ask, (RetryClass::Submit, policy), until, trace).await {
        Ok(reply) => reply,
        Err(failure) => return Err(Error::failed(failure, trace, RetryClass::Submit).at(endpoint)),
    };
    if !reply.status.is_success() {
        return Err(Error::answered(&reply, RetryClass::Submit).at(endpoint));
    }
    parse_submit_response(endpoint, &reply).ok_or_else(|| {
        Error::unexpected(&reply, RetryClass::Submit, "the answer to the submit has no request id").at(endpoint)
    })
}

fn submit_url(client: &ClientInner, endpoint: &EndpointId, options: &Options) -> Url {
    let path = url_encode::encode_path(endpoint.as_str());
    let webhook = options.webhook.as_ref().map(|url| format!("fal_webhook={}", url_encode::encode(&url.0)));
    let length = options.max_queue_length.map(|most| format!("fal_max_queue_length={most}"));
    let query: Vec<String> = [webhook, length].into_iter().flatten().collect();
    client.base_urls.queue.join(&if query.is_empty() { path } else { format!("{path}?{}", query.join("&")).into() })
}

fn parse_submit_response(endpoint: &EndpointId, reply: &HttpResponse) -> Option<SubmitResponse> {
    let answer: QueueResponse = json(reply)?;
    let job = JobId::new(endpoint.clone(), answer.request_id.as_str()?).ok()?;
    Some(SubmitResponse { job, status: Status::from_submit(answer) })
}

/// A job and its address, made once for all that is asked of it.
pub(crate) struct JobUrl {
    pub(crate) job: JobId,
    /// Where its result is; the other addresses are below.
    url: Url,
}

impl JobUrl {
    /// The address of a job hangs on the application, not on the whole endpoint.
    pub(crate) fn new(client: &ClientInner, job: &JobId) -> Self {
        let app = url_encode::encode_path(job.endpoint().app());
        let request = url_encode::encode(job.request_id());
        let url = client.base_urls.queue.join(&[&app, "/requests/", &request].concat());
        Self { job: job.clone(), url }
    }

    fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.url.clone();
        // Only addresses without a host have no segments, and no base is one.
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

/// Asks where a job stands. The answer may have any status; [`read_status`] and [`is_route_missing`] tell.
pub(crate) async fn status(
    client: &ClientInner,
    url: &JobUrl,
    logs: bool,
    policy: &RetryPolicy,
) -> Result<HttpResponse, Error> {
    let ask = HttpRequest::new(Method::GET, url.status(&["status"], logs));
    send(client, url, &ask, RetryClass::Status, policy).await
}

/// What opens a job's status stream.
pub(crate) fn status_stream(url: &JobUrl, logs: bool) -> HttpRequest {
    let ask = HttpRequest::new(Method::GET, url.status(&["status", "stream"], logs));
    ask.body_mode(BodyMode::Stream).with_permit()
}

/// Reads the answer to a question for the status.
pub(crate) fn read_status(job: &JobId, reply: &HttpResponse) -> Result<Status, Error> {
    if !reply.status.is_success() {
        return Err(Error::answered(reply, RetryClass::Status).about(job));
    }
    let status = json(reply).and_then(Status::from_response);
    status.ok_or_else(|| Error::unexpected(reply, RetryClass::Status, "the answer has no status").about(job))
}

/// Whether the server has no route for the status, as some relays: it denies the path, not the job, or
/// shows the page that it has for any path.
pub(crate) fn is_route_missing(job: &JobId, reply: &HttpResponse) -> bool {
    match reply.status.as_u16() {
        405 => true,
        404 => !is_job_not_found(job, &Told::by(&reply.body)),
        _ => reply.status.is_success() && is_page(reply),
    }
}

fn is_page(reply: &HttpResponse) -> bool {
    headers::text(&reply.headers, "content-type").is_some_and(|content_type| content_type.starts_with("text/html"))
}

/// Whether a 404 is about the job.
fn is_job_not_found(job: &JobId, body: &Told) -> bool {
    let names_it = body.message.as_deref().is_some_and(|message| message.contains(job.request_id()));
    let denied = body.says("request not found") || (names_it && !body.says("/requests/"));
    body.status_word.as_deref() == Some("NOT_FOUND") || denied
}

/// Fetches what stands at the job's address, with any status.
pub(crate) async fn result(
    client: &ClientInner,
    url: &JobUrl,
    nature: RetryClass,
    policy: &RetryPolicy,
) -> Result<HttpResponse, Error> {
    let ask = HttpRequest::new(Method::GET, url.url.clone()).body_mode(BodyMode::Large);
    send(client, url, &ask, nature, policy).await
}

/// The most bytes that are looked through for a ticket. Results may be large, and are read once.
const MAX_SUBMIT_RESPONSE_SIZE: usize = 64 << 10;

/// Finds what both words of a ticket begin with.
static STATUS_PREFIX: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("IN_"));

/// Whether a good answer at the job's address is the queue's ticket rather than a result.
pub(crate) fn is_submit_response(job: &JobId, reply: &HttpResponse) -> bool {
    let body = &reply.body;
    // Nearly every answer is the result: that is seen without reading it.
    if !reply.status.is_success() || body.len() > MAX_SUBMIT_RESPONSE_SIZE || STATUS_PREFIX.find(body).is_none() {
        return false;
    }
    let Some(answer) = json::<Value>(reply) else { return false };
    let waiting = matches!(answer.get("status").and_then(Value::as_str), Some("IN_QUEUE" | "IN_PROGRESS"));
    let names_job = answer.get("request_id").and_then(Value::as_str) == Some(job.request_id());
    waiting && (names_job || answer.get("response_url").is_some())
}

/// What became of a request to cancel a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cancellation {
    /// The job was asked to stop. One that runs already may still finish.
    Requested,
    /// The job was taken out of the queue.
    Removed,
    /// The job was over before.
    TooLate,
    /// The queue knows no such job.
    Unknown,
}

/// Asks to cancel a job.
pub(crate) async fn cancel(
    client: &ClientInner,
    job: &JobId,
    (timeout, policy): (Timeout, &RetryPolicy),
) -> Result<Cancellation, Error> {
    let url = JobUrl::new(client, job);
    let ask = HttpRequest { timeout, ..HttpRequest::new(Method::PUT, url.join(&["cancel"])) };
    let reply = send(client, &url, &ask, RetryClass::Idempotent, policy).await?;
    let body = Told::by(&reply.body);
    let requested = body.status_word.as_deref() == Some("CANCELLATION_REQUESTED");
    let over = body.status_word.as_deref() == Some("ALREADY_COMPLETED") || body.says("already completed");
    match reply.status.as_u16() {
        200 if !requested => Ok(Cancellation::Removed),
        200..=299 => Ok(Cancellation::Requested),
        400 | 409 if over => Ok(Cancellation::TooLate),
        404 if is_job_not_found(job, &body) => Ok(Cancellation::Unknown),
        _ => Err(Error::answered(&reply, RetryClass::Idempotent).about(job)),
    }
}

async fn send(
    client: &ClientInner,
    url: &JobUrl,
    ask: &HttpRequest,
    nature: RetryClass,
    policy: &RetryPolicy,
) -> Result<HttpResponse, Error> {
    let mut trace = AttemptState::default();
    let outcome = send_with_retry(client, ask, (nature, policy), None, &mut trace).await;
    outcome.map_err(|failure| Error::failed(failure, &trace, nature).about(&url.job))
}

/// The body as JSON, a byte-order mark skipped.
pub(crate) fn json<T: DeserializeOwned>(reply: &HttpResponse) -> Option<T> {
    parse(reply).ok()
}

/// The body as JSON, or why it is none.
pub(crate) fn parse<T: DeserializeOwned>(reply: &HttpResponse) -> Result<T, serde_json::Error> {
    serde_json::from_slice(reply.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&reply.body))
}
