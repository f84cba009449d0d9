//! Work that goes on after the future that asked for it was dropped: a cancellation, and nothing else.

/// Where such work can go on.
#[cfg(not(target_family = "wasm"))]
pub(crate) struct Spawner(tokio::runtime::Handle);

#[cfg(not(target_family = "wasm"))]
impl Spawner {
    /// The tokio runtime that this is called on, if it is called on one.
    pub(crate) fn current() -> Option<Self> {
        tokio::runtime::Handle::try_current().ok().map(Self)
    }

    /// Lets a future go on by itself.
    pub(crate) fn spawn(self, future: impl Future<Output = ()> + Send + 'static) {
        // Nobody waits for it: a dropped handle detaches the task.
        drop(self.0.spawn(future));
    }
}

/// Where such work can go on: in a browser, on the one thread there is.
#[cfg(target_family = "wasm")]
pub(crate) struct Spawner;

#[cfg(target_family = "wasm")]
impl Spawner {
    pub(crate) fn current() -> Option<Self> {
        Some(Self)
    }

    pub(crate) fn spawn(self, future: impl Future<Output = ()> + 'static) {
        wasm_bindgen_futures::spawn_local(future);
    }
}
