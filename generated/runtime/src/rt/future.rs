//! The boxed futures of this crate, and what makes the ones that users write fit for them.
//!
//! | | |
//! |---|---|
//! | [`Boxed`] | what the crate hands out: `Send + Sync` |
//! | [`BoxFuture`] | what a transport hands in: `Send`, so that nearly any `async` block will do |
//! | [`SyncBody`] | what was handed in, as a part of what is handed out |
//!
//! On wasm they are none of that: a browser's fetch hands out futures that cannot leave their thread.

use std::pin::Pin;

use bytes::Bytes;
use sync_wrapper::{SyncFuture, SyncWrapper};

use crate::http::transport::{BodyStream, TransportError};

/// A boxed future, as a transport hands it in.
#[cfg(not(target_family = "wasm"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future, as a transport hands it in.
#[cfg(target_family = "wasm")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A boxed future, as this crate hands it out.
#[cfg(not(target_family = "wasm"))]
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + Sync + 'a>>;

/// A boxed future, as this crate hands it out.
#[cfg(target_family = "wasm")]
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// `Send`, except on wasm, where everything has it.
#[cfg(not(target_family = "wasm"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_family = "wasm"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`, except on wasm, where everything has it.
#[cfg(target_family = "wasm")]
pub trait MaybeSend {}
#[cfg(target_family = "wasm")]
impl<T: ?Sized> MaybeSend for T {}

/// Waits for what was handed in. A future is only ever used by whoever has it to himself, so being `Send` is enough
/// for it to be `Sync`; the compiler has to be told.
pub(crate) fn apart<T>(future: BoxFuture<'_, T>) -> SyncFuture<BoxFuture<'_, T>> {
    SyncFuture::new(future)
}

/// A body that was handed in; the same holds for it.
pub(crate) struct SyncBody(SyncWrapper<Box<dyn BodyStream>>);

impl SyncBody {
    pub(crate) fn new(body: Box<dyn BodyStream>) -> Self {
        Self(SyncWrapper::new(body))
    }

    /// The next piece; `None` is the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        let next = apart(self.0.get_mut().chunk());
        next.await
    }
}
