//! Lenient decoding of responses of the platform API.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::{error::Error, http::send::HttpResponse};

/// Properties of a JSON object as raw JSON, which preserves the digits of numbers and the key order of documents.
pub(super) type Properties = BTreeMap<String, Box<RawValue>>;

pub(super) fn decode_body<T: DeserializeOwned>(response: &HttpResponse) -> Result<T, Error> {
    let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
    let undecodable =
        |source| Error::decode(response, "it is not JSON of the platform API", Vec::new()).with_source(source);
    serde_json::from_slice(body).map_err(undecodable)
}

/// Removes and decodes a property. A property that cannot be decoded stays in `properties`.
pub(super) fn take<T: DeserializeOwned>(properties: &mut Properties, name: &str) -> Option<T> {
    let value = serde_json::from_str(properties.get(name)?.get()).ok()?;
    properties.remove(name);
    Some(value)
}
