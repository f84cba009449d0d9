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
pub trait AsClient: Sealed {
    /// How its calls are ended.
    type Flavor: Clone;
    #[doc(hidden)]
    fn client(&self) -> &Client;
    #[doc(hidden)]
    fn flavor(&self) -> Self::Flavor;
}

/// Calls are awaited.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Async;

/// Only this crate has callers.
pub trait Sealed {}

impl Sealed for Client {}

impl AsClient for Client {
    type Flavor = Async;

    fn client(&self) -> &Client {
        self
    }

    fn flavor(&self) -> Async {
        Async
    }
}

impl<C: Sealed + ?Sized> Sealed for &C {}

impl<C: AsClient + ?Sized> AsClient for &C {
    type Flavor = C::Flavor;

    fn client(&self) -> &Client {
        (**self).client()
    }

    fn flavor(&self) -> Self::Flavor {
        (**self).flavor()
    }
}

impl<C: Sealed + ?Sized> Sealed for Arc<C> {}

impl<C: AsClient + ?Sized> AsClient for Arc<C> {
    type Flavor = C::Flavor;

    fn client(&self) -> &Client {
        (**self).client()
    }

    fn flavor(&self) -> Self::Flavor {
        (**self).flavor()
    }
}
