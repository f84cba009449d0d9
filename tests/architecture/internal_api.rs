//! The one door between generated code and the runtime, and what does not go through it in either direction.

use crate::{
    files::rust,
    scan::{code, paths},
};

/// What generated code may name: the door, its own modules, and what needs no crate.
fn is_allowed_in_endpoints(path: &str) -> bool {
    let own = ["super::", "self::", "crate::", "Self::"];
    path == "fal_runtime::codegen"
        || path.starts_with("fal_runtime::codegen::")
        || path.starts_with("codegen::")
        || own.iter().any(|start| path.starts_with(start))
        || !path.split("::").next().is_some_and(is_crate)
}

fn is_crate(name: &str) -> bool {
    const CRATES: &[&str] = &[
        "std",
        "core",
        "alloc",
        "fal_runtime",
        "fal_sdk",
        "serde",
        "serde_json",
        "reqwest",
        "tokio",
        "bytes",
        "regex",
    ];
    CRATES.contains(&name)
}

fn strangers(text: &str) -> Vec<String> {
    paths(&code(text)).into_iter().filter(|path| !is_allowed_in_endpoints(path)).collect()
}

#[test]
fn generated_code_reaches_the_runtime_through_one_door() {
    for file in rust("generated/src/endpoints") {
        assert_eq!(strangers(&file.text), [""; 0], "{}", file.name);
    }
}

#[test]
fn the_runtime_knows_no_endpoint() {
    for file in rust("generated/runtime/src") {
        let named = paths(&file.code());
        let endpoint = named.iter().find(|path| path.split("::").any(|name| ["endpoints", "fal_ai"].contains(&name)));
        assert_eq!(endpoint, None, "{}", file.name);
    }
}

#[test]
fn another_way_in_is_found() {
    let text = "use fal_runtime::codegen;\nuse fal_runtime::json::codec;\nlet x = std::fs::read(); let y: Option<codegen::Value> = None;";
    assert_eq!(strangers(text), ["fal_runtime::json::codec", "std::fs::read"]);
}
