//! Who may read a file. There is one user here, who owns all of them and shows it by the token of the storage or by
//! a signed address; everyone else is subject to the file's default, and rules for other users are only kept.

use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Storage, StoredFile, direct_upload::denied, tokens};
use crate::{request::Request, response::Response, state::lock};

/// Why a file may not be read, if so.
pub(super) fn refusal(storage: &Storage, request: &Request, place: &str, file: &StoredFile) -> Option<Response> {
    let decision = file.acl.as_ref().and_then(|acl| acl.get("default")).and_then(Value::as_str);
    let owner = tokens::admits(storage, request) || storage.permits(&read(place), request.query("identity"));
    match decision {
        Some("forbid") if !owner => Some(Response::detail(403, "Access to this file is forbidden")),
        Some("hide") if !owner => Some(Response::detail(404, "File not found")),
        _ => None,
    }
}

/// What a signed address permits.
fn read(place: &str) -> String {
    format!("read {place}")
}

/// Tells or changes who may read a file.
pub(super) fn rules(storage: &Storage, request: &Request) -> Response {
    let url = request.query("url").unwrap_or_default();
    let Some((place, file)) = storage.place(url).zip(storage.file(url)) else {
        return Response::detail(404, "File not found");
    };
    if request.method == Method::GET {
        return Response::json(200, &file.acl.unwrap_or_else(|| json!({ "default": "allow", "rules": [] })));
    }
    let Some(acl) = request.json().filter(Value::is_object) else {
        return Response::detail(422, "The body is an object with `default` and `rules`");
    };
    lock(&storage.files).allow(&place, acl.clone());
    Response::json(200, &acl)
}

/// An address at which everyone can read a file. It does not end by itself.
pub(super) fn sign(storage: &Storage, request: &Request, place: &str) -> Response {
    if !tokens::admits(storage, request) {
        return denied();
    }
    if lock(&storage.files).get(place).is_none() {
        return Response::detail(404, "File not found");
    }
    let permission = storage.permission(&read(place));
    let url = format!("{}?identity={}", storage.url(place), utf8_percent_encode(&permission, NON_ALPHANUMERIC));
    Response::bytes(200, "text/plain", url)
}
