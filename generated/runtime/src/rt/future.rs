//! Boxed futures.
//!
//! | type | used for |
//! |---|---|
//! | [`Boxed`] | futures that this crate returns: `Send + Sync` |
//! | [`BoxFuture`] | futures that a transport returns: `Send` only, so that nearly any `async` block will do |
//!
//! On wasm neither has these bounds: the futures of a browser's `fetch` cannot leave their thread.

use std::pin::Pin;

use sync_wrapper::SyncFuture;

/// A boxed future that a transport returns.
#[cfg(not(target_family = "wasm"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future that a transport returns.
#[cfg(target_family = "wasm")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A boxed future that this crate returns.
#[cfg(not(target_family = "wasm"))]
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + Sync + 'a>>;

/// A boxed future that this crate returns.
#[cfg(target_family = "wasm")]
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// `Send`, except on wasm, where every type implements it.
#[cfg(not(target_family = "wasm"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_family = "wasm"))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// `Send`, except on wasm, where every type implements it.
#[cfg(target_family = "wasm")]
pub trait MaybeSend {}
#[cfg(target_family = "wasm")]
impl<T: ?Sized> MaybeSend for T {}

/// Makes a transport's future `Sync`. A future is only polled through `&mut`, so `Send` is enough.
pub(crate) fn sync_future<T>(future: BoxFuture<'_, T>) -> SyncFuture<BoxFuture<'_, T>> {
    SyncFuture::new(future)
}
