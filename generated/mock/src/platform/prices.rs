//! Prices, all of them made up: from the id, so that an endpoint costs the same each time, and in the unit that
//! fits its kind.

use serde_json::{Map, Value, json};

use super::{ApiError, find_endpoint, page, requested_endpoints};
use crate::{endpoint::Endpoint, request::Request, state::ServerState};

pub(super) fn list(state: &ServerState, request: &Request) -> Result<Value, ApiError> {
    let endpoints = requested_endpoints(state, request)?;
    if endpoints.is_empty() {
        return Err(ApiError::invalid("endpoint_id is missing"));
    }
    let price = |endpoint: &&Endpoint| {
        json!({
            "endpoint_id": endpoint.id,
            "unit_price": dollars(cents(&endpoint.id), 1.0),
            "unit": unit(endpoint),
            "currency": "USD",
        })
    };
    Ok(page("prices", &endpoints.iter().map(price).collect::<Vec<_>>(), None))
}

/// What a number of calls, or of units, of several endpoints would cost. Every call is one unit here.
pub(super) fn estimate(state: &ServerState, request: &Request) -> Result<Value, ApiError> {
    let body = request.json().ok_or_else(|| ApiError::invalid("The body is not JSON"))?;
    let kind = body.get("estimate_type").and_then(Value::as_str).unwrap_or_default();
    let quantity = match kind {
        "historical_api_price" => "call_quantity",
        "unit_price" => "unit_quantity",
        _ => return Err(ApiError::invalid("estimate_type is historical_api_price or unit_price")),
    };
    let endpoints = body.get("endpoints").and_then(Value::as_object).filter(|endpoints| !endpoints.is_empty());
    let endpoints = endpoints.ok_or_else(|| ApiError::invalid("endpoints is an object of ids, one at least"))?;
    let total = total(state, endpoints, quantity)?;
    Ok(json!({ "estimate_type": kind, "total_cost": total, "currency": "USD" }))
}

fn total(state: &ServerState, endpoints: &Map<String, Value>, quantity: &str) -> Result<f64, ApiError> {
    let cost = |(id, asked): (&String, &Value)| {
        let number = asked.get(quantity).and_then(Value::as_f64).filter(|number| *number >= 0.0);
        let number = number.ok_or_else(|| ApiError::invalid(format!("{quantity} of `{id}` is not a number from 0")))?;
        Ok(dollars(cents(&find_endpoint(state, id)?.id), number))
    };
    endpoints.iter().map(cost).sum()
}

/// A tenth of a cent and more, up to half a dollar.
fn cents(id: &str) -> u32 {
    let mixed = id.bytes().fold(17_u32, |mixed, byte| mixed.wrapping_mul(31).wrapping_add(byte.into()));
    mixed % 500 + 1
}

/// So many thousandths of a dollar, so many times.
fn dollars(thousandths: u32, times: f64) -> f64 {
    f64::from(thousandths) * times / 1000.0
}

fn unit(endpoint: &Endpoint) -> &'static str {
    let category = endpoint.category.as_deref().unwrap_or_default();
    match category.rsplit("-to-").next().unwrap_or_default() {
        "image" => "images",
        "video" | "audio" | "speech" | "music" => "seconds",
        "training" => "steps",
        "llm" | "text" | "vision" => "tokens",
        _ => "units",
    }
}
