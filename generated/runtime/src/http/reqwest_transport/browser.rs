//! reqwest in a browser: `fetch`, with the browser's connections, certificates and redirects.

use std::{future::poll_fn, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::{Client, Request, Response};

use super::failure;
use crate::http::{
    connection_limit::Gate,
    transport::{Body, BoxFuture, Failure, Stage, Url},
};

/// When a connection takes too long is up to the browser.
pub(super) fn client(_: Duration) -> Result<Client, reqwest::Error> {
    Client::builder().build()
}

/// A browser says the length itself.
pub(super) fn bare(_: &mut Request) {}

/// `fetch` takes bodies whole.
pub(super) async fn streamed(outgoing: &mut Request, _: u64, mut pieces: Box<dyn Body>) -> Result<(), Failure> {
    let mut whole = Vec::new();
    while let Some(piece) = pieces.chunk().await? {
        whole.extend_from_slice(&piece);
    }
    *outgoing.body_mut() = Some(whole.into());
    Ok(())
}

/// How many connections there are is up to the browser.
pub(super) struct Way;

impl Way {
    pub(super) fn of(_: Gate, _: &Url) -> Self {
        Self
    }
}

/// Sends a request.
pub(super) async fn on<T>(_: Option<Way>, sending: impl Future<Output = T>) -> T {
    sending.await
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
