//! The documentation of a module.

use super::{Scope, docs, example, markdown};
use crate::ir::{CallKind, Endpoint};

/// Returns the documentation of an endpoint's module: title, description, category, link to fal's page, example.
pub(super) fn of_endpoint(scope: Scope<'_>) -> Vec<String> {
    let endpoint = scope.endpoint;
    let title = title(endpoint).map(|title| markdown::lines(&title)).unwrap_or_default();
    let mut description = endpoint.description.as_deref().map(markdown::lines).unwrap_or_default();
    if title.is_empty() && description.is_empty() {
        description = vec![format!("Endpoint {}.", markdown::code(&endpoint.id))];
    }
    docs::paragraphs(vec![title, description, facts(endpoint), example::section(scope)])
}

/// Returns the title as a sentence; nothing if it only repeats the id.
fn title(endpoint: &Endpoint) -> Option<String> {
    let title = endpoint.title.as_deref()?.trim();
    let repeats_id = title.trim_matches('/') == endpoint.id;
    let sentence = if title.ends_with(['.', '!', '?', '。']) { title.to_owned() } else { format!("{title}.") };
    (!repeats_id && !title.is_empty()).then_some(sentence)
}

fn facts(endpoint: &Endpoint) -> Vec<String> {
    let mut facts = vec![format!("* Id: {}", markdown::code(&endpoint.id))];
    facts.extend(endpoint.category.as_ref().map(|category| format!("* Category: {}", markdown::code(category))));
    facts.extend(page(endpoint).map(|url| format!("* Documentation: {}", markdown::lines(&url).join(" "))));
    facts
}

/// Returns the URL of the endpoint's page on fal's site; an endpoint that is not called through fal's queue has none.
fn page(endpoint: &Endpoint) -> Option<String> {
    (endpoint.transport == CallKind::Queue).then(|| format!("https://fal.ai/models/{}", endpoint.id))
}

/// Returns the documentation of a module that has no endpoint of its own.
pub(super) fn of_parent(path: &[&str]) -> Vec<String> {
    if path.is_empty() {
        return vec!["All endpoints, with one module per segment of the endpoint id.".to_owned()];
    }
    let segments: Vec<&str> = path.iter().map(|segment| segment.strip_prefix("r#").unwrap_or(segment)).collect();
    vec![format!("Endpoints of {}.", markdown::code(&segments.join("::")))]
}
