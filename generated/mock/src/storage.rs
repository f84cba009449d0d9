//! Files: uploads, what results refer to, and fetching both.
//!
//! This is who answers for which path, and what everything below shares. Uploads come in two ways: `announced` ones
//! go to an address with a permission in its query, as fal's JavaScript client and `fal-sdk` have it; `direct` ones
//! go to the store with a token of its own, as fal's Python client does. Both may come in `parts`. What has arrived
//! lies on the `shelf`, `fetch` hands it out, `access` says to whom, and `tokens` are for clients without the key.
//!
//! A file stays until it has to make room; how long its lifecycle would keep it is remembered, and not obeyed.

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
    fault::Step,
    request::Request,
    response::Response,
    state::{State, lock},
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

/// Every file of the server.
pub(crate) struct Storage {
    origin: String,
    files: Mutex<FileStore>,
    uploads: Mutex<Uploads>,
    /// How many uploads there were.
    count: AtomicU64,
}

/// What a path may hold as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

impl Storage {
    pub(crate) fn new(origin: &str) -> Self {
        Self { origin: origin.to_owned(), files: Mutex::default(), uploads: Mutex::default(), count: AtomicU64::new(1) }
    }

    /// Keeps a file under a name; its URL.
    pub(crate) fn keep(&self, name: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let last = name.rsplit('/').next().unwrap_or(name);
        self.put(name, StoredFile::new(last, content_type, bytes.into(), None))
    }

    /// The file of a URL that this server handed out.
    pub(crate) fn file(&self, url: &str) -> Option<StoredFile> {
        lock(&self.files).get(&self.place(url)?)
    }

    /// Every file, the oldest first.
    pub(crate) fn files(&self) -> Vec<File> {
        lock(&self.files).all().map(|(place, stored)| stored.told(self.url(place))).collect()
    }

    fn put(&self, place: &str, file: StoredFile) -> String {
        lock(&self.files).put(place.to_owned(), file);
        self.url(place)
    }

    /// The URL of a place on the shelf.
    fn url(&self, place: &str) -> String {
        format!("{}/v3.fal.media/files/{}", self.origin, utf8_percent_encode(place, PATH))
    }

    /// The place on the shelf that a URL names.
    fn place(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&self.origin)?.strip_prefix("/v3.fal.media/files/")?;
        let path = path.split(['?', '#']).next().unwrap_or(path);
        Some(percent_decode_str(path).decode_utf8_lossy().into_owned())
    }

    /// The place of a file that is still to come.
    fn new_place(&self, name: &str) -> String {
        let plain = |character: char| {
            let plain = character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
            if plain { character } else { '_' }
        };
        let name: String = name.chars().map(plain).collect();
        format!("b/mock/{:08x}_{name}", self.count.fetch_add(1, Ordering::Relaxed))
    }

    /// The permission for a thing, as it stands in a query or a token. It has characters that a query must encode: a
    /// client that rebuilds an address instead of keeping it is found out.
    fn permission(&self, thing: &str) -> String {
        STANDARD.encode(Sha256::digest(format!("{}\n{thing}", self.origin)))
    }

    /// Whether what was given is the permission for a thing.
    fn permits(&self, thing: &str, given: Option<&str>) -> bool {
        given.is_some_and(|given| given == self.permission(thing))
    }
}

/// The tag of a version, quotes and all. Nothing of it comes from the bytes: in a debug build, a digest of a large file
/// takes longer than its upload.
fn etag(version: u64) -> String {
    format!("\"{version:032x}\"")
}

/// What becomes of a file, by the header of its upload, which has two names.
fn lifecycle(request: &Request) -> Result<Option<Value>, Response> {
    let names = ["x-fal-object-lifecycle", "x-fal-object-lifecycle-preference"];
    let Some(text) = names.into_iter().find_map(|name| request.header(name)) else { return Ok(None) };
    let read = serde_json::from_str(text).ok().filter(Value::is_object);
    read.map(Some).ok_or_else(|| Response::detail(400, "X-Fal-Object-Lifecycle is not a JSON object"))
}

/// An error as storage hosts tell it, in XML.
fn refused(status: u16, code: &str, message: &str) -> Response {
    let text = format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    Response::bytes(status, "application/xml", text)
}

/// Answers what `rest.fal.ai` would.
pub(crate) async fn rest(state: &State, request: &Request) -> Response {
    let of_storage = request.path.starts_with("storage/");
    if let Some(response) =
        execute::fault_response(state, if of_storage { Step::Upload } else { Step::Any }, request).await
    {
        return response;
    }
    let keys = request.path == ".well-known/jwks.json";
    if !keys && !request.is_authenticated() {
        return Response::detail(401, "invalid key credentials");
    }
    let storage = &state.storage;
    match (&request.method, request.path.as_str()) {
        (&Method::GET, _) if keys => Response::json(200, &state.webhooks.keys()),
        (&Method::POST, "storage/upload/initiate") => initiated_upload::announce(storage, request, true),
        (&Method::POST, "storage/upload/initiate-multipart") => initiated_upload::announce(storage, request, false),
        (&Method::POST, "storage/auth/token") => tokens::of_storage(storage, request),
        (&Method::GET | &Method::PUT, "storage/files/acl") => access::rules(storage, request),
        (&Method::POST, "tokens" | "tokens/realtime") => tokens::temporary(storage, request),
        _ => Response::no_path(&request.path),
    }
}

/// Answers what `v3.fal.media` would.
pub(crate) async fn cdn(state: &State, request: &Request) -> Response {
    if matches!(request.method, Method::GET | Method::HEAD) {
        return serve_file::handle(state, request).await;
    }
    if let Some(response) = execute::fault_response(state, Step::Upload, request).await {
        return response;
    }
    let storage = &state.storage;
    let segments = request.segments();
    match (&request.method, segments.as_slice()) {
        (_, ["uploads", id, rest @ ..]) => initiated_upload::take(storage, request, id, rest),
        (&Method::POST, ["files", "upload"]) => direct_upload::upload(storage, request),
        (&Method::POST, ["files", "upload", "multipart"]) => direct_upload::begin(storage, request),
        (_, ["files", place @ .., "multipart", id, step]) => {
            direct_upload::take(storage, request, &place.join("/"), (id, step))
        }
        (&Method::POST, ["files", place @ .., "sign"]) => access::sign(storage, request, &place.join("/")),
        _ => Response::no_path(&request.path),
    }
}
