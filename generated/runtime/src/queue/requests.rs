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
    client::Inner,
    error::{Error, Told},
    http::{
        headers,
        retry::{Nature, RetryPolicy, persist},
        send::{Ask, Patience, Reply, Trace, Wanted},
        url_encode,
    },
    id::{endpoint_id::EndpointId, job_id::JobId},
    queue::status::{Answer, Status},
    rt::clock::Instant,
};

/// What the queue gave for a submit.
pub(crate) struct Ticket {
    pub(crate) job: JobId,
    pub(crate) status: Status,
}

/// Puts a request into the queue.
pub(crate) async fn submit(
    client: &Inner,
    (endpoint, body): (&EndpointId, &Bytes),
    options: &Options,
    until: Option<Instant>,
    trace: &mut Trace,
) -> Result<Ticket, Error> {
    let mut ask = Ask::plain(Method::POST, submit_url(client, endpoint, options)).json(body.clone());
    ask.headers = options.headers.clone();
    let policy = options.retry.as_ref().unwrap_or(&client.retry);
    let reply = match persist(client, &ask, (Nature::Submit, policy), until, trace).await {
        Ok(reply) => reply,
        Err(failure) => return Err(Error::failed(failure, trace, Nature::Submit).at(endpoint)),
    };
    if !reply.status.is_success() {
        return Err(Error::answered(&reply, Nature::Submit).at(endpoint));
    }
    ticket(endpoint, &reply).ok_or_else(|| {
        Error::unexpected(&reply, Nature::Submit, "the answer to the submit has no request id").at(endpoint)
    })
}

fn submit_url(client: &Inner, endpoint: &EndpointId, options: &Options) -> Url {
    let path = url_encode::encode_path(endpoint.as_str());
    let webhook = options.webhook.as_ref().map(|url| format!("fal_webhook={}", url_encode::encode(&url.0)));
    let length = options.max_queue_length.map(|most| format!("fal_max_queue_length={most}"));
    let query: Vec<String> = [webhook, length].into_iter().flatten().collect();
    client.hosts.queue.join(&if query.is_empty() { path } else { format!("{path}?{}", query.join("&")).into() })
}

fn ticket(endpoint: &EndpointId, reply: &Reply) -> Option<Ticket> {
    let answer: Answer = json(reply)?;
    let job = JobId::new(endpoint.clone(), answer.request_id.as_str()?).ok()?;
    Some(Ticket { job, status: Status::of_ticket(answer) })
}

/// A job and its address, made once for all that is asked of it.
pub(crate) struct Place {
    pub(crate) job: JobId,
    /// Where its result is; the other addresses are below.
    url: Url,
}

impl Place {
    /// The address of a job hangs on the application, not on the whole endpoint.
    pub(crate) fn of(client: &Inner, job: &JobId) -> Self {
        let app = url_encode::encode_path(job.endpoint().app());
        let request = url_encode::encode(job.request_id());
        let url = client.hosts.queue.join(&[&app, "/requests/", &request].concat());
        Self { job: job.clone(), url }
    }

    fn below(&self, segments: &[&str]) -> Url {
        let mut url = self.url.clone();
        // Only addresses without a host have no segments, and no base is one.
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(segments);
        }
        url
    }

    fn status(&self, segments: &[&str], logs: bool) -> Url {
        let mut url = self.below(segments);
        url.set_query(Some(if logs { "logs=1" } else { "logs=0" }));
        url
    }
}

/// Asks where a job stands. The answer may have any status; [`read_status`] and [`lacks_route`] tell.
pub(crate) async fn status(client: &Inner, at: &Place, logs: bool, policy: &RetryPolicy) -> Result<Reply, Error> {
    let ask = Ask::plain(Method::GET, at.status(&["status"], logs));
    send(client, at, &ask, Nature::Status, policy).await
}

/// What opens a job's status stream.
pub(crate) fn status_stream(at: &Place, logs: bool) -> Ask {
    let ask = Ask::plain(Method::GET, at.status(&["status", "stream"], logs));
    ask.wants(Wanted::Stream).placed()
}

