//! The list of what was generated: which endpoint from which specification into which file.
//!
//! It stands among the generated files and tells a later run what was added, changed or removed.

use serde_json::{Value, json};

use crate::{ir::Api, names::Names};

/// The name of the file.
pub const FILE: &str = "manifest.json";

/// The manifest as text.
pub(crate) fn manifest(api: &Api, names: &Names) -> String {
    let endpoints: Vec<Value> = api
        .endpoints
        .iter()
        .map(|endpoint| {
            let file = names.endpoint(endpoint).map(|names| names.module.file());
            json!({ "id": endpoint.id, "source": endpoint.source, "file": file })
        })
        .collect();
    let text = serde_json::to_string_pretty(&json!({ "endpoints": endpoints })).unwrap_or_default();
    text + "\n"
}

/// The endpoints that a manifest lists: id and file. Text that is no manifest lists none.
pub fn listed(text: &str) -> Vec<(String, String)> {
    let manifest: Value = serde_json::from_str(text).unwrap_or_default();
    let endpoints = manifest.get("endpoints").and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |endpoint: &Value, key: &str| endpoint.get(key).and_then(Value::as_str).map(str::to_owned);
    endpoints.iter().filter_map(|endpoint| Some((text(endpoint, "id")?, text(endpoint, "file")?))).collect()
}
