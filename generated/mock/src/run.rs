//! `fal.run`: synchronous runs and event streams. Direct endpoints are run in the same way.

use std::sync::Arc;

use bytes::Bytes;
use hyper::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{
    endpoint::{CallKind, Endpoint, ResponseFormat},
    events,
    execute::{self, ExecutionOutcome},
    fault::{FaultKind, FaultStep},
    jobs::request_id,
    request::Request,
    response::Response,
    state::ServerState,
};

/// Handles a request to `fal.run`.
pub(crate) async fn handle(state: &Arc<ServerState>, request: &Request) -> Response {
    if !request.is_authenticated() {
        return Response::detail(401, "invalid key credentials");
    }
    if request.method != Method::POST {
        return Response::detail(405, "Method Not Allowed");
    }
    let streamed = request.path.strip_suffix("/stream").filter(|_| !state.endpoints.contains_key(&request.path));
    match (execute::find_endpoint(state, streamed.unwrap_or(&request.path)), streamed) {
        (Ok(endpoint), Some(_)) => stream(state, &endpoint, request).await,
        (Ok(endpoint), None) => run(state, &endpoint, request).await,
        (Err(unknown), _) => unknown,
    }
}

/// Executes a request to a direct endpoint and returns its result in the format of the endpoint.
pub(crate) async fn direct(state: &Arc<ServerState>, endpoint: &Arc<Endpoint>, request: &Request) -> Response {
    let CallKind::Direct { format, .. } = endpoint.transport else { return run(state, endpoint, request).await };
    if let Some(response) = execute::fault_response(state, FaultStep::Run, request).await {
        return response;
    }
    let (id, outcome) = execute(state, endpoint, request).await;
    if !outcome.is_success() {
        return outcome.to_response(&id);
    }
    sleep(request.settings.latency).await;
    let response = match format {
        ResponseFormat::Json => return outcome.to_response(&id),
        ResponseFormat::Text => {
            let text = outcome.body.as_str().filter(|text| !text.is_empty()).unwrap_or("A text of the mock server.");
            Response::bytes(200, "text/plain; charset=utf-8", text.to_owned())
        }
        ResponseFormat::Empty => Response::bytes(204, "", Bytes::new()),
        ResponseFormat::Bytes => Response::bytes(200, "application/octet-stream", "A file of the mock server.\n"),
        ResponseFormat::Events => {
            let (events, response) = events::open();
            tokio::spawn(async move { events.send(&outcome.body).await });
            response
        }
    };
    response.header("x-fal-request-id", &id)
}

/// Executes a request and returns its result.
async fn run(state: &Arc<ServerState>, endpoint: &Arc<Endpoint>, request: &Request) -> Response {
    if let Some(response) = execute::fault_response(state, FaultStep::Run, request).await {
        return response;
    }
    let (id, outcome) = execute(state, endpoint, request).await;
    if outcome.is_success() {
        sleep(request.settings.latency).await;
    }
    outcome.to_response(&id)
}

/// Executes a request and returns its id and outcome.
async fn execute(state: &Arc<ServerState>, endpoint: &Arc<Endpoint>, request: &Request) -> (String, ExecutionOutcome) {
    let number = state.jobs.next_number();
    (request_id(request.settings.seed, number), execute::run(state, endpoint, request, number).await)
}

/// Streams partial results as events; the last event is the full result.
async fn stream(state: &Arc<ServerState>, endpoint: &Arc<Endpoint>, request: &Request) -> Response {
    let is_cut = match state.fault(FaultStep::Events, &request.settings) {
        Some(fault) if fault.kind == FaultKind::Cut => true,
        Some(fault) => return crate::response::from_fault(&fault.kind).await,
        None => false,
    };
    let (id, outcome) = execute(state, endpoint, request).await;
    if !outcome.is_success() {
        return outcome.to_response(&id);
    }
    let (events, response) = events::open();
    let stages = partial_results(&outcome.body);
    let pause = request.settings.latency / u32::try_from(stages.len()).unwrap_or(1).max(1);
    tokio::spawn(async move {
        let half = stages.len() / 2;
        for (number, stage) in stages.iter().enumerate() {
            if is_cut && number == half {
                return events.abort().await;
            }
            if events.send(stage).await.is_err() {
                return;
            }
            sleep(pause).await;
        }
    });
    response.header("x-fal-request-id", &id)
}

/// Number of progress events before a result without text.
const STEPS: u64 = 4;

/// Returns the events of a result: its first text word by word, or progress events followed by the result.
fn partial_results(result: &Value) -> Vec<Value> {
    let text = ["output", "text", "content", "message"]
        .into_iter()
        .find(|name| result.get(name).is_some_and(Value::is_string));
    let Some(name) = text else {
        let steps = (1..=STEPS).map(|step| json!({ "step": step, "total_steps": STEPS }));
        return steps.chain([result.clone()]).collect();
    };
    let whole = result.get(name).and_then(Value::as_str).unwrap_or_default();
    let ends = whole.char_indices().filter(|(_, character)| character.is_whitespace()).map(|(end, _)| end);
    ends.chain([whole.len()])
        .filter_map(|end| {
            let mut part = result.clone();
            *part.get_mut(name)? = json!(whole.get(..end)?);
            Some(part)
        })
        .collect()
}
