//! `queue.fal.run`: submit, status, status stream, result, cancel.
//!
//! The URL of a job contains its application (`owner/app`), as in fal's own clients. The full endpoint id is accepted too.

use std::sync::Arc;

use hyper::Method;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep_until};

use crate::{
    events,
    execute::{self, ExecutionOutcome},
    fault::FaultStep,
    jobs::{Job, Stage},
    request::Request,
    response::Response,
    state::ServerState,
    webhook,
};

/// Handles a request to `queue.fal.run`.
pub(crate) async fn handle(state: &Arc<ServerState>, request: &Request) -> Response {
    if !request.is_authenticated() {
        return Response::detail(401, "invalid key credentials");
    }
    let segments = request.segments();
    let Some(index) = segments.iter().position(|segment| *segment == "requests") else {
        return match request.method {
            Method::POST => submit(state, request).await,
            _ => Response::detail(405, "Method Not Allowed"),
        };
    };
    let (app, rest) = segments.split_at(index);
    match (&request.method, rest) {
        (&Method::GET, [_, id] | [_, id, "response"]) => result(state, request, (app, id)).await,
        (&Method::GET, [_, id, "status"]) => status(state, request, (app, id)).await,
        (&Method::GET, [_, id, "status", "stream"]) => stream(state, request, (app, id)).await,
        (&Method::PUT, [_, id, "cancel"]) => cancel(state, request, (app, id)).await,
        (_, [_, _] | [_, _, "status" | "cancel" | "response"]) => Response::detail(405, "Method Not Allowed"),
        _ => Response::no_path(&request.path),
    }
}

/// The path of a job: the segments of its application and its id.
type JobPath<'c> = (&'c [&'c str], &'c str);

/// Returns the job at a path if it belongs to the path's application.
fn find_job(state: &ServerState, (app, id): JobPath<'_>) -> Option<Arc<Job>> {
    state.jobs.find(id).filter(|job| job.endpoint == app.join("/") || application(&job.endpoint) == app.join("/"))
}

fn not_found() -> Response {
    Response::json(404, &json!({ "status": "NOT_FOUND" }))
}

/// Returns the application of an endpoint: its first two segments, or three if the first is a namespace.
fn application(endpoint: &str) -> String {
    let segments: Vec<&str> = endpoint.split('/').collect();
    let length = if matches!(segments.first(), Some(&"workflows" | &"comfy")) { 3 } else { 2 };
    segments.into_iter().take(length).collect::<Vec<_>>().join("/")
}

async fn submit(state: &Arc<ServerState>, request: &Request) -> Response {
    if let Some(response) = execute::fault_response(state, FaultStep::Submit, request).await {
        return response;
    }
    let endpoint = match execute::find_endpoint(state, &request.path) {
        Ok(endpoint) => endpoint,
        Err(unknown) => return unknown,
    };
    let most = request.query("fal_max_queue_length").and_then(|most| most.parse::<u32>().ok());
    if most.is_some_and(|most| request.settings.queue_length > most) {
        return Response::detail(429, "The queue is longer than fal_max_queue_length").header("retry-after", "1");
    }
    let number = state.jobs.next_number();
    let outcome = execute::run(state, &endpoint, request, number).await;
    let job = state.jobs.submit(number, &endpoint.id, request, outcome);
    if let Some(url) = request.query("fal_webhook") {
        deliver_on_completion(state, &job, url);
    }
    Response::json(200, &Value::Object(status_fields(state, &job, &job.stage(Instant::now()))))
        .header("x-fal-request-id", &job.id)
}

/// Spawns a task that delivers the outcome of a job to a webhook when the job is completed.
fn deliver_on_completion(state: &Arc<ServerState>, job: &Arc<Job>, url: &str) {
    let (state, job, url) = (Arc::clone(state), Arc::clone(job), url.to_owned());
    tokio::spawn(async move {
        while let Some(change) = job.next_change(Instant::now()) {
            sleep_until(change).await;
        }
        webhook::deliver(&state, &url, &webhook_body(&job.id, &job.outcome()), &job.settings);
    });
}

fn webhook_body(request_id: &str, outcome: &ExecutionOutcome) -> Value {
    let error = (!outcome.is_success()).then(|| format!("Invalid status code: {}", outcome.status));
    json!({
        "request_id": request_id,
        "gateway_request_id": request_id,
        "status": if error.is_none() { "OK" } else { "ERROR" },
        "error": error,
        "payload": outcome.body,
    })
}

