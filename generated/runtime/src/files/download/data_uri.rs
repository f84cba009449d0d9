//! Decoding of data URIs.

use bytes::Bytes;
use data_url::DataUrl;

use crate::error::Error;

/// Returns the content type and bytes of a data URI; `None` for other URLs.
pub(super) fn decode(url: &str) -> Result<Option<(String, Bytes)>, Error> {
    if !url.get(.."data:".len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return Ok(None);
    }
    let invalid = |reason: String| Error::invalid(format!("invalid data URI: {reason}"));
    let uri = DataUrl::process(url).map_err(|error| invalid(error.to_string()))?;
    let (bytes, _) = uri.decode_to_vec().map_err(|error| invalid(error.to_string()))?;
    Ok(Some((uri.mime_type().to_string(), bytes.into())))
}
