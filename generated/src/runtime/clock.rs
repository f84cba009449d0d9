//! Time: tokio's, which tests can pause; in a browser, the browser's.
//!
//! Nothing else in the runtime asks for the time or waits, so that this is the one place where
//! platforms differ.

#[cfg(not(target_family = "wasm"))]
pub(crate) use tokio::time::{Instant, sleep, timeout, timeout_at};
#[cfg(target_family = "wasm")]
pub(crate) use wasmtimer::{
    std::Instant,
    tokio::{sleep, timeout, timeout_at},
};
