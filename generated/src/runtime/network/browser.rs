//! reqwest in a browser: `fetch`, with the browser's connections, certificates and redirects.

use std::{future::poll_fn, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::{Client, RequestBuilder, Response};

use super::{
    super::transport::{Body, BoxFuture, Failure, Stage},
    failure,
};

/// When a connection takes too long is up to the browser.
pub(super) fn client(_: Duration) -> Result<Client, reqwest::Error> {
    Client::builder().build()
}

/// A browser says the length itself.
pub(super) fn bare(outgoing: RequestBuilder) -> RequestBuilder {
    outgoing
}

/// `fetch` takes bodies whole.
pub(super) async fn streamed(
    outgoing: RequestBuilder,
    _: u64,
    mut pieces: Box<dyn Body>,
) -> Result<RequestBuilder, Failure> {
    let mut whole = Vec::new();
    while let Some(piece) = pieces.chunk().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(outgoing.body(whole))
}

/// A browser does not tell.
pub(super) fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// The body of a response.
pub(super) struct Incoming(Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>>>>);

impl Incoming {
    pub(super) fn of(response: Response) -> Self {
        Self(Box::pin(response.bytes_stream()))
    }
}

impl Body for Incoming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async {
            let piece = poll_fn(|context| self.0.as_mut().poll_next(context)).await;
            piece.transpose().map_err(|source| failure(Stage::Reading, source))
        })
    }
}
