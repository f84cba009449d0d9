//! A [`BodyStream`] as the stream that reqwest sends.

use bytes::Bytes;
use futures_core::Stream;

use crate::{
    http::{
        sync_body::SyncBody,
        transport::{BodyStream, TransportError},
    },
    rt::unfold::unfold,
};

/// The chunks of a body. The first error ends the stream.
pub(super) fn stream(body: Box<dyn BodyStream>) -> impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static {
    unfold(Some(SyncBody::new(body)), |body| {
        Box::pin(async move {
            let mut body = body?;
            match body.chunk().await {
                Ok(chunk) => chunk.map(|chunk| (Ok(chunk), Some(body))),
                Err(error) => Some((Err(error), None)),
            }
        })
    })
}
