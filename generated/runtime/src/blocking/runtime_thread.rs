//! The thread behind a blocking client, and waiting for what it serves.
//!
//! A future is polled by whoever waits for it; the worker drives timers and connections, and the tasks that
//! keep connections alive between calls. tokio's own `block_on` is not used, because it panics where
//! waiting is out of place.

use std::{
    fmt,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::coop,
};

use crate::error::Error;

/// A runtime with one thread. Clones share it; it ends with the last of them.
#[derive(Clone)]
pub(crate) struct Worker(Arc<Owned>);

struct Owned {
    handle: Handle,
    /// `None` once it is shut down.
    runtime: Option<Runtime>,
}

impl Worker {
    /// Starts the thread.
    pub(super) fn start() -> Result<Self, Error> {
        let builder = &mut Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).thread_name("fal-sdk").enable_all().build();
        let runtime = runtime.map_err(|source| Error::config("no thread can be started").because(source))?;
        Ok(Self(Arc::new(Owned { handle: runtime.handle().clone(), runtime: Some(runtime) })))
    }

    /// Waits for a future, on the thread that calls.
    pub(super) fn wait<T, E: From<Error>>(&self, future: impl IntoFuture<Output = Result<T, E>>) -> Result<T, E> {
        Self::may_wait()?;
        self.within(|| until_ready(future.into_future()))
    }

    /// Whether this is a place to wait in.
    pub(super) fn may_wait() -> Result<(), Error> {
        if is_polled() {
            return Err(Error::invalid(
                "a blocking call would stop the async code around it; use `fal_sdk::Client` there, or wait in tokio's \
                 `spawn_blocking`",
            ));
        }
        Ok(())
    }

    /// Does something that finds the runtime to start tasks and timers on.
    pub(super) fn within<T>(&self, action: impl FnOnce() -> T) -> T {
        let _entered = self.0.handle.enter();
        action()
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Worker")
    }
}

/// Does not wait for the thread to end: that may take as long as a look-up of a host name, and tokio panics
/// when async code is told to wait.
impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Wakes a thread that waits.
struct Bell {
    thread: Thread,
    /// It rang since the last look. The thread may wait for something else meanwhile (a call within a
    /// listener of another), so that being unparked tells nothing.
    rang: AtomicBool,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Polls a future until it is ready, and sleeps in between.
fn until_ready<F: Future>(future: F) -> F::Output {
    let bell = Arc::new(Bell { thread: thread::current(), rang: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&bell));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        while !bell.rang.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Whether tokio polls a future on this thread just now. It gives each poll a budget of steps, and none to
/// places where waiting is allowed; to find out whether there is a budget, it is used up and given back.
fn is_polled() -> bool {
    let context = &mut Context::from_waker(Waker::noop());
    let mut steps = Vec::new();
    for _ in 0..=u8::MAX {
        match coop::poll_proceed(context) {
            Poll::Ready(step) => steps.push(step),
            Poll::Pending => break,
        }
    }
    let used_up = !coop::has_budget_remaining();
    // Each gives back what there was before it: the first one taken has to be the last.
    while steps.pop().is_some() {}
    used_up
}
