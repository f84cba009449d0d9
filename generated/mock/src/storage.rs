//! `rest.fal.ai` and `v3.fal.media`: uploads and downloads of files.
//!
//! This module routes requests and has what the submodules share. There are two upload protocols: `initiated_upload` with
//! signed URLs (fal's JavaScript client, `fal-sdk`) and `direct_upload` with a storage token (fal's Python client). Both
//! support multipart uploads (`parts`). `file_store` keeps the files, `serve_file` returns them, `access` checks their
//! ACLs, and `tokens` issues tokens.
//!
//! Lifecycle settings are recorded but not applied: files stay until the store is full.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hyper::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    execute,
    fault::FaultStep,
    request::Request,
    response::Response,
    state::{ServerState, lock},
};

use self::{file_store::FileStore, parts::Uploads};

mod access;
mod direct_upload;
mod file_store;
mod initiated_upload;
mod parts;
mod serve_file;
mod tokens;

pub use self::file_store::File;
pub(crate) use self::file_store::StoredFile;

/// The files of the server and the uploads in progress.
pub(crate) struct FileStorage {
    origin: String,
    files: Mutex<FileStore>,
    uploads: Mutex<Uploads>,
    /// Number of the next upload.
    count: AtomicU64,
}

/// Characters that are percent-encoded in the path of a file URL.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

impl FileStorage {
    pub(crate) fn new(origin: &str) -> Self {
        Self { origin: origin.to_owned(), files: Mutex::default(), uploads: Mutex::default(), count: AtomicU64::new(1) }
    }

    /// Stores a file under a path and returns its URL.
    pub(crate) fn store(&self, name: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let last = name.rsplit('/').next().unwrap_or(name);
        self.put(name, StoredFile::new(last, content_type, bytes.into(), None))
    }

    /// Returns the file at a URL of this server.
    pub(crate) fn file(&self, url: &str) -> Option<StoredFile> {
        lock(&self.files).get(&self.path_of_url(url)?)
    }

    /// Returns all files, the oldest first.
    pub(crate) fn files(&self) -> Vec<File> {
        lock(&self.files).all().map(|(path, stored)| stored.to_file(self.url(path))).collect()
    }

    fn put(&self, path: &str, file: StoredFile) -> String {
        lock(&self.files).put(path.to_owned(), file);
        self.url(path)
    }

    /// Returns the URL of a path in the store.
    fn url(&self, path: &str) -> String {
        format!("{}/v3.fal.media/files/{}", self.origin, utf8_percent_encode(path, PATH))
    }

    /// Returns the path in the store of a file URL.
    fn path_of_url(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&self.origin)?.strip_prefix("/v3.fal.media/files/")?;
        let path = path.split(['?', '#']).next().unwrap_or(path);
        Some(percent_decode_str(path).decode_utf8_lossy().into_owned())
    }

    /// Returns a unique path for a new file.
    fn new_path(&self, name: &str) -> String {
        let sanitize = |character: char| {
            let is_safe = character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
            if is_safe { character } else { '_' }
        };
        let name: String = name.chars().map(sanitize).collect();
        format!("b/mock/{:08x}_{name}", self.count.fetch_add(1, Ordering::Relaxed))
    }

    /// Returns the signature that grants a scope, for a URL or a token.
    ///
    /// Its base64 has characters that must be encoded in a query, so that tests notice a client that rebuilds signed URLs.
    fn signature(&self, scope: &str) -> String {
        STANDARD.encode(Sha256::digest(format!("{}\n{scope}", self.origin)))
    }

    /// Whether a signature grants a scope.
    fn is_signed(&self, scope: &str, input: Option<&str>) -> bool {
        input.is_some_and(|input| input == self.signature(scope))
    }
}

/// Returns the ETag of a version. It is not a digest: in a debug build, hashing a large file takes longer than its upload.
fn etag(version: u64) -> String {
    format!("\"{version:032x}\"")
}

/// Returns the lifecycle settings of an upload, from either of the two headers.
fn lifecycle(request: &Request) -> Result<Option<Value>, Response> {
    let names = ["x-fal-object-lifecycle", "x-fal-object-lifecycle-preference"];
    let Some(text) = names.into_iter().find_map(|name| request.header(name)) else { return Ok(None) };
    let object = serde_json::from_str(text).ok().filter(Value::is_object);
    object.map(Some).ok_or_else(|| Response::detail(400, "X-Fal-Object-Lifecycle is not a JSON object"))
}

/// Returns an S3-style XML error.
fn storage_error(status: u16, code: &str, message: &str) -> Response {
    let text = format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    Response::bytes(status, "application/xml", text)
}

/// Handles a request to `rest.fal.ai`.
pub(crate) async fn rest(state: &ServerState, request: &Request) -> Response {
    let is_upload = request.path.starts_with("storage/");
    if let Some(response) =
        execute::fault_response(state, if is_upload { FaultStep::Upload } else { FaultStep::Any }, request).await
    {
        return response;
    }
    let is_jwks = request.path == ".well-known/jwks.json";
    if !is_jwks && !request.is_authenticated() {
        return Response::detail(401, "invalid key credentials");
    }
    let storage = &state.storage;
    match (&request.method, request.path.as_str()) {
        (&Method::GET, _) if is_jwks => Response::json(200, &state.webhooks.jwks()),
        (&Method::POST, "storage/upload/initiate") => initiated_upload::initiate(storage, request, true),
        (&Method::POST, "storage/upload/initiate-multipart") => initiated_upload::initiate(storage, request, false),
        (&Method::POST, "storage/auth/token") => tokens::storage_token(storage, request),
        (&Method::GET | &Method::PUT, "storage/files/acl") => access::acl(storage, request),
        (&Method::POST, "tokens" | "tokens/realtime") => tokens::temporary_token(storage, request),
        _ => Response::no_path(&request.path),
    }
}

/// Handles a request to `v3.fal.media`.
pub(crate) async fn cdn(state: &ServerState, request: &Request) -> Response {
    if matches!(request.method, Method::GET | Method::HEAD) {
        return serve_file::handle(state, request).await;
    }
    if let Some(response) = execute::fault_response(state, FaultStep::Upload, request).await {
        return response;
    }
    let storage = &state.storage;
    let segments = request.segments();
    match (&request.method, segments.as_slice()) {
        (_, ["uploads", id, rest @ ..]) => initiated_upload::handle(storage, request, id, rest),
        (&Method::POST, ["files", "upload"]) => direct_upload::upload(storage, request),
        (&Method::POST, ["files", "upload", "multipart"]) => direct_upload::initiate_multipart(storage, request),
        (_, ["files", path @ .., "multipart", id, step]) => {
            direct_upload::handle(storage, request, &path.join("/"), (id, step))
        }
        (&Method::POST, ["files", path @ .., "sign"]) => access::sign(storage, request, &path.join("/")),
        _ => Response::no_path(&request.path),
    }
}
