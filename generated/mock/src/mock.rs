//! The server as its user holds it.

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
    state::State,
    storage::File,
    webhook::Delivery,
};

/// A server that runs until it is dropped.
///
/// It has a thread and a runtime of its own, so that it serves async and blocking callers alike, and a paused clock
/// of a test does not stop it.
#[derive(Debug)]
pub struct Mock {
    address: SocketAddr,
    state: Arc<State>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// A server before it is started.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    endpoints: BTreeMap<String, Arc<Endpoint>>,
    settings: Settings,
    port: u16,
}

/// A job of the queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Job {
    /// The request id.
    pub request_id: String,
    /// The endpoint that it was submitted to.
    pub endpoint: String,
    /// What was sent.
    pub payload: Value,
    /// Whether it is over.
    pub completed: bool,
    /// The status of its outcome, as it is or will be: 200, 422 where the payload was refused, 499 once cancelled.
    pub status: u16,
}

impl Builder {
    /// Adds an endpoint; one of the same id is replaced.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoints.insert(endpoint.id.clone(), Arc::new(endpoint));
        self
    }

    /// Adds endpoints.
    #[must_use]
    pub fn endpoints(self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        endpoints.into_iter().fold(self, Self::endpoint)
    }

    /// How the server behaves.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// How long a job runs; nothing by default.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency = latency;
        self
    }

    /// How many jobs are ahead when one is submitted; none by default.
    #[must_use]
    pub fn queue_length(mut self, ahead: u32) -> Self {
        self.settings.queue_length = ahead;
        self
    }

    /// What goes wrong, as [`Fault`] is written.
    pub fn fault(mut self, fault: &str) -> Result<Self, SettingError> {
        self.settings.faults.push(fault.parse()?);
        Ok(self)
    }

    /// The port; a free one by default.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the server on the loopback. It is ready when this returns. The error is that of the port, which may be
    /// taken, or of the thread.
    pub fn start(self) -> io::Result<Mock> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let state = Arc::new(State::new(format!("http://{address}"), self.endpoints, self.settings));
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
    /// A server to be set up.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it is: `http://127.0.0.1:` and its port. One base address for everything, or the beginning of one for
    /// each host: `{url}/queue.fal.run`, `{url}/fal.run`, `{url}/rest.fal.ai`, `{url}/v3.fal.media`, `{url}/api.fal.ai`.
    pub fn url(&self) -> &str {
        &self.state.origin
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every request since the start, or since [`clear_history`](Self::clear_history), in the order of the answers; the last
    /// 10,000 of them. Those of the server's own page are not among them.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.requests()
    }

    /// Waits until what was received is as wanted, and tells whether it was within the time: for tests of programs that
    /// run beside them. It blocks; async code asks [`requests`](Self::requests) after its own awaits.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let mock = fal_mock::Mock::builder().start()?;
    /// assert!(!mock.wait_for(Duration::from_millis(1), |received| !received.is_empty()));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn wait_for(&self, patience: Duration, wanted: impl FnMut(&[RecordedRequest]) -> bool) -> bool {
        self.state.wait_for(patience, wanted)
    }

    /// Every job, in the order they came in.
    pub fn jobs(&self) -> Vec<Job> {
        let now = Instant::now();
        let told = |job: &Arc<crate::jobs::Job>| Job {
            request_id: job.id.clone(),
            endpoint: job.endpoint.clone(),
            payload: job.payload.clone(),
            completed: job.stage(now) == Stage::Completed,
            status: job.outcome().status,
        };
        self.state.jobs.all().iter().map(told).collect()
    }

    /// Every delivery of a webhook that is over: it arrived, was given up, or was to go where none go. In the order
    /// of their ends, since the start or since [`clear_history`](Self::clear_history).
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.state.webhooks.deliveries()
    }

    /// The public key of what signs deliveries, in the base64 of URLs, as the set of keys has it. It follows from the
    /// seed that the server was started with.
    pub fn webhook_key(&self) -> String {
        self.state.webhooks.key()
    }

    /// Every file that was uploaded or that a result refers to, the oldest first.
    pub fn files(&self) -> Vec<File> {
        self.state.storage.files()
    }

    /// Forgets what was received and delivered, and how often each fault has happened; jobs and files stay.
    pub fn clear_history(&self) {
        self.state.clear_history();
    }

    /// Changes how it behaves towards what is still to come; jobs go on as they were submitted.
    pub fn set_settings(&self, settings: Settings) {
        *self.state.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Lets something go wrong from now on, as [`Fault`] is written.
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
