//! The queue: submit, status, the stream of it, result, cancel.
//!
//! Jobs are asked for below their application (`owner/app`), as fal's own clients do; the whole id is taken too.

use std::sync::Arc;

use hyper::Method;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep_until};

use crate::{
    events,
    execute::{self, Outcome},
    fault::Step,
    jobs::{Job, Stage},
    request::Request,
    response::Response,
    state::State,
    webhook,
};

/// Answers what `queue.fal.run` would.
pub(crate) async fn handle(state: &Arc<State>, request: &Request) -> Response {
    if !request.is_admitted() {
        return Response::detail(401, "invalid key credentials");
    }
    let segments = request.segments();
    let Some(place) = segments.iter().position(|segment| *segment == "requests") else {
        return match request.method {
            Method::POST => submit(state, request).await,
            _ => Response::detail(405, "Method Not Allowed"),
        };
    };
    let (app, rest) = segments.split_at(place);
    match (&request.method, rest) {
        (&Method::GET, [_, id] | [_, id, "response"]) => result(state, request, (app, id)).await,
        (&Method::GET, [_, id, "status"]) => status(state, request, (app, id)).await,
        (&Method::GET, [_, id, "status", "stream"]) => stream(state, request, (app, id)).await,
        (&Method::PUT, [_, id, "cancel"]) => cancel(state, request, (app, id)).await,
        (_, [_, _] | [_, _, "status" | "cancel" | "response"]) => Response::detail(405, "Method Not Allowed"),
        _ => Response::no_path(&request.path),
    }
}

/// The way to a job: its application, segment by segment, and its id.
type Way<'c> = (&'c [&'c str], &'c str);

/// The job at a way, where it is one of this application.
fn job(state: &State, (app, id): Way<'_>) -> Option<Arc<Job>> {
    state.jobs.find(id).filter(|job| job.endpoint == app.join("/") || application(&job.endpoint) == app.join("/"))
}

fn not_found() -> Response {
    Response::json(404, &json!({ "status": "NOT_FOUND" }))
}

/// The application of an endpoint: two segments, three where the first is a namespace.
fn application(endpoint: &str) -> String {
    let segments: Vec<&str> = endpoint.split('/').collect();
    let length = if matches!(segments.first(), Some(&"workflows" | &"comfy")) { 3 } else { 2 };
    segments.into_iter().take(length).collect::<Vec<_>>().join("/")
}

async fn submit(state: &Arc<State>, request: &Request) -> Response {
    if let Some(response) = execute::fault(state, Step::Submit, request).await {
        return response;
    }
    let endpoint = match execute::endpoint(state, &request.path) {
        Ok(endpoint) => endpoint,
        Err(unknown) => return unknown,
    };
    let most = request.query("fal_max_queue_length").and_then(|most| most.parse::<u32>().ok());
    if most.is_some_and(|most| request.settings.queue_length > most) {
        return Response::detail(429, "The queue is longer than fal_max_queue_length").header("retry-after", "1");
    }
    let number = state.jobs.next();
    let outcome = execute::done(state, &endpoint, request, number).await;
    let job = state.jobs.take(number, &endpoint.id, request, outcome);
    if let Some(url) = request.query("fal_webhook") {
        watch(state, &job, url);
    }
    Response::json(200, &Value::Object(told(state, &job, &job.stage(Instant::now()))))
        .header("x-fal-request-id", &job.id)
}

/// Delivers the outcome of a job when it is over, in a task of its own.
fn watch(state: &Arc<State>, job: &Arc<Job>, url: &str) {
    let (state, job, url) = (Arc::clone(state), Arc::clone(job), url.to_owned());
    tokio::spawn(async move {
        while let Some(change) = job.next_change(Instant::now()) {
            sleep_until(change).await;
        }
        webhook::deliver(&state, &url, &delivery(&job.id, &job.outcome()), &job.settings);
    });
}

/// What a webhook is told.
fn delivery(request_id: &str, outcome: &Outcome) -> Value {
    let error = (!outcome.is_success()).then(|| format!("Invalid status code: {}", outcome.status));
    json!({
        "request_id": request_id,
        "gateway_request_id": request_id,
        "status": if error.is_none() { "OK" } else { "ERROR" },
        "error": error,
        "payload": outcome.body,
    })
}

