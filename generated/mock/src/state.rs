//! The shared state of the server.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use crate::{
    endpoint::Endpoint,
    fault::{Fault, FaultStep},
    jobs::Jobs,
    recorded::RecordedRequest,
    settings::Settings,
    storage::FileStorage,
    webhook::WebhookQueue,
};

/// Number of recorded requests; the oldest are dropped, so that a long-running server does not grow.
const MAX_RECORDED: usize = 10_000;

pub(crate) struct ServerState {
    /// The server's own origin, e.g. `http://127.0.0.1:8787`.
    pub(crate) origin: String,
    pub(crate) endpoints: BTreeMap<String, Arc<Endpoint>>,
    pub(crate) settings: RwLock<Settings>,
    pub(crate) jobs: Jobs,
    pub(crate) storage: FileStorage,
    pub(crate) webhooks: WebhookQueue,
    requests: Mutex<VecDeque<RecordedRequest>>,
    /// Notified after each recorded request.
    request_recorded: Condvar,
    /// How often each fault with a limited count was matched.
    fault_counts: Mutex<BTreeMap<String, u32>>,
}

impl fmt::Debug for ServerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerState").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl ServerState {
    pub(crate) fn new(origin: String, endpoints: BTreeMap<String, Arc<Endpoint>>, settings: Settings) -> Self {
        Self {
            jobs: Jobs::new(),
            storage: FileStorage::new(&origin),
            webhooks: WebhookQueue::new(settings.seed),
            origin,
            endpoints,
            settings: RwLock::new(settings),
            requests: Mutex::default(),
            request_recorded: Condvar::new(),
            fault_counts: Mutex::default(),
        }
    }

    /// Returns the current settings.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn record(&self, request: RecordedRequest) {
        let mut requests = lock(&self.requests);
        if requests.len() >= MAX_RECORDED {
            requests.pop_front();
        }
        requests.push_back(request);
        self.request_recorded.notify_all();
    }

    /// Blocks until the recorded requests satisfy a condition. Returns false on timeout.
    pub(crate) fn wait_for(&self, timeout: Duration, mut condition: impl FnMut(&[RecordedRequest]) -> bool) -> bool {
        let guard = lock(&self.requests);
        let is_pending = |requests: &mut VecDeque<RecordedRequest>| !condition(requests.make_contiguous());
        let waited = self.request_recorded.wait_timeout_while(guard, timeout, is_pending);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.requests).iter().cloned().collect()
    }

    /// Clears recorded requests, webhook deliveries and fault counts; jobs and files stay.
    pub(crate) fn clear_history(&self) {
        lock(&self.requests).clear();
        self.webhooks.clear_history();
        lock(&self.fault_counts).clear();
    }

    /// Returns the fault to inject at a step and counts it.
    pub(crate) fn fault(&self, step: FaultStep, settings: &Settings) -> Option<Fault> {
        let mut counts = lock(&self.fault_counts);
        settings.faults.iter().find_map(|fault| {
            (fault.step == step || fault.step == FaultStep::Any).then_some(())?;
            let Some(times) = fault.times else { return Some(fault.clone()) };
            let count = counts.entry(fault.to_string()).or_default();
            *count += 1;
            (*count <= times).then(|| fault.clone())
        })
    }
}

/// Locks a mutex and ignores poisoning: every critical section leaves its data consistent.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
