//! Response bodies as JSON and as typed values.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    error::Error,
    http::send::HttpResponse,
    json::codec::{self, JsonCodec},
};

/// Parses the body as JSON. A byte order mark is skipped.
pub(crate) fn parse<T: DeserializeOwned>(response: &HttpResponse) -> Result<T, serde_json::Error> {
    serde_json::from_slice(response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body))
}

/// Parses the body as JSON, or returns `None` if it is not JSON of this type.
pub(crate) fn parse_ok<T: DeserializeOwned>(response: &HttpResponse) -> Option<T> {
    parse(response).ok()
}

/// Decodes the body of a successful response. The error keeps the whole body: the result was paid for.
pub(crate) fn decode<R: JsonCodec>(response: &HttpResponse) -> Result<R, Error> {
    let json: Value = parse(response)
        .map_err(|source| Error::decode(response, describe_body(&response.body), Vec::new()).with_source(source))?;
    codec::from_json(&json).map_err(|violations| Error::decode(response, "it has an unexpected shape", violations))
}

fn describe_body(body: &[u8]) -> &'static str {
    if body.is_empty() { "the body is empty" } else { "the body is not JSON" }
}
