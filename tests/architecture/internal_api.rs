//! Generated code uses the runtime through one internal module, `fal_runtime::codegen`, and the runtime uses no generated
//! code.

use crate::{
    files::rust,
    scan::{code, paths},
};

/// Whether generated code may use a path: the internal module, its own modules, and names of no crate.
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

fn forbidden_paths(text: &str) -> Vec<String> {
    paths(&code(text)).into_iter().filter(|path| !is_allowed_in_endpoints(path)).collect()
}

#[test]
fn generated_code_uses_the_runtime_through_its_internal_module_only() {
    for file in rust("generated/src/endpoints") {
        assert_eq!(forbidden_paths(&file.text), [""; 0], "{}", file.name);
    }
}

#[test]
fn the_runtime_uses_no_endpoint() {
    for file in rust("generated/runtime/src") {
        let named = paths(&file.code());
        let endpoint = named.iter().find(|path| path.split("::").any(|name| ["endpoints", "fal_ai"].contains(&name)));
        assert_eq!(endpoint, None, "{}", file.name);
    }
}

#[test]
fn forbidden_paths_are_found() {
    let text = "use fal_runtime::codegen;\nuse fal_runtime::json::codec;\nlet x = std::fs::read(); let y: Option<codegen::Value> = None;";
    assert_eq!(forbidden_paths(text), ["fal_runtime::json::codec", "std::fs::read"]);
}
