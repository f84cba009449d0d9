//! Uploads that go to the store itself, with a token of its own: the key is not taken.
//!
//! The list of parts may come in any order here: fal's Python client, whose way this is, lists them as they arrived.

use hyper::Method;
use serde_json::json;

use super::{
    Storage, announced, lifecycle,
    parts::{Plan, listed, unknown},
    tokens,
};
use crate::{answer::Answer, call::Call, state::lock};

/// Takes a file in one piece.
pub(super) fn upload(storage: &Storage, call: &Call) -> Answer {
    match plan(storage, call, true) {
        Ok(plan) => Answer::json(200, &json!({ "access_url": plan.keep(storage, call.body.clone()) })),
        Err(refusal) => refusal,
    }
}

/// Begins an upload in parts.
pub(super) fn begin(storage: &Storage, call: &Call) -> Answer {
    match plan(storage, call, false) {
        Ok(plan) => {
            let url = storage.url(&plan.place);
            let id = lock(&storage.uploads).begin(plan);
            Answer::json(200, &json!({ "access_url": url, "uploadId": id }))
        }
        Err(refusal) => refusal,
    }
}

/// What the headers say of a file.
fn plan(storage: &Storage, call: &Call, whole: bool) -> Result<Plan, Answer> {
    if !tokens::admits(storage, call) {
        return Err(denied());
    }
    let name = call.header("x-fal-file-name").unwrap_or("upload.bin").to_owned();
    let content_type = call.header("content-type").unwrap_or("application/octet-stream").to_owned();
    let (place, lifecycle) = (storage.new_place(&name), lifecycle(call)?);
    Ok(Plan { place, name, content_type, lifecycle, whole, keyed: true })
}

/// What whoever has no token is told.
pub(super) fn denied() -> Answer {
    Answer::detail(401, "The token of the storage is missing or wrong; POST /storage/auth/token has one")
}

/// Takes a part of the file at a place, or the list of all.
pub(super) fn take(storage: &Storage, call: &Call, place: &str, (id, step): (&str, &str)) -> Answer {
    if !tokens::admits(storage, call) {
        return denied();
    }
    if lock(&storage.uploads).plan(id).is_none_or(|plan| plan.place != place) {
        return unknown();
    }
    match (&call.method, step) {
        (&Method::PUT, number) => announced::part(storage, call, (id, number)),
        (&Method::POST, "complete") => complete(storage, call, id),
        _ => Answer::detail(405, "Method Not Allowed"),
    }
}

fn complete(storage: &Storage, call: &Call, id: &str) -> Answer {
    let list = listed(call.json().as_ref(), true);
    match list.and_then(|list| lock(&storage.uploads).complete(id, &list)) {
        Ok((plan, bytes)) => Answer::json(200, &json!({ "access_url": plan.finish(storage, bytes) })),
        Err(refusal) => refusal,
    }
}
