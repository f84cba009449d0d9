//! What the server knows and remembers.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use crate::{
    endpoint::Endpoint,
    fault::{Fault, Step},
    jobs::Jobs,
    recorded::RecordedRequest,
    settings::Settings,
    storage::Storage,
    webhook::Webhooks,
};

/// How many requests are remembered: a server that runs for days forgets the first ones.
const REMEMBERED: usize = 10_000;

/// All of it.
pub(crate) struct State {
    /// Where the server is, e.g. `http://127.0.0.1:8787`.
    pub(crate) origin: String,
    pub(crate) endpoints: BTreeMap<String, Arc<Endpoint>>,
    pub(crate) settings: RwLock<Settings>,
    pub(crate) jobs: Jobs,
    pub(crate) storage: Storage,
    pub(crate) webhooks: Webhooks,
    requests: Mutex<VecDeque<RecordedRequest>>,
    /// Told whenever a request was answered.
    answered: Condvar,
    /// How many times each fault of the server's settings has happened.
    happened: Mutex<BTreeMap<String, u32>>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn new(origin: String, endpoints: BTreeMap<String, Arc<Endpoint>>, settings: Settings) -> Self {
        Self {
            jobs: Jobs::new(),
            storage: Storage::new(&origin),
            webhooks: Webhooks::new(settings.seed),
            origin,
            endpoints,
            settings: RwLock::new(settings),
            requests: Mutex::default(),
            answered: Condvar::new(),
            happened: Mutex::default(),
        }
    }

    /// The settings in force now.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn record(&self, received: RecordedRequest) {
        let mut all = lock(&self.requests);
        if all.len() >= REMEMBERED {
            all.pop_front();
        }
        all.push_back(received);
        self.answered.notify_all();
    }

    /// Waits until what was received is as wanted; whether it was, within the time.
    pub(crate) fn wait_for(&self, patience: Duration, mut wanted: impl FnMut(&[RecordedRequest]) -> bool) -> bool {
        let held = lock(&self.requests);
        let waited = self.answered.wait_timeout_while(held, patience, |received| !wanted(received.make_contiguous()));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        lock(&self.requests).iter().cloned().collect()
    }

    /// Forgets what was received and delivered, and every fault that has happened; jobs and files stay.
    pub(crate) fn clear_history(&self) {
        lock(&self.requests).clear();
        self.webhooks.clear_history();
        lock(&self.happened).clear();
    }

    /// The fault that happens to a request at a step, if one does; it counts as one that has happened.
    pub(crate) fn fault(&self, step: Step, settings: &Settings) -> Option<Fault> {
        let mut happened = lock(&self.happened);
        settings.faults.iter().find_map(|fault| {
            (fault.step == step || fault.step == Step::Any).then_some(())?;
            let Some(times) = fault.times else { return Some(fault.clone()) };
            let count = happened.entry(fault.to_string()).or_default();
            *count += 1;
            (*count <= times).then(|| fault.clone())
        })
    }
}

/// A lock whose holder may have panicked: what it guards is whole all the same.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
