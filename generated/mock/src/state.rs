//! What the server knows and remembers.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use crate::{
    call::Call,
    endpoint::Endpoint,
    fault::{Fault, Step},
    jobs::Jobs,
    received::Received,
    settings::Settings,
    storage::Storage,
    webhook::Webhooks,
};

/// All of it.
pub(crate) struct State {
    /// Where the server is, e.g. `http://127.0.0.1:8787`.
    pub(crate) origin: String,
    pub(crate) endpoints: BTreeMap<String, Arc<Endpoint>>,
    pub(crate) settings: RwLock<Settings>,
    pub(crate) jobs: Jobs,
    pub(crate) storage: Storage,
    pub(crate) webhooks: Webhooks,
    received: Mutex<Vec<Received>>,
    /// How many times each fault of the server's settings has happened.
    happened: Mutex<Vec<(Fault, u32)>>,
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
            received: Mutex::default(),
            happened: Mutex::default(),
        }
    }

    /// The settings in force now.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn remember(&self, received: Received) {
        lock(&self.received).push(received);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        lock(&self.received).clone()
    }

    /// Forgets what was received and delivered, and every fault that has happened; jobs and files stay.
    pub(crate) fn forget(&self) {
        lock(&self.received).clear();
        self.webhooks.forget();
        lock(&self.happened).clear();
    }

    /// The fault that happens to a request at a step, if one does; it counts as one that has happened.
    pub(crate) fn fault(&self, step: Step, settings: &Settings) -> Option<Fault> {
        let mut happened = lock(&self.happened);
        settings.faults.iter().find_map(|fault| {
            (fault.step == step || fault.step == Step::Any).then_some(())?;
            let Some(times) = fault.times else { return Some(fault.clone()) };
            if !happened.iter().any(|(known, _)| known == fault) {
                happened.push((fault.clone(), 0));
            }
            let (_, count) = happened.iter_mut().find(|(known, _)| known == fault)?;
            *count += 1;
            (*count <= times).then(|| fault.clone())
        })
    }

    /// Whether the key of a request is taken.
    #[expect(
        clippy::unused_self,
        reason = "it is the server that takes it; that its settings came with the call is chance"
    )]
    pub(crate) fn admits(&self, call: &Call) -> bool {
        if call.query("fal_jwt_token").is_some() {
            return true;
        }
        let key = call.header("authorization").and_then(|value| value.split_once(' ')).map(|(_, key)| key.trim());
        match &call.settings.key {
            Some(expected) => key == Some(expected),
            None => key.is_some_and(|key| !key.is_empty()),
        }
    }
}

/// A lock whose holder may have panicked: what it guards is whole all the same.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
