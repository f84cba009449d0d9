//! The public handle of a running server and its builder.

use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use serde_json::Value;
use tokio::{sync::watch, time::Instant};

use crate::{
    endpoint::Endpoint,
    fault::Fault,
    jobs::Stage,
    recorded::RecordedRequest,
    server,
    settings::{SettingError, Settings},
    state::ServerState,
    storage::File,
    webhook::Delivery,
};

/// A running mock server; dropping it stops the server.
///
/// The server runs on its own thread with its own Tokio runtime, so it serves async and blocking callers and is not
/// affected by a test's paused clock.
#[derive(Debug)]
pub struct Mock {
    address: SocketAddr,
    state: Arc<ServerState>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// Configures and starts a [`Mock`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    endpoints: BTreeMap<String, Arc<Endpoint>>,
    settings: Settings,
    port: u16,
}

/// A job in the queue of a mock server.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Job {
    /// The request id.
    pub request_id: String,
    /// The id of the endpoint.
    pub endpoint: String,
    /// The payload of the request.
    pub payload: Value,
    /// Whether the job is completed.
    pub completed: bool,
    /// HTTP status of the result that the job has or will have: 200, 422 for an invalid payload, 499 once cancelled.
    pub status: u16,
}

impl Builder {
    /// Adds an endpoint, replacing one with the same id.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoints.insert(endpoint.id.clone(), Arc::new(endpoint));
        self
    }

    /// Adds several endpoints.
    #[must_use]
    pub fn endpoints(self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        endpoints.into_iter().fold(self, Self::endpoint)
    }

    /// Sets all settings.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the run time of jobs. Default: zero.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Sets the number of jobs ahead of a submitted one. Default: 0.
    #[must_use]
    pub fn queue_length(mut self, ahead: u32) -> Self {
        self.settings.queue_length = ahead;
        self
    }

    /// Adds a [`Fault`] to inject, e.g. `submit:503*2`.
    pub fn fault(mut self, fault: &str) -> Result<Self, SettingError> {
        self.settings.faults.push(fault.parse()?);
        Ok(self)
    }

    /// Sets the port. Default: a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the server on the loopback interface; it accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// If the port is in use or the thread cannot be spawned.
    pub fn start(self) -> io::Result<Mock> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let state = Arc::new(ServerState::new(format!("http://{address}"), self.endpoints, self.settings));
        let (stop, stopped) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let served = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("fal-mock".to_owned())
            .spawn(move || runtime.block_on(server::serve(listener, served, stopped)))?;
        Ok(Mock { address, state, stop, thread: Some(thread) })
    }
}

impl Mock {
    /// Returns a builder for a server without endpoints.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the base URL, `http://127.0.0.1:` and the port.
    ///
    /// It serves all hosts of fal. The hosts also have base URLs of their own: `{url}/queue.fal.run`, `{url}/fal.run`,
    /// `{url}/rest.fal.ai`, `{url}/v3.fal.media`, `{url}/api.fal.ai`.
    pub fn url(&self) -> &str {
        &self.state.origin
    }

    /// Returns the socket address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the last 10,000 requests in the order of their responses.
    ///
    /// [`clear_history`](Self::clear_history) resets the list. Requests of the user interface are not recorded.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.requests()
    }

    /// Blocks until the recorded requests satisfy a condition. Returns false on timeout.
    ///
    /// For tests of other processes. Async code polls [`requests`](Self::requests) instead.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let mock = fal_mock::Mock::builder().start()?;
    /// assert!(!mock.wait_for(Duration::from_millis(1), |requests| !requests.is_empty()));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn wait_for(&self, timeout: Duration, condition: impl FnMut(&[RecordedRequest]) -> bool) -> bool {
        self.state.wait_for(timeout, condition)
    }

    /// Returns all jobs in the order of submission.
    pub fn jobs(&self) -> Vec<Job> {
        let now = Instant::now();
        let snapshot = |job: &Arc<crate::jobs::Job>| Job {
            request_id: job.id.clone(),
            endpoint: job.endpoint.clone(),
            payload: job.payload.clone(),
            completed: job.stage(now) == Stage::Completed,
            status: job.outcome().status,
        };
        self.state.jobs.all().iter().map(snapshot).collect()
    }

    /// Returns the finished webhook deliveries in the order in which they finished.
    ///
    /// A delivery is finished when it has arrived, has failed for good, or its URL is not a loopback address.
    /// [`clear_history`](Self::clear_history) resets the list.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state.webhooks.deliveries()
    }

    /// Returns the Ed25519 public key of the webhook signatures in URL-safe base64, as in the server's JWKS.
    ///
    /// It depends on the seed that the server was started with.
    pub fn webhook_key(&self) -> String {
        self.state.webhooks.public_key()
    }

    /// Returns all uploaded and generated files, the oldest first.
    pub fn files(&self) -> Vec<File> {
        self.state.storage.files()
    }

    /// Clears the recorded requests, the webhook deliveries and the counts of faults. Jobs and files stay.
    pub fn clear_history(&self) {
        self.state.clear_history();
    }

    /// Replaces the settings for later requests. Submitted jobs keep their settings.
    pub fn set_settings(&self, settings: Settings) {
        *self.state.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Adds a [`Fault`] to the settings.
    ///
    /// ```
    /// let mock = fal_mock::Mock::builder().start()?;
    /// mock.inject_fault("submit:503*2")?; // the next two submits
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inject_fault(&self, fault: &str) -> Result<(), SettingError> {
        let fault: Fault = fault.parse()?;
        self.state.settings.write().unwrap_or_else(PoisonError::into_inner).faults.push(fault);
        Ok(())
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
