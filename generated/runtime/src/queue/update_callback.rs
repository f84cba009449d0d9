//! The function that hears how a job goes on.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::queue::status::Update;

/// The user's function, to be called from one wait at a time.
#[derive(Clone)]
pub(crate) struct UpdateCallback(Arc<Mutex<dyn FnMut(Update) + Send>>);

impl UpdateCallback {
    pub(crate) fn new(callback: impl FnMut(Update) + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(callback)))
    }

    /// Tells an update. A function that panicked before is called again: the panic was its own.
    pub(crate) fn notify(&self, update: Update) {
        let mut callback = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        callback(update);
    }
}

impl fmt::Debug for UpdateCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}
