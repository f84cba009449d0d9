//! Endpoint ids, derived from paths.

/// Returns the id of the endpoint at a path: its segments, joined by `/`.
pub(super) fn endpoint_id(path: &str) -> String {
    path.split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>().join("/")
}
