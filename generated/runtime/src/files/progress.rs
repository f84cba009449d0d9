//! How far a transfer of a file has come, and the user's function that is told.
//!
//! What counts as a byte on its way is decided by `upload` and `download`.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use sync_wrapper::SyncWrapper;

/// How far an upload or a download has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The bytes transferred so far. What is transferred again after a fault does not count twice.
    pub bytes: u64,
    /// All bytes there are, where that is known.
    pub total: Option<u64>,
}

/// The user's function.
pub(crate) struct OnProgress(SyncWrapper<Box<dyn FnMut(Progress) + Send>>);

impl OnProgress {
    pub(crate) fn new(listener: impl FnMut(Progress) + Send + 'static) -> Self {
        Self(SyncWrapper::new(Box::new(listener)))
    }
}

/// Counts the bytes of one transfer and tells each step.
pub(crate) struct Meter(Mutex<State>);

struct State {
    so_far: Progress,
    listener: Option<OnProgress>,
}

impl Meter {
    /// A meter at zero.
    pub(crate) fn new(listener: Option<OnProgress>) -> Self {
        Self(Mutex::new(State { so_far: Progress { bytes: 0, total: None }, listener }))
    }

    /// Says how many bytes there are.
    pub(crate) fn set_total(&self, total: Option<u64>) {
        self.change(|so_far| so_far.total = total);
    }

    /// So many more bytes are done.
    pub(crate) fn add(&self, bytes: u64) {
        self.change(|so_far| so_far.bytes = so_far.bytes.saturating_add(bytes));
        self.tell();
    }

    /// So many bytes are done in all.
    pub(crate) fn set(&self, bytes: u64) {
        self.change(|so_far| so_far.bytes = bytes);
        self.tell();
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).so_far);
    }

    /// A function that panicked before is called again: the panic was its own.
    fn tell(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let so_far = state.so_far;
        if let Some(listener) = &mut state.listener {
            listener.0.get_mut()(so_far);
        }
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}
