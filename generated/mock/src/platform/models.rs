//! The list of models: those that the server has, by what is asked for, page by page.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Wrong, named, number, page};
use crate::{endpoint::Endpoint, request::Request, state::State};

/// How many are on a ui, and how many may be asked for.
const USUAL: usize = 50;
const MOST: usize = 100;

/// When everything here was made, as far as anyone can tell.
const MADE: &str = "2026-01-01T00:00:00.000Z";

pub(super) fn list(state: &State, request: &Request) -> Result<Value, Wrong> {
    let limit = number(request, "limit", USUAL, MOST)?;
    let start = cursor(request)?;
    let only = named(state, request)?;
    let asked = only.is_empty().then(|| state.endpoints.values().map(|endpoint| &**endpoint));
    let asked = only.iter().copied().chain(asked.into_iter().flatten());
    let fitting: Vec<&Endpoint> = asked.filter(|endpoint| fits(endpoint, request)).collect();
    let models: Vec<Value> =
        fitting.iter().skip(start).take(limit).map(|endpoint| model(state, endpoint, request)).collect();
    let end = start.saturating_add(limit);
    let next = (end < fitting.len()).then(|| STANDARD.encode(end.to_string()));
    Ok(page("models", &models, next.as_deref()))
}

/// Where a ui begins. The text is nobody's business but the server's.
fn cursor(request: &Request) -> Result<usize, Wrong> {
    let Some(text) = request.query("cursor") else { return Ok(0) };
    let read = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
    read.ok_or_else(|| Wrong::invalid("cursor is not one that this server gave"))
}

/// Whether a model is among those that are asked for. A search finds words of the id, the title and the description.
fn fits(endpoint: &Endpoint, request: &Request) -> bool {
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

fn model(state: &State, endpoint: &Endpoint, request: &Request) -> Value {
    let mut model = json!({ "endpoint_id": endpoint.id, "metadata": metadata(state, endpoint) });
    let expands = request.query.iter().any(|(name, value)| name == "expand" && value == "openapi-3.0");
    if let Some(members) = model.as_object_mut().filter(|_| expands) {
        // fal tells the same where it has no document.
        let error = json!({ "code": "expansion_failed", "message": "This server has no OpenAPI documents" });
        members.insert("openapi".to_owned(), json!({ "error": error }));
    }
    model
}

fn metadata(state: &State, endpoint: &Endpoint) -> Value {
    let Endpoint { id, title, description, category, .. } = endpoint;
    let training = category.as_deref() == Some("training");
    json!({
        "display_name": title.as_deref().unwrap_or(id),
        "category": category.as_deref().unwrap_or("unknown"),
        "description": description.as_deref().unwrap_or_default(),
        "status": status(endpoint),
        "tags": [],
        "updated_at": MADE,
        "date": MADE,
        "is_favorited": null,
        "thumbnail_url": "",
        "model_url": format!("{}/fal.run/{id}", state.origin),
        "highlighted": false,
        "pinned": false,
        "kind": if training { "training" } else { "inference" },
    })
}
