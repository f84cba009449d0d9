//! A mock server for tests, with every endpoint of this crate. It needs no key.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use fal_sdk::{fal_ai::flux::schnell, mock};
//!
//! let server = mock::start()?; // on a free port, until dropped
//! let client = server.client()?;
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let response = schnell(&client, schnell::Request::new("a donut")).await?;
//! assert!(response.images[0].url.starts_with(server.url()));
//!
//! assert_eq!(server.jobs()[0].payload["prompt"], "a donut");
//! # Ok::<(), fal_sdk::Error>(())
//! # })?;
//! # Ok(())
//! # }
//! ```
//!
//! Results are generated from the schema of the endpoint and are equal for equal requests; images, audio, video and 3D
//! models are valid files. Requests are validated against the schema, independently of this crate's types.
//!
//! Configure the server with [`start_with`], inject failures with
//! [`Mock::inject_fault`](fal_mock::Mock::inject_fault), or change the behavior of one call with request headers
//! (`x-mock-fault`, see [`Settings`]).

use std::{io, ops::Deref};

pub use fal_mock::{Builder, Endpoint, Fault, FaultError, Host, Job, RecordedRequest, SettingError, Settings};

use crate::{Client, ClientBuilder, Error, catalog};

/// A running mock server. Stops when dropped. Dereferences to [`fal_mock::Mock`], which has its state.
#[derive(Debug)]
pub struct Mock(fal_mock::Mock);

/// Starts a server on a free port.
///
/// # Errors
///
/// Returns an error if no port or thread is available.
pub fn start() -> io::Result<Mock> {
    start_with(|builder| builder)
}

/// Starts a server with settings.
///
/// ```
/// use std::time::Duration;
///
/// let server = fal_sdk::mock::start_with(|mock| mock.queue_length(3).latency(Duration::from_millis(50)))?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn start_with(configure: impl FnOnce(Builder) -> Builder) -> io::Result<Mock> {
    let endpoints = catalog::ENDPOINTS.iter().filter_map(|endpoint| Endpoint::parse(endpoint.schema).ok());
    configure(fal_mock::Mock::builder().endpoints(endpoints)).start().map(Mock)
}

impl Mock {
    /// Returns a client that sends every request to this server.
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
