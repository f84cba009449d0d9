//! The function that hears how a job goes on.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::queue::status::Update;

/// The user's function, to be called from one wait at a time.
#[derive(Clone)]
pub(crate) struct Listener(Arc<Mutex<dyn FnMut(Update) + Send>>);

impl Listener {
    pub(crate) fn new(listener: impl FnMut(Update) + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(listener)))
    }

    /// Tells an update. A function that panicked before is called again: the panic was its own.
    pub(crate) fn tell(&self, update: Update) {
        let mut listener = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listener(update);
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}
