//! The types of blocking calls.

use super::runtime_thread::RuntimeThread;

/// Flavor of calls made with a blocking client.
#[derive(Clone, Debug)]
pub struct Blocking(pub(super) RuntimeThread);

/// [`fal_sdk::Call`](crate::Call) with blocking terminal methods.
pub type Call<R> = crate::Call<R, Blocking>;

/// [`fal_sdk::DirectCall`](crate::DirectCall) with blocking terminal methods.
pub type DirectCall<R> = crate::DirectCall<R, Blocking>;
