//! fal's platform API: models, prices and addresses.
//!
//! Here is who answers for which path, and the shape of its errors; `models` lists the endpoints, `prices` makes up
//! what they cost. Usage, billing and requests are not kept, so nobody answers for them.

use hyper::Method;
use serde_json::{Value, json};

use crate::{answer::Answer, call::Call, endpoint::Endpoint, fault::Step, state::State, work};

mod models;
mod prices;

/// Answers what `api.fal.ai` would.
pub(crate) async fn answer(state: &State, call: &Call) -> Answer {
    if let Some(answer) = work::fault(state, Step::Any, call).await {
        return answer;
    }
    let path = call.path.strip_prefix("v1/").unwrap_or(&call.path);
    let answer = match (&call.method, path) {
        (&Method::GET, "models") => models::list(state, call),
        (&Method::GET, "models/pricing") => keyed(call).and_then(|()| prices::list(state, call)),
        (&Method::POST, "models/pricing/estimate") => keyed(call).and_then(|()| prices::estimate(state, call)),
        (&Method::GET, "meta") => Ok(json!({ "webhook_ip_ranges": ["127.0.0.0/8", "::1/128"] })),
        _ => Err(Wrong::not_found(format!("There is nothing at {} {path}", call.method))),
    };
    match answer {
        Ok(value) => Answer::json(200, &value),
        Err(wrong) => wrong.answer(),
    }
}

fn keyed(call: &Call) -> Result<(), Wrong> {
    let wrong = || Wrong { status: 401, kind: "authorization_error", message: "Invalid API key".to_owned() };
    call.is_admitted().then_some(()).ok_or_else(wrong)
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

    fn answer(&self) -> Answer {
        let docs = "https://docs.fal.ai/platform-apis";
        let error = json!({ "type": self.kind, "message": self.message, "docs_url": docs });
        Answer::json(self.status, &json!({ "error": error }))
    }
}

/// The most ids that one request may name.
const MOST_IDS: usize = 50;

/// The endpoints that a request names: the parameter may be repeated, and hold several.
fn named<'s>(state: &'s State, call: &Call) -> Result<Vec<&'s Endpoint>, Wrong> {
    let values = call.query.iter().filter(|(name, _)| name == "endpoint_id");
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
fn number(call: &Call, name: &str, usual: usize, most: usize) -> Result<usize, Wrong> {
    let Some(text) = call.query(name) else { return Ok(usual) };
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Wrong::invalid(format!("{name} is a whole number from 1 to {most}")))
}

/// One page of a list, under a name.
fn page(name: &str, items: &[Value], next: Option<&str>) -> Value {
    json!({ name: items, "has_more": next.is_some(), "next_cursor": next })
}