/// What the queue tells of a job, log lines apart.
fn told(state: &State, job: &Job, stage: &Stage) -> Map<String, Value> {
    let url = format!("{}/queue.fal.run/{}/requests/{}", state.origin, application(&job.endpoint), job.id);
    let mut members = Map::new();
    let mut tell = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    tell("request_id", json!(job.id));
    tell("gateway_request_id", json!(job.id));
    tell("response_url", json!(url));
    tell("status_url", json!(format!("{url}/status")));
    tell("cancel_url", json!(format!("{url}/cancel")));
    match stage {
        Stage::Queued(ahead) => {
            tell("status", json!("IN_QUEUE"));
            tell("queue_position", json!(ahead));
        }
        Stage::Running(_) => tell("status", json!("IN_PROGRESS")),
        Stage::Completed => {
            tell("status", json!("COMPLETED"));
            tell("metrics", json!({ "inference_time": job.inference_time() }));
            let outcome = job.outcome();
            if !outcome.is_success() {
                tell("error", json!(outcome.words()));
                tell("error_type", json!(outcome.error_type));
            }
        }
    }
    members
}

fn wants_logs(request: &Request) -> bool {
    matches!(request.query("logs"), Some("1" | "true" | "True"))
}

/// What the queue tells of a job, with the log lines from one on.
fn with_logs(state: &State, job: &Job, stage: &Stage, from: usize) -> Value {
    let mut members = told(state, job, stage);
    if !matches!(stage, Stage::Queued(_)) {
        members.insert("logs".to_owned(), Value::Array(job.lines(stage, from)));
    }
    Value::Object(members)
}

/// What the queue tells of a job to whoever wants no log lines: that there are none, as fal's Python client insists.
fn without_logs(state: &State, job: &Job, stage: &Stage) -> Value {
    let mut members = told(state, job, stage);
    members.insert("logs".to_owned(), Value::Null);
    Value::Object(members)
}

async fn status(state: &State, request: &Request, way: Way<'_>) -> Response {
    let Some(job) = job(state, way) else { return not_found() };
    let request = of_job(request, &job);
    if let Some(response) = execute::fault(state, Step::Status, &request).await {
        return response;
    }
    let stage = job.stage(Instant::now());
    let value =
        if wants_logs(&request) { with_logs(state, &job, &stage, 0) } else { without_logs(state, &job, &stage) };
    Response::json(if stage == Stage::Completed { 200 } else { 202 }, &value)
}

/// The request with the settings that its job was submitted with, and its own on top.
fn of_job(request: &Request, job: &Job) -> Request {
    let settings = job.settings.with(&request.headers).unwrap_or_else(|_| job.settings.clone());
    Request { settings, ..request.clone() }
}

async fn stream(state: &Arc<State>, request: &Request, way: Way<'_>) -> Response {
    let Some(job) = job(state, way) else { return not_found() };
    let request = of_job(request, &job);
    if let Some(response) = execute::fault(state, Step::Stream, &request).await {
        return response;
    }
    let (events, response) = events::open();
    let (state, logs) = (Arc::clone(state), wants_logs(&request));
    tokio::spawn(async move {
        let mut lines = 0;
        loop {
            let stage = job.stage(Instant::now());
            // A stream tells new lines only.
            let value = if logs { with_logs(&state, &job, &stage, lines) } else { without_logs(&state, &job, &stage) };
            lines = job.lines(&stage, 0).len();
            if events.send(&value).await.is_err() {
                return;
            }
            let Some(change) = job.next_change(Instant::now()) else { return };
            tokio::select! {
                () = sleep_until(change) => {}
                () = job.cancelled() => {}
                () = events.closed() => return,
            }
        }
    });
    response.header("x-fal-request-id", way.1)
}

async fn result(state: &State, request: &Request, way: Way<'_>) -> Response {
    let Some(job) = job(state, way) else { return not_found() };
    let request = of_job(request, &job);
    if let Some(response) = execute::fault(state, Step::Result, &request).await {
        return response.header("x-fal-request-id", &job.id);
    }
    match job.stage(Instant::now()) {
        Stage::Completed => job.outcome().to_response(&job.id),
        _ => Response::detail(400, "Request is still in progress").header("x-fal-request-id", &job.id),
    }
}

async fn cancel(state: &State, request: &Request, way: Way<'_>) -> Response {
    let Some(job) = job(state, way) else { return not_found() };
    if let Some(response) = execute::fault(state, Step::Cancel, &of_job(request, &job)).await {
        return response;
    }
    if job.cancel(Instant::now()) {
        Response::json(202, &json!({ "status": "CANCELLATION_REQUESTED" }))
    } else {
        Response::json(400, &json!({ "status": "ALREADY_COMPLETED" }))
    }
}
