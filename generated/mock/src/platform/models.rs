//! The paginated and filtered list of models.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{ApiError, number, page, requested_endpoints};
use crate::{endpoint::Endpoint, request::Request, state::ServerState};

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 100;

/// Creation and update time of every model.
const CREATED: &str = "2026-01-01T00:00:00.000Z";

pub(super) fn list(state: &ServerState, request: &Request) -> Result<Value, ApiError> {
    let limit = number(request, "limit", DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)?;
    let start = cursor(request)?;
    let requested = requested_endpoints(state, request)?;
    let all = requested.is_empty().then(|| state.endpoints.values().map(|endpoint| &**endpoint));
    let endpoints = requested.iter().copied().chain(all.into_iter().flatten());
    let matching: Vec<&Endpoint> = endpoints.filter(|endpoint| matches_filters(endpoint, request)).collect();
    let models: Vec<Value> =
        matching.iter().skip(start).take(limit).map(|endpoint| model(state, endpoint, request)).collect();
    let end = start.saturating_add(limit);
    let next = (end < matching.len()).then(|| STANDARD.encode(end.to_string()));
    Ok(page("models", &models, next.as_deref()))
}

/// Returns the index at which a page starts, from its opaque cursor.
fn cursor(request: &Request) -> Result<usize, ApiError> {
    let Some(text) = request.query("cursor") else { return Ok(0) };
    let read = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
    read.ok_or_else(|| ApiError::invalid("cursor is not one that this server gave"))
}

/// Whether a model matches the filters of the query. A search matches words of the id, the title and the description.
fn matches_filters(endpoint: &Endpoint, request: &Request) -> bool {
    let category = request.query("category").is_none_or(|category| endpoint.category.as_deref() == Some(category));
    let status = request.query("status").is_none_or(|asked| asked == status(endpoint));
    let texts = [Some(endpoint.id.as_str()), endpoint.title.as_deref(), endpoint.description.as_deref()];
    let text = texts.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
    let found =
        request.query("q").is_none_or(|words| words.to_lowercase().split_whitespace().all(|word| text.contains(word)));
    category && status && found
}

fn status(endpoint: &Endpoint) -> &'static str {
    if endpoint.deprecated { "deprecated" } else { "active" }
}

fn model(state: &ServerState, endpoint: &Endpoint, request: &Request) -> Value {
    let mut model = json!({ "endpoint_id": endpoint.id, "metadata": metadata(state, endpoint) });
    let expands = request.query.iter().any(|(name, value)| name == "expand" && value == "openapi-3.0");
    if let Some(members) = model.as_object_mut().filter(|_| expands) {
        // fal returns the same error for a model without a document.
        let error = json!({ "code": "expansion_failed", "message": "This server has no OpenAPI documents" });
        members.insert("openapi".to_owned(), json!({ "error": error }));
    }
    model
}

fn metadata(state: &ServerState, endpoint: &Endpoint) -> Value {
    let Endpoint { id, title, description, category, .. } = endpoint;
    let training = category.as_deref() == Some("training");
    json!({
        "display_name": title.as_deref().unwrap_or(id),
        "category": category.as_deref().unwrap_or("unknown"),
        "description": description.as_deref().unwrap_or_default(),
        "status": status(endpoint),
        "tags": [],
        "updated_at": CREATED,
        "date": CREATED,
        "is_favorited": null,
        "thumbnail_url": "",
        "model_url": format!("{}/fal.run/{id}", state.origin),
        "highlighted": false,
        "pinned": false,
        "kind": if training { "training" } else { "inference" },
    })
}
