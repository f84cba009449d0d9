//! State that a higher module keeps for a client.

use std::{
    any::Any,
    sync::{Arc, OnceLock},
};

/// A slot for one value, whose type the client does not know. Created on first use and shared by clones of the client.
#[derive(Default)]
pub(crate) struct ExtensionSlot(OnceLock<Arc<dyn Any + Send + Sync>>);

impl ExtensionSlot {
    /// Returns the value, created with `Default` on first use. Each slot must be used with one type only.
    pub(crate) fn get_or_default<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let value = self.0.get_or_init(|| Arc::<T>::default());
        Arc::clone(value).downcast().unwrap_or_default()
    }
}
