//! Uploads with the storage token, the protocol of fal's Python client. The API key is not accepted.
//!
//! The part list may be in any order: the Python client lists the parts in the order of their completion.

use hyper::Method;
use serde_json::json;

use super::{
    FileStorage, initiated_upload, lifecycle,
    parts::{UploadTarget, parse_part_list, unknown_upload},
    tokens,
};
use crate::{request::Request, response::Response, state::lock};

/// Handles an upload in a single request.
pub(super) fn upload(storage: &FileStorage, request: &Request) -> Response {
    match target(storage, request, true) {
        Ok(target) => Response::json(200, &json!({ "access_url": target.store(storage, request.body.clone()) })),
        Err(response) => response,
    }
}

/// Initiates an upload in parts.
pub(super) fn initiate_multipart(storage: &FileStorage, request: &Request) -> Response {
    match target(storage, request, false) {
        Ok(target) => {
            let url = storage.url(&target.path);
            let id = lock(&storage.uploads).start(target);
            Response::json(200, &json!({ "access_url": url, "uploadId": id }))
        }
        Err(response) => response,
    }
}

/// Returns the target that the headers describe.
fn target(storage: &FileStorage, request: &Request, single_part: bool) -> Result<UploadTarget, Response> {
    if !tokens::has_storage_token(storage, request) {
        return Err(invalid_token());
    }
    let name = request.header("x-fal-file-name").unwrap_or("upload.bin").to_owned();
    let content_type = request.header("content-type").unwrap_or("application/octet-stream").to_owned();
    let (path, lifecycle) = (storage.new_path(&name), lifecycle(request)?);
    Ok(UploadTarget { path, name, content_type, lifecycle, single_part, allows_api_key: true })
}

/// Returns the 401 response for a missing or invalid storage token.
pub(super) fn invalid_token() -> Response {
    Response::detail(401, "The storage token is missing or invalid; request one from POST /storage/auth/token")
}

/// Handles a part of an upload or its part list.
pub(super) fn handle(storage: &FileStorage, request: &Request, path: &str, (id, step): (&str, &str)) -> Response {
    if !tokens::has_storage_token(storage, request) {
        return invalid_token();
    }
    if lock(&storage.uploads).target(id).is_none_or(|target| target.path != path) {
        return unknown_upload();
    }
    match (&request.method, step) {
        (&Method::PUT, number) => initiated_upload::put_part(storage, request, (id, number)),
        (&Method::POST, "complete") => complete(storage, request, id),
        _ => Response::detail(405, "Method Not Allowed"),
    }
}

fn complete(storage: &FileStorage, request: &Request, id: &str) -> Response {
    let list = parse_part_list(request.json().as_ref(), true);
    match list.and_then(|list| lock(&storage.uploads).complete(id, &list)) {
        Ok((target, bytes)) => Response::json(200, &json!({ "access_url": target.finish(storage, bytes) })),
        Err(response) => response,
    }
}
