//! Who may call an endpoint: the client, or its blocking twin. Which one is known to the compiler, so that a
//! call offers the endings of its kind and no others.
//!
//! Generated functions take any caller; the calls they make are in `call` and `route`.

use std::sync::Arc;

use crate::client::Client;

/// A client that endpoints are called with: [`Client`](crate::Client), its blocking twin, or a pointer to one.
#[diagnostic::on_unimplemented(
    message = "endpoints are called with a `fal_sdk::Client`, not with `{Self}`",
    note = "make one with `Client::from_env()`"
)]
pub trait Caller: Sealed {
    /// How its calls are ended.
    type Mode: Clone;
    #[doc(hidden)]
    fn client(&self) -> &Client;
    #[doc(hidden)]
    fn mode(&self) -> Self::Mode;
}

/// Calls are awaited.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Async;

/// Only this crate has callers.
pub trait Sealed {}

impl Sealed for Client {}

impl Caller for Client {
    type Mode = Async;

    fn client(&self) -> &Client {
        self
    }

    fn mode(&self) -> Async {
        Async
    }
}

impl<C: Sealed + ?Sized> Sealed for &C {}

impl<C: Caller + ?Sized> Caller for &C {
    type Mode = C::Mode;

    fn client(&self) -> &Client {
        (**self).client()
    }

    fn mode(&self) -> Self::Mode {
        (**self).mode()
    }
}

impl<C: Sealed + ?Sized> Sealed for Arc<C> {}

impl<C: Caller + ?Sized> Caller for Arc<C> {
    type Mode = C::Mode;

    fn client(&self) -> &Client {
        (**self).client()
    }

    fn mode(&self) -> Self::Mode {
        (**self).mode()
    }
}
