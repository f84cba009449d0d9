//! Access control of files.
//!
//! The server has one user, who owns all files and authenticates with the storage token or a signed URL. Everyone else is
//! subject to the `default` decision of the file's ACL; its `rules` for other users are stored but not applied.

use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{FileStorage, StoredFile, direct_upload::invalid_token, tokens};
use crate::{request::Request, response::Response, state::lock};

/// Returns the error response if the request may not read the file.
pub(super) fn denial(storage: &FileStorage, request: &Request, path: &str, file: &StoredFile) -> Option<Response> {
    let decision = file.acl.as_ref().and_then(|acl| acl.get("default")).and_then(Value::as_str);
    let owner =
        tokens::has_storage_token(storage, request) || storage.is_signed(&read_scope(path), request.query("identity"));
    match decision {
        Some("forbid") if !owner => Some(Response::detail(403, "Access to this file is forbidden")),
        Some("hide") if !owner => Some(Response::detail(404, "File not found")),
        _ => None,
    }
}

fn read_scope(path: &str) -> String {
    format!("read {path}")
}

/// Returns or replaces the ACL of a file.
pub(super) fn acl(storage: &FileStorage, request: &Request) -> Response {
    let url = request.query("url").unwrap_or_default();
    let Some((path, file)) = storage.path_of_url(url).zip(storage.file(url)) else {
        return Response::detail(404, "File not found");
    };
    if request.method == Method::GET {
        return Response::json(200, &file.acl.unwrap_or_else(|| json!({ "default": "allow", "rules": [] })));
    }
    let Some(acl) = request.json().filter(Value::is_object) else {
        return Response::detail(422, "The body must be an object with `default` and `rules`");
    };
    lock(&storage.files).set_acl(&path, acl.clone());
    Response::json(200, &acl)
}

/// Returns a signed URL for a file; it does not expire.
pub(super) fn sign(storage: &FileStorage, request: &Request, path: &str) -> Response {
    if !tokens::has_storage_token(storage, request) {
        return invalid_token();
    }
    if lock(&storage.files).get(path).is_none() {
        return Response::detail(404, "File not found");
    }
    let signature = storage.signature(&read_scope(path));
    let url = format!("{}?identity={}", storage.url(path), utf8_percent_encode(&signature, NON_ALPHANUMERIC));
    Response::bytes(200, "text/plain", url)
}
