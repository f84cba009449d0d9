//! What an endpoint is given: the encoded request.
//!
//! It is encoded when the call is made, so that the call does not borrow the request. Files of this machine are
//! uploaded when the call is ended (`files`); only then is the body whole.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use crate::{
    call::options::Options,
    client::Client,
    error::Error,
    json::{
        codec::{self, JsonCodec},
        violation::Violation,
    },
};

pub(crate) use crate::call::local_files::Unsent;

/// An encoded request.
pub(crate) enum Input {
    Whole(Bytes),
    /// Files stand in it that are yet to be uploaded.
    Unsent(Unsent),
}

impl Input {
    /// Encodes a request, or tells every reason why it cannot be sent.
    pub(crate) fn of<Q: JsonCodec>(request: &Q) -> Result<Self, Vec<Violation>> {
        let (json, files) = codec::to_json_and_files(request)?;
        Ok(Unsent::of(json, files).map_or_else(|json| Self::Whole(body(&json)), Self::Unsent))
    }

    /// The body to be sent, after its files were uploaded. Nothing has been asked of the endpoint before that.
    pub(crate) async fn ready(&self, client: &Client, options: &Options) -> Result<Bytes, Error> {
        match self {
            Self::Whole(body) => Ok(body.clone()),
            // Boxed, because few calls have files and all would have room for it.
            Self::Unsent(unsent) => Ok(body(&Box::pin(unsent.upload(client, options)).await?)),
        }
    }
}

/// The text of a value. Writing it to memory cannot fail; its `Display` cannot either, but takes twice as long.
fn body(json: &Value) -> Bytes {
    serde_json::to_vec(json).unwrap_or_else(|_| json.to_string().into_bytes()).into()
}

impl Default for Input {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

/// Payloads are never shown, only how long they are.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(body) => write!(f, "{} bytes", body.len()),
            Self::Unsent(unsent) => write!(f, "a payload with {} files to be uploaded", unsent.count()),
        }
    }
}
