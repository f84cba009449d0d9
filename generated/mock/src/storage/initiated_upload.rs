//! Uploads that are announced with the key: the answer is an address whose query is the permission.
//!
//! The bytes go there without the key. Where it comes along all the same, the upload is refused, as storage hosts do
//! that take one permission at a time, and as whoever gave it away would want to know. Only the way `gcs` lets it
//! pass: fal's Python client sends it there.

use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    Storage, lifecycle,
    parts::{Plan, listed, unknown},
    refused,
};
use crate::{request::Request, response::Response, state::lock};

/// Announces an upload, in one piece or in parts.
pub(super) fn announce(storage: &Storage, request: &Request, whole: bool) -> Response {
    let keyed = match request.query("storage_type") {
        None | Some("fal-cdn-v3") => false,
        Some("gcs") => true,
        Some(_) => return Response::detail(400, "The storage_type is fal-cdn-v3 or gcs"),
    };
    let body = request.json().unwrap_or_default();
    let (name, content_type) = match (text(&body, "file_name"), text(&body, "content_type")) {
        (Ok(name), Ok(content_type)) => (name, content_type),
        (Err(missing), _) | (_, Err(missing)) => return missing,
    };
    let lifecycle = match lifecycle(request) {
        Ok(lifecycle) => lifecycle,
        Err(refusal) => return refusal,
    };
    let place = storage.new_place(&name);
    let file_url = storage.url(&place);
    let id = lock(&storage.uploads).begin(Plan { place, name, content_type, lifecycle, whole, keyed });
    Response::json(200, &json!({ "upload_url": upload_url(storage, &id, ""), "file_url": file_url }))
}

/// A member of the announcement that has to be there.
fn text(body: &Value, name: &str) -> Result<String, Response> {
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| {
        let fault = json!([{ "loc": ["body", name], "msg": "Field required", "type": "missing", "input": body }]);
        Response::detail(422, fault)
    })
}

/// Where the bytes of an upload go, or one of its steps.
fn upload_url(storage: &Storage, id: &str, step: &str) -> String {
    let permission = storage.permission(&format!("upload {id}"));
    let permission = utf8_percent_encode(&permission, NON_ALPHANUMERIC);
    format!("{}/v3.fal.media/uploads/{id}{step}?signature={permission}", storage.origin)
}

/// Takes what goes to such an address.
pub(super) fn take(storage: &Storage, request: &Request, id: &str, rest: &[&str]) -> Response {
    if !storage.permits(&format!("upload {id}"), request.query("signature")) {
        return refused(403, "AccessDenied", "The query of the address has no permission, or not this one's.");
    }
    let Some(plan) = lock(&storage.uploads).plan(id).cloned() else { return unknown() };
    if request.header("authorization").is_some() && !plan.keyed {
        let message = "The query is the permission, and there is an Authorization beside it.";
        return refused(400, "InvalidArgument", message);
    }
    match (&request.method, rest) {
        (&Method::PUT, []) if plan.whole => whole(storage, request, plan),
        (&Method::PUT, [number]) => part(storage, request, (id, number)),
        (&Method::POST, ["complete"]) => complete(storage, request, id),
        // The way `gcs` asks for the address of each part.
        (&Method::POST, [number]) => {
            Response::json(200, &json!({ "upload_url": upload_url(storage, id, &format!("/{number}")) }))
        }
        _ => refused(405, "MethodNotAllowed", "Nothing of an upload goes here this way."),
    }
}

fn whole(storage: &Storage, request: &Request, plan: Plan) -> Response {
    let place = plan.place.clone();
    plan.keep(storage, request.body.clone());
    let etag = lock(&storage.files).get(&place).map(|file| file.etag).unwrap_or_default();
    Response::bytes(200, "text/plain", "").header("etag", &etag)
}

/// Takes a part of an upload, whichever way it came.
pub(super) fn part(storage: &Storage, request: &Request, (id, number): (&str, &str)) -> Response {
    match lock(&storage.uploads).put(id, number, request.body.clone()) {
        Ok((number, etag)) => Response::json(200, &json!({ "partNumber": number, "etag": etag })).header("etag", &etag),
        Err(refusal) => refusal,
    }
}

fn complete(storage: &Storage, request: &Request, id: &str) -> Response {
    let list = listed(request.json().as_ref(), false);
    match list.and_then(|list| lock(&storage.uploads).complete(id, &list)) {
        Ok((plan, bytes)) => Response::json(200, &json!({ "file_url": plan.finish(storage, bytes) })),
        Err(refusal) => refusal,
    }
}
