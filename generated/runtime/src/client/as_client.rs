//! Clients that generated functions accept: the asynchronous one and the blocking one. The type parameter of a call
//! records which, so that it has the terminal methods of that client only.

use std::sync::Arc;

use crate::client::Client;

/// A client to call endpoints with: [`Client`], `blocking::Client`, or a reference or `Arc` to one.
#[diagnostic::on_unimplemented(
    message = "endpoints are called with a `fal_sdk::Client`, not with `{Self}`",
    note = "create one with `Client::from_env()`"
)]
pub trait AsClient: Sealed {
    /// The flavor of its calls: [`Async`], or a blocking one.
    type Flavor: Clone;
    #[doc(hidden)]
    fn client(&self) -> &Client;
    #[doc(hidden)]
    fn flavor(&self) -> Self::Flavor;
}

/// The flavor of calls that are awaited.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Async;

/// Prevents implementations in other crates.
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
