//! `api.fal.ai`: models, prices and IP ranges.
//!
//! `models` lists the endpoints and `prices` invents their prices. Usage, billing and request history are not supported.

use hyper::Method;
use serde_json::{Value, json};

use crate::{endpoint::Endpoint, execute, fault::FaultStep, request::Request, response::Response, state::ServerState};

mod models;
mod prices;

/// Handles a request to `api.fal.ai`.
pub(crate) async fn handle(state: &ServerState, request: &Request) -> Response {
    if let Some(response) = execute::fault_response(state, FaultStep::Any, request).await {
        return response;
    }
    let path = request.path.strip_prefix("v1/").unwrap_or(&request.path);
    let response = match (&request.method, path) {
        (&Method::GET, "models") => models::list(state, request),
        (&Method::GET, "models/pricing") => authenticate(request).and_then(|()| prices::list(state, request)),
        (&Method::POST, "models/pricing/estimate") => {
            authenticate(request).and_then(|()| prices::estimate(state, request))
        }
        (&Method::GET, "meta") => Ok(json!({ "webhook_ip_ranges": ["127.0.0.0/8", "::1/128"] })),
        _ => Err(ApiError::not_found(format!("{} {path} not found", request.method))),
    };
    match response {
        Ok(value) => Response::json(200, &value),
        Err(error) => error.to_response(),
    }
}

fn authenticate(request: &Request) -> Result<(), ApiError> {
    let error = || ApiError { status: 401, kind: "authorization_error", message: "Invalid API key".to_owned() };
    request.is_authenticated().then_some(()).ok_or_else(error)
}

/// An error in the platform API's format.
struct ApiError {
    status: u16,
    kind: &'static str,
    message: String,
}

impl ApiError {
    fn invalid(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "validation_error", message: message.into() }
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self { status: 404, kind: "not_found", message: message.into() }
    }

    fn to_response(&self) -> Response {
        let docs = "https://docs.fal.ai/platform-apis";
        let error = json!({ "type": self.kind, "message": self.message, "docs_url": docs });
        Response::json(self.status, &json!({ "error": error }))
    }
}

/// Maximum number of ids in one request.
const MAX_IDS: usize = 50;

/// Returns the endpoints of `endpoint_id`. The parameter may be repeated and may contain several ids, comma-separated.
fn requested_endpoints<'s>(state: &'s ServerState, request: &Request) -> Result<Vec<&'s Endpoint>, ApiError> {
    let values = request.query.iter().filter(|(name, _)| name == "endpoint_id");
    let ids: Vec<&str> = values.flat_map(|(_, value)| value.split(',')).filter(|id| !id.is_empty()).collect();
    if ids.len() > MAX_IDS {
        return Err(ApiError::invalid(format!("endpoint_id has {} ids, at most {MAX_IDS} are allowed", ids.len())));
    }
    ids.into_iter().map(|id| find_endpoint(state, id)).collect()
}

fn find_endpoint<'s>(state: &'s ServerState, id: &str) -> Result<&'s Endpoint, ApiError> {
    let endpoint = state.endpoints.get(id).map(|endpoint| &**endpoint);
    endpoint.ok_or_else(|| ApiError::not_found(format!("Endpoint `{id}` not found")))
}

/// Returns an integer query parameter between 1 and `max`.
fn number(request: &Request, name: &str, default: usize, max: usize) -> Result<usize, ApiError> {
    let Some(text) = request.query(name) else { return Ok(default) };
    let number = text.parse().ok().filter(|number| (1..=max).contains(number));
    number.ok_or_else(|| ApiError::invalid(format!("{name} must be an integer from 1 to {max}")))
}

/// Returns one page of a paginated list.
fn page(name: &str, items: &[Value], next: Option<&str>) -> Value {
    json!({ name: items, "has_more": next.is_some(), "next_cursor": next })
}
