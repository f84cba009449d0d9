//! Time: tokio's, which tests can pause; in a browser, the browser's.
//!
//! Nothing else in the runtime asks for the time or waits, so that this is the one place where
//! platforms differ.

use std::time::SystemTime;

#[cfg(not(target_family = "wasm"))]
pub(crate) use tokio::time::{Instant, sleep, timeout, timeout_at};
#[cfg(target_family = "wasm")]
pub(crate) use wasmtimer::{
    std::Instant,
    tokio::{sleep, timeout, timeout_at},
};

/// The date and the time of day, to be compared with those that others wrote down.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn date() -> SystemTime {
    SystemTime::now()
}

/// The date and the time of day. The standard library's own panics in a browser.
#[cfg(target_family = "wasm")]
pub(crate) fn date() -> SystemTime {
    let since = wasmtimer::std::SystemTime::now().duration_since(wasmtimer::std::UNIX_EPOCH);
    SystemTime::UNIX_EPOCH + since.unwrap_or_default()
}

/// The seconds since 1970: what signatures are dated by.
#[cfg(feature = "webhooks")]
pub(crate) fn unix_seconds() -> u64 {
    date().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
