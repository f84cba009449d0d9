//! What an endpoint is given: the encoded request.
//!
//! It is encoded when the call is made, so that the call does not borrow the request.

use std::fmt;

use bytes::Bytes;

use super::{
    client::Client,
    error::Error,
    options::Options,
    violation::Violation,
    wire::{self, Wire},
};

/// An encoded request.
#[derive(Default)]
pub(crate) struct Input {
    body: Bytes,
}

impl Input {
    /// Encodes a request, or tells every reason why it cannot be sent.
    pub(crate) fn of<Q: Wire>(request: &Q) -> Result<Self, Vec<Violation>> {
        Ok(Self { body: wire::to_json(request)?.to_string().into() })
    }

    /// The body to be sent.
    pub(crate) async fn ready(&self, _client: &Client, _options: &Options) -> Result<Bytes, Error> {
        Ok(self.body.clone())
    }
}

/// Payloads are never shown, only how long they are.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.body.len())
    }
}
