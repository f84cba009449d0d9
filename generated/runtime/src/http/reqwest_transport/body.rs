//! A body in pieces as the stream that reqwest sends.

use bytes::Bytes;
use futures_core::Stream;

use crate::{
    http::transport::{BodyStream, TransportError},
    rt::{future::SyncBody, unfold::unfold},
};

/// The pieces; the first failure is the end.
pub(crate) fn stream(
    pieces: Box<dyn BodyStream>,
) -> impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static {
    unfold(Some(SyncBody::new(pieces)), |pieces| {
        Box::pin(async move {
            let mut pieces = pieces?;
            match pieces.chunk().await {
                Ok(piece) => piece.map(|piece| (Ok(piece), Some(pieces))),
                Err(failure) => Some((Err(failure), None)),
            }
        })
    })
}
