//! Progress of uploads and downloads.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use sync_wrapper::SyncWrapper;

/// Progress of an upload or a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes transferred so far. Bytes that are transferred again after a failure do not count twice.
    pub bytes: u64,
    /// Total size in bytes, if known.
    pub total: Option<u64>,
}

/// Progress callback of the user.
pub(crate) struct ProgressCallback(SyncWrapper<Box<dyn FnMut(Progress) + Send>>);

impl ProgressCallback {
    pub(crate) fn new(callback: impl FnMut(Progress) + Send + 'static) -> Self {
        Self(SyncWrapper::new(Box::new(callback)))
    }
}

/// Counts the bytes of one transfer and reports progress.
pub(crate) struct ProgressMeter(Mutex<ProgressState>);

struct ProgressState {
    progress: Progress,
    callback: Option<ProgressCallback>,
}

impl ProgressMeter {
    pub(crate) fn new(callback: Option<ProgressCallback>) -> Self {
        Self(Mutex::new(ProgressState { progress: Progress { bytes: 0, total: None }, callback }))
    }

    /// Sets the total size.
    pub(crate) fn set_total(&self, total: Option<u64>) {
        self.change(|progress| progress.total = total);
    }

    /// Adds transferred bytes and reports.
    pub(crate) fn add(&self, bytes: u64) {
        self.change(|progress| progress.bytes = progress.bytes.saturating_add(bytes));
        self.report();
    }

    /// Sets the transferred bytes and reports.
    pub(crate) fn set(&self, bytes: u64) {
        self.change(|progress| progress.bytes = bytes);
        self.report();
    }

    fn change(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).progress);
    }

    /// Calls the callback, even if it panicked before.
    fn report(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = state.progress;
        if let Some(callback) = &mut state.callback {
            callback.0.get_mut()(progress);
        }
    }
}

impl fmt::Debug for ProgressMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProgressMeter")
    }
}
