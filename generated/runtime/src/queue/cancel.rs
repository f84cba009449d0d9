//! Automatic cancellation of a job: at the deadline, or when the waiting future is dropped.
//!
//! It is a single request with a time limit, and its failure has no consequences.

use std::{sync::Arc, time::Duration};

use crate::{
    client::ClientInner,
    http::{retry::RetryPolicy, send::Timeout},
    id::job_id::JobId,
    queue::requests::{self, Cancellation},
    rt::{clock, spawn::Spawner},
};

/// When a job is cancelled automatically.
///
/// fal may still finish, and bill, a job that is already running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CancelOn {
    /// Never. The job keeps running, and its id is in the error. The default without a deadline.
    Never,
    /// When the deadline passes. The default with a deadline.
    Deadline,
    /// When the deadline passes, and when the waiting future is dropped before the job is completed. The latter sends
    /// one request in a task of the tokio runtime that the future ran on. A job whose id has not arrived yet cannot be
    /// cancelled.
    Drop,
}

/// Time limit of an automatic cancellation.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(3);

/// Sends one cancellation. Returns `None` if it failed or timed out. It needs no connection permit: if many jobs reach
/// their deadline at once, waiting for permits would let some of them run, and be billed.
pub(crate) async fn cancel_once(client: &ClientInner, job: &JobId) -> Option<Cancellation> {
    let policy = RetryPolicy::none();
    let cancellation = requests::cancel(client, job, (Timeout::SkipQueue, &policy));
    clock::timeout(CANCEL_TIMEOUT, cancellation).await.ok()?.ok()
}

/// Cancels a job when it is dropped, unless it was disarmed.
pub(crate) struct CancelGuard(Option<Box<PendingCancel>>);

struct PendingCancel {
    client: Arc<ClientInner>,
    job: JobId,
    spawner: Spawner,
}

impl CancelGuard {
    /// Creates a guard. It does nothing if `enabled` is false or no runtime can run the cancellation.
    pub(crate) fn new(enabled: bool, client: &Arc<ClientInner>, job: &JobId) -> Self {
        let spawner = if enabled { Spawner::current() } else { None };
        let pending = |spawner| Box::new(PendingCancel { client: Arc::clone(client), job: job.clone(), spawner });
        Self(spawner.map(pending))
    }

    pub(crate) fn disarm(&mut self) {
        self.0 = None;
    }
}

impl Drop for CancelGuard {
    fn drop(&mut self) {
        if let Some(PendingCancel { client, job, spawner }) = self.0.take().map(|pending| *pending) {
            spawner.spawn(async move {
                cancel_once(&client, &job).await;
            });
        }
    }
}
