//! Downloads of files and of byte ranges; no API key is needed.

use std::ops::Range;

use bytes::Bytes;
use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{StoredFile, access};
use crate::{
    fault::{FaultKind, FaultStep},
    request::Request,
    response::{self, Response, truncated},
    state::{ServerState, lock},
};

/// Handles a request for a file.
pub(super) async fn handle(state: &ServerState, request: &Request) -> Response {
    let cut = match state.fault(FaultStep::Download, &request.settings) {
        // A truncated file has valid content, so that the client can resume the download.
        Some(fault) if fault.kind == FaultKind::Cut => true,
        Some(fault) => return response::from_fault(&fault.kind).await,
        None => false,
    };
    let path = request.path.strip_prefix("files/").unwrap_or_default();
    let Some(file) = lock(&state.storage.files).get(path) else {
        return Response::detail(404, "File not found");
    };
    if let Some(response) = access::denial(&state.storage, request, path, &file) {
        return response;
    }
    let response = match parse_range(request, &file) {
        RangeRequest::All => body(200, request, &file, 0..file.bytes.len(), cut),
        RangeRequest::Some(range) => {
            let content_range = format!("bytes {}-{}/{}", range.start, range.end - 1, file.bytes.len());
            body(206, request, &file, range, cut).header("content-range", &content_range)
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

/// The part of a file that a request asks for.
enum RangeRequest {
    All,
    Some(Range<usize>),
    /// A range outside the file.
    None,
}

/// Parses the `Range` header. Invalid headers and multiple ranges are ignored, as RFC 9110 permits.
fn parse_range(request: &Request, file: &StoredFile) -> RangeRequest {
    let same = request.header("if-range").is_none_or(|tag| tag == file.etag);
    let text = request.header("range").filter(|_| same && request.method == Method::GET);
    let bounds = text.and_then(|text| text.strip_prefix("bytes=")).and_then(|text| text.split_once('-'));
    let length = file.bytes.len();
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = match bounds {
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

/// Returns the response with a range of the file; with `cut`, it is truncated after half of the bytes.
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

/// Returns the `Content-Disposition` for a file name.
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\".contains(c) { c } else { '_' }).collect();
    if plain == name {
        return format!("inline; filename=\"{name}\"");
    }
    format!("inline; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}
