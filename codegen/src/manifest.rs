//! The manifest of generated files: the specification and the module file of each endpoint.
//!
//! It is one of the generated files. The next run compares with it to report added, changed and removed endpoints.

use serde_json::{Value, json};

use crate::{ir::Api, json_text, names::Names};

/// The file name of the manifest.
pub const FILE: &str = "manifest.json";

/// Returns the manifest as text.
pub(crate) fn manifest(api: &Api, names: &Names) -> String {
    let endpoints: Vec<Value> = api
        .endpoints
        .iter()
        .map(|endpoint| {
            let file = names.endpoint(endpoint).map(|names| names.module.file());
            json!({ "id": endpoint.id, "source": endpoint.source, "file": file })
        })
        .collect();
    json_text::pretty(&json!({ "endpoints": endpoints }))
}

/// Returns the id and the file of each endpoint in a manifest; nothing if the text is not a manifest.
pub fn listed(text: &str) -> Vec<(String, String)> {
    let manifest: Value = serde_json::from_str(text).unwrap_or_default();
    let endpoints = manifest.get("endpoints").and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |endpoint: &Value, key: &str| endpoint.get(key).and_then(Value::as_str).map(str::to_owned);
    endpoints.iter().filter_map(|endpoint| Some((text(endpoint, "id")?, text(endpoint, "file")?))).collect()
}
