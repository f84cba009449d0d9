//! Fetching a file: all of it or one range, without a key.

use std::ops::Range;

use bytes::Bytes;
use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{StoredFile, access};
use crate::{
    fault::{Kind, Step},
    request::Request,
    response::{self, Response, truncated},
    state::{State, lock},
};

/// Answers a request for a file.
pub(super) async fn handle(state: &State, request: &Request) -> Response {
    let cut = match state.fault(Step::Download, &request.settings) {
        // A file breaks off in its own middle: what came of it is good, and there is a rest to ask for.
        Some(fault) if fault.kind == Kind::Cut => true,
        Some(fault) => return response::from_fault(&fault.kind).await,
        None => false,
    };
    let place = request.path.strip_prefix("files/").unwrap_or_default();
    let Some(file) = lock(&state.storage.files).get(place) else {
        return Response::detail(404, "File not found");
    };
    if let Some(refusal) = access::refusal(&state.storage, request, place, &file) {
        return refusal;
    }
    let response = match wanted(request, &file) {
        RangeRequest::All => body(200, request, &file, 0..file.bytes.len(), cut),
        RangeRequest::Some(range) => {
            let told = format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes.len());
            body(206, request, &file, range, cut).header("content-range", &told)
        }
        RangeRequest::None => {
            let length = file.bytes.len();
            return Response::bytes(416, "text/plain", "").header("content-range", &format!("bytes */{length}"));
        }
    };
    response
        .header("etag", &file.etag)
        .header("accept-ranges", "bytes")
        .header("content-disposition", &disposition(&file.name))
}

/// What a request wants of a file.
enum RangeRequest {
    All,
    Some(Range<usize>),
    /// A range that the file does not have.
    None,
}

/// What is not understood, or asks for several ranges, is as if it were not there: the whole file is always right.
fn wanted(request: &Request, file: &StoredFile) -> RangeRequest {
    let same = request.header("if-range").is_none_or(|tag| tag == file.etag);
    let text = request.header("range").filter(|_| same && request.method == Method::GET);
    let ends = text.and_then(|text| text.strip_prefix("bytes=")).and_then(|text| text.split_once('-'));
    let length = file.bytes.len();
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = match ends {
        Some(("", last)) => number(last).map(|last| length.saturating_sub(last)..length),
        Some((first, "")) => number(first).map(|first| first..length),
        Some((first, last)) => number(first)
            .zip(number(last))
            .filter(|(first, last)| first <= last)
            .map(|(first, last)| first..last.saturating_add(1).min(length)),
        None => None,
    };
    match range {
        None => RangeRequest::All,
        Some(range) if range.start < length && !range.is_empty() => RangeRequest::Some(range),
        Some(_) => RangeRequest::None,
    }
}

/// The bytes of a range, or the first half of them before the connection breaks.
fn body(status: u16, request: &Request, file: &StoredFile, range: Range<usize>, cut: bool) -> Response {
    let bytes = file.bytes.slice(range);
    let length = bytes.len().to_string();
    let response = if cut {
        Response::body(status, &file.content_type, truncated(bytes.slice(..bytes.len() / 2)))
    } else if request.method == Method::HEAD {
        Response::bytes(status, &file.content_type, Bytes::new())
    } else {
        Response::bytes(status, &file.content_type, bytes)
    };
    response.header("content-length", &length)
}

/// The name that a file is saved under.
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\".contains(c) { c } else { '_' }).collect();
    if plain == name {
        return format!("inline; filename=\"{name}\"");
    }
    format!("inline; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}
