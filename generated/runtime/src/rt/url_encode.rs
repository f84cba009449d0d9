//! Percent-encoding of path segments and query values.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const ENCODED_PATH: &AsciiSet = &ENCODED.remove(b'/');

/// Encodes a path segment or a query value.
pub(crate) fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED).into()
}

/// The reserved characters of RFC 3986 that do not separate the parts of a query.
const ENCODED_RESERVED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// Encodes a query value, but for reserved characters.
pub(crate) fn encode_unreserved(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED_RESERVED).into()
}

/// Encodes each segment of a path.
pub(crate) fn encode_path(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ENCODED_PATH).into()
}

/// Decodes a segment, or returns `None` if it is not UTF-8.
pub(crate) fn decode(segment: &str) -> Option<String> {
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

/// Whether URL parsers remove or resolve this segment, even when it is encoded.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    matches!(segment, "" | "." | "..")
}
