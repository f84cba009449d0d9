//! fal's platform API: models, prices and addresses.
//!
//! Here is who answers for which path, and the shape of its errors; `models` lists the endpoints, `prices` makes up
//! what they cost. Usage, billing and requests are not kept, so nobody answers for them.

use hyper::Method;
use serde_json::{Value, json};

use crate::{endpoint::Endpoint, execute, fault::Step, request::Request, response::Response, state::State};

mod models;
mod prices;

/// Answers what `api.fal.ai` would.
pub(crate) async fn handle(state: &State, request: &Request) -> Response {
    if let Some(response) = execute::fault(state, Step::Any, request).await {
        return response;
    }
    let path = request.path.strip_prefix("v1/").unwrap_or(&request.path);
    let response = match (&request.method, path) {
        (&Method::GET, "models") => models::list(state, request),
        (&Method::GET, "models/pricing") => keyed(request).and_then(|()| prices::list(state, request)),
        (&Method::POST, "models/pricing/estimate") => keyed(request).and_then(|()| prices::estimate(state, request)),
        (&Method::GET, "meta") => Ok(json!({ "webhook_ip_ranges": ["127.0.0.0/8", "::1/128"] })),
        _ => Err(Wrong::not_found(format!("There is nothing at {} {path}", request.method))),
    };
    match response {
        Ok(value) => Response::json(200, &value),
        Err(wrong) => wrong.to_response(),
    }
}

fn keyed(request: &Request) -> Result<(), Wrong> {
    let wrong = || Wrong { status: 401, kind: "authorization_error", message: "Invalid API key".to_owned() };
    request.is_admitted().then_some(()).ok_or_else(wrong)
}

/// An error of this API.
struct Wrong {
    status: u16,
    kind: &'static str,
    message: String,
}

impl Wrong {
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

/// The most ids that one request may name.
const MOST_IDS: usize = 50;

/// The endpoints that a request names: the parameter may be repeated, and hold several.
fn named<'s>(state: &'s State, request: &Request) -> Result<Vec<&'s Endpoint>, Wrong> {
    let values = request.query.iter().filter(|(name, _)| name == "endpoint_id");
    let ids: Vec<&str> = values.flat_map(|(_, value)| value.split(',')).filter(|id| !id.is_empty()).collect();
    if ids.len() > MOST_IDS {
        return Err(Wrong::invalid(format!("endpoint_id names {} endpoints, {MOST_IDS} at most", ids.len())));
    }
    ids.into_iter().map(|id| known(state, id)).collect()
}

fn known<'s>(state: &'s State, id: &str) -> Result<&'s Endpoint, Wrong> {
    let endpoint = state.endpoints.get(id).map(|endpoint| &**endpoint);
    endpoint.ok_or_else(|| Wrong::not_found(format!("Endpoint `{id}` is not known")))
}

/// A number of the query that has to lie in a range.
fn number(request: &Request, name: &str, usual: usize, most: usize) -> Result<usize, Wrong> {
    let Some(text) = request.query(name) else { return Ok(usual) };
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Wrong::invalid(format!("{name} is a whole number from 1 to {most}")))
}

/// One page of a list, under a name.
fn page(name: &str, items: &[Value], next: Option<&str>) -> Value {
    json!({ name: items, "has_more": next.is_some(), "next_cursor": next })
}