/// Reads the answer to a question for the status.
pub(crate) fn read_status(job: &JobId, reply: &Reply) -> Result<Status, Error> {
    if !reply.status.is_success() {
        return Err(Error::answered(reply, Nature::Status).about(job));
    }
    let status = json(reply).and_then(Status::read);
    status.ok_or_else(|| Error::unexpected(reply, Nature::Status, "the answer has no status").about(job))
}

/// Whether the server has no route for the status, as some relays: it denies the path, not the job, or
/// shows the page that it has for any path.
pub(crate) fn lacks_route(job: &JobId, reply: &Reply) -> bool {
    match reply.status.as_u16() {
        405 => true,
        404 => !denies_job(job, &Told::by(&reply.body)),
        _ => reply.status.is_success() && is_page(reply),
    }
}

fn is_page(reply: &Reply) -> bool {
    headers::text(&reply.headers, "content-type").is_some_and(|content_type| content_type.starts_with("text/html"))
}

/// Whether a 404 is about the job.
fn denies_job(job: &JobId, told: &Told) -> bool {
    let names_it = told.message.as_deref().is_some_and(|message| message.contains(job.request_id()));
    let denied = told.says("request not found") || (names_it && !told.says("/requests/"));
    told.status_word.as_deref() == Some("NOT_FOUND") || denied
}

/// Fetches what stands at the job's address, with any status.
pub(crate) async fn result(client: &Inner, at: &Place, nature: Nature, policy: &RetryPolicy) -> Result<Reply, Error> {
    let ask = Ask::plain(Method::GET, at.url.clone()).wants(Wanted::Result);
    send(client, at, &ask, nature, policy).await
}

/// The most bytes that are looked through for a ticket. Results may be large, and are read once.
const LARGEST_TICKET: usize = 64 << 10;

/// Finds what both words of a ticket begin with.
static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("IN_"));

/// Whether a good answer at the job's address is the queue's ticket rather than a result.
pub(crate) fn is_ticket(job: &JobId, reply: &Reply) -> bool {
    let body = &reply.body;
    // Nearly every answer is the result: that is seen without reading it.
    if !reply.status.is_success() || body.len() > LARGEST_TICKET || WORD.find(body).is_none() {
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
    client: &Inner,
    job: &JobId,
    (patience, policy): (Patience, &RetryPolicy),
) -> Result<Cancellation, Error> {
    let at = Place::of(client, job);
    let ask = Ask { patience, ..Ask::plain(Method::PUT, at.below(&["cancel"])) };
    let reply = send(client, &at, &ask, Nature::Idempotent, policy).await?;
    let told = Told::by(&reply.body);
    let requested = told.status_word.as_deref() == Some("CANCELLATION_REQUESTED");
    let over = told.status_word.as_deref() == Some("ALREADY_COMPLETED") || told.says("already completed");
    match reply.status.as_u16() {
        200 if !requested => Ok(Cancellation::Removed),
        200..=299 => Ok(Cancellation::Requested),
        400 | 409 if over => Ok(Cancellation::TooLate),
        404 if denies_job(job, &told) => Ok(Cancellation::Unknown),
        _ => Err(Error::answered(&reply, Nature::Idempotent).about(job)),
    }
}

async fn send(client: &Inner, at: &Place, ask: &Ask, nature: Nature, policy: &RetryPolicy) -> Result<Reply, Error> {
    let mut trace = Trace::default();
    let outcome = persist(client, ask, (nature, policy), None, &mut trace).await;
    outcome.map_err(|failure| Error::failed(failure, &trace, nature).about(&at.job))
}

/// The body as JSON, a byte-order mark skipped.
pub(crate) fn json<T: DeserializeOwned>(reply: &Reply) -> Option<T> {
    parse(reply).ok()
}

/// The body as JSON, or why it is none.
pub(crate) fn parse<T: DeserializeOwned>(reply: &Reply) -> Result<T, serde_json::Error> {
    serde_json::from_slice(reply.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&reply.body))
}
