//! What comes of a request: a result, or an error in its own status.

use std::sync::Arc;

use hyper::HeaderMap;
use serde_json::{Value, json};

use crate::{
    check::check,
    direct,
    endpoint::Endpoint,
    fault::{Kind, Step},
    generate,
    request::Request,
    response::{Response, error_body},
    state::State,
};

/// What came of a request.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The word for the error that fal's infrastructure tells.
    pub(crate) error_type: Option<String>,
}

/// Does the work of a request by its number. Pictures take a while to draw, so that is done beside the server's thread.
pub(crate) async fn done(state: &Arc<State>, endpoint: &Arc<Endpoint>, request: &Request, number: u64) -> Outcome {
    let (state, endpoint, request) = (Arc::clone(state), Arc::clone(endpoint), request.clone());
    let work = tokio::task::spawn_blocking(move || outcome(&state, &endpoint, &request, number));
    work.await.unwrap_or_else(|_| Outcome::told("internal_error", 500))
}

/// Holds the payload against the schema, and makes a result.
fn outcome(state: &State, endpoint: &Endpoint, request: &Request, number: u64) -> Outcome {
    let Some(payload) = direct::payload(endpoint, request) else {
        let place = json!([{ "loc": ["body"], "msg": "JSON decode error", "type": "json_invalid", "input": {} }]);
        return Outcome::refused(&place);
    };
    let faults = check(endpoint, &payload);
    if !faults.is_empty() {
        return Outcome::refused(&json!(faults));
    }
    if let Some(fault) = state.fault(Step::Execute, &request.settings) {
        return Outcome::spoilt(&fault.kind);
    }
    if fails(request, number) {
        return Outcome::told("internal_server_error", 500);
    }
    let body = generate::result(endpoint, &payload, request.settings.seed, &state.storage);
    Outcome { status: 200, body, error_type: None }
}

/// Whether this one is among those that fail.
fn fails(request: &Request, number: u64) -> bool {
    let mut dice = fastrand::Rng::with_seed(request.settings.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    dice.f64() < request.settings.failure_rate
}

impl Outcome {
    fn refused(detail: &Value) -> Self {
        Self { status: 422, body: json!({ "detail": detail }), error_type: None }
    }

    /// An error that has a word.
    pub(crate) fn told(word: &str, status: u16) -> Self {
        let error_type = crate::response::is_infrastructure(word).then(|| word.to_owned());
        Self { status, body: error_body(word), error_type }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status < 300
    }

    /// The error in words, as the status tells it.
    pub(crate) fn words(&self) -> String {
        match self.body.get("detail") {
            Some(Value::Array(faults)) => {
                let words = faults.iter().filter_map(|fault| fault.get("msg")?.as_str());
                words.collect::<Vec<_>>().join("; ")
            }
            Some(Value::String(words)) => words.clone(),
            _ => format!("status {}", self.status),
        }
    }

    /// The answer that says so.
    pub(crate) fn to_response(&self, request_id: &str) -> Response {
        let response = Response::json(self.status, &self.body)
            .header("x-fal-request-id", request_id)
            .header("x-fal-billable-units", if self.is_success() { "1" } else { "0" });
        match &self.error_type {
            Some(word) => response.header("x-fal-error-type", word),
            None => response,
        }
    }

    /// What a fault makes of it.
    fn spoilt(kind: &Kind) -> Self {
        match kind {
            Kind::ErrorType(word, status) => Self::told(word, *status),
            Kind::Status(status) => Self { status: *status, ..Self::told("internal_error", *status) },
            _ => Self::told("internal_server_error", 500),
        }
    }
}

/// The endpoint that a path names, or the answer that says that nobody knows it.
pub(crate) fn endpoint(state: &State, id: &str) -> Result<Arc<Endpoint>, Response> {
    if let Some(endpoint) = state.endpoints.get(id) {
        return Ok(Arc::clone(endpoint));
    }
    let known = state.endpoints.len();
    let message =
        format!("Application \"{id}\" not found: this server stands in for {known} endpoints, and it is none of them");
    Err(Response::detail(404, message))
}

/// What happens to a request at a step in place of its answer.
pub(crate) async fn fault(state: &State, step: Step, request: &Request) -> Option<Response> {
    let fault = state.fault(step, &request.settings)?;
    Some(crate::response::faulty(&fault.kind).await)
}

/// Whether the caller set a limit on waiting for a runner that the settings exceed.
pub(crate) fn starts_too_late(headers: &HeaderMap, waits: std::time::Duration) -> bool {
    let limit = headers.get("x-fal-request-timeout").and_then(|value| value.to_str().ok()?.parse::<f64>().ok());
    limit.is_some_and(|limit| waits.as_secs_f64() > limit)
}
