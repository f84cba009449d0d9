//! The background thread of a blocking client.
//!
//! Futures are polled on the calling thread; the background thread drives timers, I/O and the tasks that keep
//! connections alive between calls. tokio's `block_on` is not used, because it panics in async code.

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

/// tokio runtime with one worker thread, shared by all clones. It shuts down when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct RuntimeThread(Arc<OwnedRuntime>);

struct OwnedRuntime {
    handle: Handle,
    /// `None` after shutdown.
    runtime: Option<Runtime>,
}

impl RuntimeThread {
    pub(super) fn start() -> Result<Self, Error> {
        let builder = &mut Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).thread_name("fal-sdk").enable_all().build();
        let runtime =
            runtime.map_err(|source| Error::config("cannot start the background thread").with_source(source))?;
        Ok(Self(Arc::new(OwnedRuntime { handle: runtime.handle().clone(), runtime: Some(runtime) })))
    }

    /// Blocks the calling thread until the future completes.
    pub(super) fn wait<T, E: From<Error>>(&self, future: impl IntoFuture<Output = Result<T, E>>) -> Result<T, E> {
        Self::may_wait()?;
        self.within(|| until_ready(future.into_future()))
    }

    /// Checks that the calling thread may block.
    pub(super) fn may_wait() -> Result<(), Error> {
        if is_polled() {
            return Err(Error::invalid(
                "blocking call in async code; use `fal_sdk::Client` there, or call it in tokio's `spawn_blocking`",
            ));
        }
        Ok(())
    }

    /// Runs a function in the context of the runtime, so that it can spawn tasks and timers.
    pub(super) fn within<T>(&self, action: impl FnOnce() -> T) -> T {
        let _entered = self.0.handle.enter();
        action()
    }
}

impl fmt::Debug for RuntimeThread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RuntimeThread")
    }
}

/// Shuts down without waiting: the thread may be in a DNS lookup, and tokio panics on blocking in async code.
impl Drop for OwnedRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Waker of a parked thread.
struct ThreadWaker {
    thread: Thread,
    /// Whether `wake` was called since the last poll. Unparking alone is not enough, since it may be meant for another
    /// future on the same thread (a call within the callback of another call).
    woken: AtomicBool,
}

impl Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Polls a future to completion, parking the thread in between.
fn until_ready<F: Future>(future: F) -> F::Output {
    let thread_waker = Arc::new(ThreadWaker { thread: thread::current(), woken: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&thread_waker));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        while !thread_waker.woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Returns whether tokio is polling a future on this thread. tokio gives each poll a cooperative budget and none where
/// blocking is allowed; the budget is detected by using it up and giving it back.
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
    // Dropping a step restores the budget from before it, so they are dropped in reverse order.
    while steps.pop().is_some() {}
    used_up
}
