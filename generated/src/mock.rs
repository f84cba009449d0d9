//! Local mock server with every endpoint of this crate, for tests. Calls are free, need no real key, and fail on demand.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use fal_sdk::{fal_ai::flux::schnell, mock};
//!
//! let fal = mock::start()?; // on a free port; stops when dropped
//! let client = fal.client()?;
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let response = schnell(&client, schnell::Request::new("a donut")).await?;
//! assert!(response.images[0].url.starts_with(fal.url()));
//!
//! assert_eq!(fal.jobs()[0].payload["prompt"], "a donut");
//! # Ok::<(), fal_sdk::Error>(())
//! # })?;
//! # Ok(())
//! # }
//! ```
//!
//! The server validates requests against the endpoints' schemas, independently of this crate's types, and generates results
//! with valid media files from them. The same request yields the same result. Configure the server with [`start_with`], add
//! faults with [`Mock::inject_fault`](fal_mock::Mock::inject_fault), or set headers of a single call (see [`Settings`]).

use std::{io, ops::Deref};

pub use fal_mock::{Builder, Endpoint, Fault, FaultError, Host, Job, RecordedRequest, SettingError, Settings};

use crate::{Client, ClientBuilder, Error, catalog};

/// A running mock server; dropping it stops the server. Dereferences to [`fal_mock::Mock`].
#[derive(Debug)]
pub struct Mock(fal_mock::Mock);

/// Starts a server on a free port.
///
/// # Errors
///
/// If no port can be bound or the thread cannot be spawned.
pub fn start() -> io::Result<Mock> {
    start_with(|builder| builder)
}

/// Configures and starts a server.
///
/// ```
/// use std::time::Duration;
///
/// let fal = fal_sdk::mock::start_with(|fal| fal.queue_length(3).latency(Duration::from_millis(50)))?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn start_with(set_up: impl FnOnce(Builder) -> Builder) -> io::Result<Mock> {
    let endpoints = catalog::ENDPOINTS.iter().filter_map(|endpoint| Endpoint::parse(endpoint.schema).ok());
    set_up(fal_mock::Mock::builder().endpoints(endpoints)).start().map(Mock)
}

impl Mock {
    /// Returns a client that sends every request to the server.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// Returns the builder of such a client. For a server in another process, such as `cargo xtask mock`, use
    /// [`ClientBuilder::mock_url`].
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().mock_url(self.0.url())
    }
}

impl Deref for Mock {
    type Target = fal_mock::Mock;

    fn deref(&self) -> &fal_mock::Mock {
        &self.0
    }
}
