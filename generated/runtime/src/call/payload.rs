//! The encoded request of a call.
//!
//! Requests are encoded when the call is created, so that the call does not borrow them. Local files are uploaded by
//! the terminal method; the body is complete after that.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use crate::{
    call::options::CallOptions,
    client::Client,
    error::Error,
    json::{
        codec::{self, JsonCodec},
        violation::Violation,
    },
};

pub(crate) use crate::call::local_files::PendingFiles;

/// Encoded request.
pub(crate) enum RequestPayload {
    Complete(Bytes),
    WithFiles(PendingFiles),
}

impl RequestPayload {
    /// Encodes a request, or returns all of its violations.
    pub(crate) fn encode<Q: JsonCodec>(request: &Q) -> Result<Self, Vec<Violation>> {
        let (json, uploads) = codec::to_json_and_uploads(request)?;
        Ok(PendingFiles::new(json, uploads).map_or_else(|json| Self::Complete(body(&json)), Self::WithFiles))
    }

    /// Uploads the files and returns the body.
    pub(crate) async fn upload_files(&self, client: &Client, options: &CallOptions) -> Result<Bytes, Error> {
        match self {
            Self::Complete(body) => Ok(body.clone()),
            // Boxed, because only few calls have files and all would pay for the size of the future.
            Self::WithFiles(files) => Ok(body(&Box::pin(files.upload(client, options)).await?)),
        }
    }
}

/// Serializes a value. Writing to memory cannot fail; neither can `Display`, which takes twice as long.
fn body(json: &Value) -> Bytes {
    serde_json::to_vec(json).unwrap_or_else(|_| json.to_string().into_bytes()).into()
}

impl Default for RequestPayload {
    fn default() -> Self {
        Self::Complete(Bytes::new())
    }
}

/// Shows the size of the payload, never its content.
impl fmt::Debug for RequestPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete(body) => write!(f, "{} bytes", body.len()),
            Self::WithFiles(files) => write!(f, "payload with {} files to upload", files.count()),
        }
    }
}