/// Returns the status of a job without its logs.
fn status_fields(state: &ServerState, job: &Job, stage: &Stage) -> Map<String, Value> {
    let url = format!("{}/queue.fal.run/{}/requests/{}", state.origin, application(&job.endpoint), job.id);
    let mut fields = Map::new();
    let mut set = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    set("request_id", json!(job.id));
    set("gateway_request_id", json!(job.id));
    set("response_url", json!(url));
    set("status_url", json!(format!("{url}/status")));
    set("cancel_url", json!(format!("{url}/cancel")));
    match stage {
        Stage::Queued(ahead) => {
            set("status", json!("IN_QUEUE"));
            set("queue_position", json!(ahead));
        }
        Stage::Running(_) => set("status", json!("IN_PROGRESS")),
        Stage::Completed => {
            set("status", json!("COMPLETED"));
            set("metrics", json!({ "inference_time": job.inference_time() }));
            let outcome = job.outcome();
            if !outcome.is_success() {
                set("error", json!(outcome.error_message()));
                set("error_type", json!(outcome.error_type));
            }
        }
    }
    fields
}

fn wants_logs(request: &Request) -> bool {
    matches!(request.query("logs"), Some("1" | "true" | "True"))
}

/// Returns the status of a job with its logs, without the first `skip` lines.
fn status_with_logs(state: &ServerState, job: &Job, stage: &Stage, skip: usize) -> Value {
    let mut fields = status_fields(state, job, stage);
    if !matches!(stage, Stage::Queued(_)) {
        fields.insert("logs".to_owned(), Value::Array(job.logs(stage, skip)));
    }
    Value::Object(fields)
}

/// Returns the status of a job with `"logs": null`: fal's Python client requires the field.
fn status_without_logs(state: &ServerState, job: &Job, stage: &Stage) -> Value {
    let mut fields = status_fields(state, job, stage);
    fields.insert("logs".to_owned(), Value::Null);
    Value::Object(fields)
}

async fn status(state: &ServerState, request: &Request, path: JobPath<'_>) -> Response {
    let Some(job) = find_job(state, path) else { return not_found() };
    let request = with_job_settings(request, &job);
    if let Some(response) = execute::fault_response(state, FaultStep::Status, &request).await {
        return response;
    }
    let stage = job.stage(Instant::now());
    let value = if wants_logs(&request) {
        status_with_logs(state, &job, &stage, 0)
    } else {
        status_without_logs(state, &job, &stage)
    };
    Response::json(if stage == Stage::Completed { 200 } else { 202 }, &value)
}

/// Returns the request with the settings of its job, overridden by its own headers.
fn with_job_settings(request: &Request, job: &Job) -> Request {
    let settings = job.settings.with_overrides(&request.headers).unwrap_or_else(|_| job.settings.clone());
    Request { settings, ..request.clone() }
}

async fn stream(state: &Arc<ServerState>, request: &Request, path: JobPath<'_>) -> Response {
    let Some(job) = find_job(state, path) else { return not_found() };
    let request = with_job_settings(request, &job);
    if let Some(response) = execute::fault_response(state, FaultStep::Stream, &request).await {
        return response;
    }
    let (events, response) = events::open();
    let (state, logs) = (Arc::clone(state), wants_logs(&request));
    tokio::spawn(async move {
        let mut sent = 0;
        loop {
            let stage = job.stage(Instant::now());
            let value = if logs {
                status_with_logs(&state, &job, &stage, sent)
            } else {
                status_without_logs(&state, &job, &stage)
            };
            sent = job.logs(&stage, 0).len();
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
    response.header("x-fal-request-id", path.1)
}

async fn result(state: &ServerState, request: &Request, path: JobPath<'_>) -> Response {
    let Some(job) = find_job(state, path) else { return not_found() };
    let request = with_job_settings(request, &job);
    if let Some(response) = execute::fault_response(state, FaultStep::Result, &request).await {
        return response.header("x-fal-request-id", &job.id);
    }
    match job.stage(Instant::now()) {
        Stage::Completed => job.outcome().to_response(&job.id),
        _ => Response::detail(400, "Request is still in progress").header("x-fal-request-id", &job.id),
    }
}

async fn cancel(state: &ServerState, request: &Request, path: JobPath<'_>) -> Response {
    let Some(job) = find_job(state, path) else { return not_found() };
    if let Some(response) = execute::fault_response(state, FaultStep::Cancel, &with_job_settings(request, &job)).await {
        return response;
    }
    if job.cancel(Instant::now()) {
        Response::json(202, &json!({ "status": "CANCELLATION_REQUESTED" }))
    } else {
        Response::json(400, &json!({ "status": "ALREADY_COMPLETED" }))
    }
}
