//! A response body that is `Sync`, as the crate's own futures are.

use bytes::Bytes;
use sync_wrapper::SyncWrapper;

use crate::{
    http::transport::{BodyStream, TransportError},
    rt::future::sync_future,
};

/// A body from a transport, made `Sync`: it is only accessed through `&mut`.
pub(crate) struct SyncBody(SyncWrapper<Box<dyn BodyStream>>);

impl SyncBody {
    pub(crate) fn new(body: Box<dyn BodyStream>) -> Self {
        Self(SyncWrapper::new(body))
    }

    /// Returns the next chunk, or `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let next = sync_future(self.0.get_mut().chunk());
        next.await
    }
}
