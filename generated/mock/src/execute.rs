//! Executes a request: validates its payload and generates a result or an error.

use std::{sync::Arc, time::Duration};

use hyper::HeaderMap;
use serde_json::{Value, json};

use crate::{
    check::check,
    direct,
    endpoint::Endpoint,
    fault::{FaultKind, FaultStep},
    generate,
    request::Request,
    response::{self, Response, error_body},
    state::ServerState,
};

/// The outcome of an execution: a result, or an error with its status.
#[derive(Clone, Debug)]
pub(crate) struct ExecutionOutcome {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The error type, if fal's infrastructure reports the error.
    pub(crate) error_type: Option<String>,
}

/// Executes a request. Drawing pictures takes a while, so this runs on a blocking thread.
pub(crate) async fn run(
    state: &Arc<ServerState>,
    endpoint: &Arc<Endpoint>,
    request: &Request,
    number: u64,
) -> ExecutionOutcome {
    let (state, endpoint, request) = (Arc::clone(state), Arc::clone(endpoint), request.clone());
    let task = tokio::task::spawn_blocking(move || run_blocking(&state, &endpoint, &request, number));
    task.await.unwrap_or_else(|_| ExecutionOutcome::error("internal_error", 500))
}

fn run_blocking(state: &ServerState, endpoint: &Endpoint, request: &Request, number: u64) -> ExecutionOutcome {
    let Some(payload) = direct::payload(endpoint, request) else {
        let detail = json!([{ "loc": ["body"], "msg": "JSON decode error", "type": "json_invalid", "input": {} }]);
        return ExecutionOutcome::invalid(&detail);
    };
    let violations = check(endpoint, &payload);
    if !violations.is_empty() {
        return ExecutionOutcome::invalid(&json!(violations));
    }
    if let Some(fault) = state.fault(FaultStep::Execute, &request.settings) {
        return ExecutionOutcome::from_fault(&fault.kind);
    }
    if is_failure(request, number) {
        return ExecutionOutcome::error("internal_server_error", 500);
    }
    let body = generate::result(endpoint, &payload, request.settings.seed, &state.storage);
    ExecutionOutcome { status: 200, body, error_type: None }
}

/// Whether the failure rate of the settings selects this request.
fn is_failure(request: &Request, number: u64) -> bool {
    let mut rng = fastrand::Rng::with_seed(request.settings.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    rng.f64() < request.settings.failure_rate
}

impl ExecutionOutcome {
    fn invalid(detail: &Value) -> Self {
        Self { status: 422, body: json!({ "detail": detail }), error_type: None }
    }

    /// Creates an error of fal from its type and status.
    pub(crate) fn error(name: &str, status: u16) -> Self {
        let error_type = response::is_infrastructure(name).then(|| name.to_owned());
        Self { status, body: error_body(name), error_type }
    }

    fn from_fault(kind: &FaultKind) -> Self {
        match kind {
            FaultKind::ErrorType(error_type, status) => Self::error(error_type, *status),
            FaultKind::Status(status) => Self { status: *status, ..Self::error("internal_error", *status) },
            FaultKind::Drop
            | FaultKind::Cut
            | FaultKind::Hang
            | FaultKind::Html
            | FaultKind::Empty
            | FaultKind::Garbage => Self::error("internal_server_error", 500),
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status < 300
    }

    /// Returns the message of the error for the job's status.
    pub(crate) fn error_message(&self) -> String {
        match self.body.get("detail") {
            Some(Value::Array(violations)) => {
                let messages = violations.iter().filter_map(|violation| violation.get("msg")?.as_str());
                messages.collect::<Vec<_>>().join("; ")
            }
            Some(Value::String(message)) => message.clone(),
            _ => format!("status {}", self.status),
        }
    }

    /// Returns the HTTP response with this outcome.
    pub(crate) fn to_response(&self, request_id: &str) -> Response {
        let response = Response::json(self.status, &self.body)
            .header("x-fal-request-id", request_id)
            .header("x-fal-billable-units", if self.is_success() { "1" } else { "0" });
        match &self.error_type {
            Some(error_type) => response.header("x-fal-error-type", error_type),
            None => response,
        }
    }
}

/// Returns the endpoint of an id, or the 404 response for an unknown one.
pub(crate) fn find_endpoint(state: &ServerState, id: &str) -> Result<Arc<Endpoint>, Response> {
    if let Some(endpoint) = state.endpoints.get(id) {
        return Ok(Arc::clone(endpoint));
    }
    let count = state.endpoints.len();
    let message = format!("Application \"{id}\" not found: it is not one of the {count} endpoints of this mock server");
    Err(Response::detail(404, message))
}

/// Returns the response of the fault that is injected at a step, if there is one.
pub(crate) async fn fault_response(state: &ServerState, step: FaultStep, request: &Request) -> Option<Response> {
    let fault = state.fault(step, &request.settings)?;
    Some(response::from_fault(&fault.kind).await)
}

/// Whether the time in the queue exceeds the caller's start timeout.
pub(crate) fn exceeds_start_timeout(headers: &HeaderMap, queued: Duration) -> bool {
    let limit = headers.get("x-fal-request-timeout").and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
    limit.is_some_and(|limit| queued.as_secs_f64() > limit)
}
