//! Text made safe for one place of a URL: a path segment or a query value.
//!
//! It knows no addresses (`hosts`) and no grammar (`endpoint_id`, `job_id`); it only encodes.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the characters that RFC 3986 calls unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same, and the character between segments.
const ENCODED_PATH: &AsciiSet = &ENCODED.remove(b'/');

/// The text as one path segment or one query value: `/`, `?`, `#`, `%`, blanks and the like encoded.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED).into()
}

/// The text as a path, `/` kept, each segment encoded.
pub(crate) fn encode_path(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED_PATH).into()
}

/// The text of an encoded segment, where it is UTF-8.
pub(crate) fn decode(segment: &str) -> Option<String> {
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

/// Whether a segment would be taken for a step in the tree of paths, whatever its encoding.
pub(crate) fn is_step(segment: &str) -> bool {
    matches!(segment, "" | "." | "..")
}
