//! Uploads that the API key initiates: the response is an upload URL with a signature in its query.
//!
//! fal's JavaScript client and `fal-sdk` use this protocol. The bytes are uploaded without the API key. A request that
//! carries it anyway is rejected, as storage hosts reject several credentials at once, and so that tests notice a leaked
//! key. Uploads of storage type `gcs` accept it, because fal's Python client sends it there.

use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    FileStorage, lifecycle,
    parts::{UploadTarget, parse_part_list, unknown_upload},
    storage_error,
};
use crate::{request::Request, response::Response, state::lock};

/// Initiates an upload in a single request or in parts.
pub(super) fn initiate(storage: &FileStorage, request: &Request, single_part: bool) -> Response {
    match target(storage, request, single_part) {
        Ok(target) => {
            let file_url = storage.url(&target.path);
            let id = lock(&storage.uploads).start(target);
            Response::json(200, &json!({ "upload_url": upload_url(storage, &id, ""), "file_url": file_url }))
        }
        Err(response) => response,
    }
}

fn target(storage: &FileStorage, request: &Request, single_part: bool) -> Result<UploadTarget, Response> {
    let allows_api_key = match request.query("storage_type") {
        None | Some("fal-cdn-v3") => false,
        Some("gcs") => true,
        Some(_) => return Err(Response::detail(400, "storage_type must be fal-cdn-v3 or gcs")),
    };
    let body = request.json().unwrap_or_default();
    let (name, content_type) = (required(&body, "file_name")?, required(&body, "content_type")?);
    let lifecycle = lifecycle(request)?;
    let path = storage.new_path(&name);
    Ok(UploadTarget { path, name, content_type, lifecycle, single_part, allows_api_key })
}

/// Returns a required, non-empty string property of the body.
fn required(body: &Value, name: &str) -> Result<String, Response> {
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| {
        let violation = json!([{ "loc": ["body", name], "msg": "Field required", "type": "missing", "input": body }]);
        Response::detail(422, violation)
    })
}

/// Returns the signed URL for the bytes of an upload or for one of its steps.
fn upload_url(storage: &FileStorage, id: &str, step: &str) -> String {
    let signature = storage.signature(&format!("upload {id}"));
    let signature = utf8_percent_encode(&signature, NON_ALPHANUMERIC);
    format!("{}/v3.fal.media/uploads/{id}{step}?signature={signature}", storage.origin)
}

/// Handles a request to an upload URL.
pub(super) fn handle(storage: &FileStorage, request: &Request, id: &str, rest: &[&str]) -> Response {
    if !storage.is_signed(&format!("upload {id}"), request.query("signature")) {
        return storage_error(403, "AccessDenied", "The signature is missing or invalid.");
    }
    let Some(target) = lock(&storage.uploads).target(id).cloned() else { return unknown_upload() };
    if request.header("authorization").is_some() && !target.allows_api_key {
        let message = "Only one authentication mechanism is allowed: the URL is signed, but there is an Authorization.";
        return storage_error(400, "InvalidArgument", message);
    }
    match (&request.method, rest) {
        (&Method::PUT, []) if target.single_part => put_file(storage, request, target),
        (&Method::PUT, [number]) => put_part(storage, request, (id, number)),
        (&Method::POST, ["complete"]) => complete(storage, request, id),
        // Uploads of storage type `gcs` request the URL of each part.
        (&Method::POST, [number]) => {
            Response::json(200, &json!({ "upload_url": upload_url(storage, id, &format!("/{number}")) }))
        }
        _ => storage_error(405, "MethodNotAllowed", "The method is not allowed for this upload."),
    }
}

fn put_file(storage: &FileStorage, request: &Request, target: UploadTarget) -> Response {
    let path = target.path.clone();
    target.store(storage, request.body.clone());
    let etag = lock(&storage.files).get(&path).map(|file| file.etag).unwrap_or_default();
    Response::bytes(200, "text/plain", "").header("etag", &etag)
}

/// Stores a part of an upload of either protocol.
pub(super) fn put_part(storage: &FileStorage, request: &Request, (id, number): (&str, &str)) -> Response {
    match lock(&storage.uploads).put(id, number, request.body.clone()) {
        Ok((number, etag)) => Response::json(200, &json!({ "partNumber": number, "etag": etag })).header("etag", &etag),
        Err(response) => response,
    }
}

fn complete(storage: &FileStorage, request: &Request, id: &str) -> Response {
    let list = parse_part_list(request.json().as_ref(), false);
    match list.and_then(|list| lock(&storage.uploads).complete(id, &list)) {
        Ok((target, bytes)) => Response::json(200, &json!({ "file_url": target.finish(storage, bytes) })),
        Err(response) => response,
    }
}
