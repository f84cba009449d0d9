//! Data URIs: files that are their own address.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD},
};
use bytes::Bytes;
use percent_encoding::percent_decode_str;

use crate::error::Error;

/// Content type and bytes of a data URI; `None` if the URL is of another kind.
pub(super) fn decode(url: &str) -> Result<Option<(String, Bytes)>, Error> {
    let Some(rest) = url.get(.."data:".len()).filter(|scheme| scheme.eq_ignore_ascii_case("data:")) else {
        return Ok(None);
    };
    let (head, data) = url.get(rest.len()..).and_then(|rest| rest.split_once(',')).ok_or_else(broken)?;
    let data: Vec<u8> = percent_decode_str(data).collect();
    let (content_type, bytes) = match head.strip_suffix(";base64") {
        Some(content_type) => (content_type, base64(&data)?),
        None => (head, data),
    };
    let content_type = if content_type.is_empty() { "text/plain;charset=US-ASCII" } else { content_type };
    Ok(Some((content_type.to_owned(), bytes.into())))
}

fn base64(data: &[u8]) -> Result<Vec<u8>, Error> {
    let data: Vec<u8> = data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let padded = BASE64_STANDARD.decode(&data);
    padded.or_else(|_| BASE64_STANDARD_NO_PAD.decode(&data)).map_err(|source| broken().because(source))
}

fn broken() -> Error {
    Error::invalid("the data URI cannot be decoded")
}
