//! The callback that receives a job's updates.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::queue::status::Update;

/// A user's callback. Clones share it; it is called from one thread at a time.
#[derive(Clone)]
pub(crate) struct UpdateCallback(Arc<Mutex<dyn FnMut(Update) + Send>>);

impl UpdateCallback {
    pub(crate) fn new(callback: impl FnMut(Update) + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(callback)))
    }

    /// Calls the callback, even if it panicked before.
    pub(crate) fn notify(&self, update: Update) {
        let mut callback = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        callback(update);
    }
}

impl fmt::Debug for UpdateCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UpdateCallback")
    }
}
