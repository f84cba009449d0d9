//! A fal on this machine that has every endpoint of this crate, for tests: calls cost nothing, need no key, and fail
//! when they are told to.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use fal_sdk::{fal_ai::flux::schnell, mock};
//!
//! let fal = mock::start()?; // on a free port; it stops when it is dropped
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
//! Results are made from the endpoints' schemas, the same for the same request, with pictures, sounds and models that
//! open. Requests are held against the schemas too, apart from this crate's types. How it behaves is set with
//! [`start_with`], changed with [`Mock::inject_fault`](fal_mock::Mock::inject_fault), and told for one call by its headers
//! (`x-mock-fault`, see [`Settings`]).

use std::{io, ops::Deref};

pub use fal_mock::{Builder, Endpoint, Fault, FaultError, Host, Job, RecordedRequest, SettingError, Settings};

use crate::{Client, ClientBuilder, Error, catalog};

/// A server that runs until it is dropped. What it knows and remembers is in [`fal_mock::Mock`], which it stands for.
#[derive(Debug)]
pub struct Mock(fal_mock::Mock);

/// Starts a server on a free port. The error is that of the port or the thread.
pub fn start() -> io::Result<Mock> {
    start_with(|builder| builder)
}

/// Starts a server that is set up first.
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
    /// A client whose every address is the server's.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// The same before it is built. A server that runs elsewhere, such as `cargo xtask mock`, is reached by its
    /// address: [`ClientBuilder::mock_url`].
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
