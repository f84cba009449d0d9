//! Uploads that go to the store itself, with a token of its own: the key is not taken.
//!
//! The list of parts may come in any order here: fal's Python client, whose way this is, lists them as they arrived.

use hyper::Method;
use serde_json::json;

use super::{
    Storage, initiated_upload, lifecycle,
    parts::{Plan, listed, unknown},
    tokens,
};
use crate::{request::Request, response::Response, state::lock};

/// Takes a file in one piece.
pub(super) fn upload(storage: &Storage, request: &Request) -> Response {
    match plan(storage, request, true) {
        Ok(plan) => Response::json(200, &json!({ "access_url": plan.keep(storage, request.body.clone()) })),
        Err(refusal) => refusal,
    }
}

/// Begins an upload in parts.
pub(super) fn begin(storage: &Storage, request: &Request) -> Response {
    match plan(storage, request, false) {
        Ok(plan) => {
            let url = storage.url(&plan.place);
            let id = lock(&storage.uploads).begin(plan);
            Response::json(200, &json!({ "access_url": url, "uploadId": id }))
        }
        Err(refusal) => refusal,
    }
}

/// What the headers say of a file.
fn plan(storage: &Storage, request: &Request, whole: bool) -> Result<Plan, Response> {
    if !tokens::admits(storage, request) {
        return Err(denied());
    }
    let name = request.header("x-fal-file-name").unwrap_or("upload.bin").to_owned();
    let content_type = request.header("content-type").unwrap_or("application/octet-stream").to_owned();
    let (place, lifecycle) = (storage.new_place(&name), lifecycle(request)?);
    Ok(Plan { place, name, content_type, lifecycle, whole, keyed: true })
}

/// What whoever has no token is told.
pub(super) fn denied() -> Response {
    Response::detail(401, "The token of the storage is missing or wrong; POST /storage/auth/token has one")
}

/// Takes a part of the file at a place, or the list of all.
pub(super) fn take(storage: &Storage, request: &Request, place: &str, (id, step): (&str, &str)) -> Response {
    if !tokens::admits(storage, request) {
        return denied();
    }
    if lock(&storage.uploads).plan(id).is_none_or(|plan| plan.place != place) {
        return unknown();
    }
    match (&request.method, step) {
        (&Method::PUT, number) => initiated_upload::part(storage, request, (id, number)),
        (&Method::POST, "complete") => complete(storage, request, id),
        _ => Response::detail(405, "Method Not Allowed"),
    }
}

fn complete(storage: &Storage, request: &Request, id: &str) -> Response {
    let list = listed(request.json().as_ref(), true);
    match list.and_then(|list| lock(&storage.uploads).complete(id, &list)) {
        Ok((plan, bytes)) => Response::json(200, &json!({ "access_url": plan.finish(storage, bytes) })),
        Err(refusal) => refusal,
    }
}
