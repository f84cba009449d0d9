//! When a job is cancelled without being asked to: at the deadline, or when nobody waits any more.
//!
//! Such a cancellation is one request, bounded in time, and its failure changes nothing. The request
//! itself, and the one a user makes, is in `requests`.

use std::{sync::Arc, time::Duration};

use crate::{
    client::ClientInner,
    http::{retry::RetryPolicy, send::Timeout},
    id::job_id::JobId,
    queue::requests::{self, Cancellation},
    rt::{clock, spawn::Spawner},
};

/// When a job is cancelled on its own accord.
///
/// fal may still finish, and bill, a job that runs already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CancelOn {
    /// Never: the job goes on, its id is in the error. The default while no deadline is set.
    Never,
    /// When the deadline passes. The default once one is set.
    Deadline,
    /// When the deadline passes, and when the future that waits is dropped before the job is over. The
    /// latter spends one request on a task of the tokio runtime that the future ran on; a job whose id has
    /// not arrived yet cannot be cancelled.
    Drop,
}

/// The longest that such a cancellation may take.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(3);

/// Cancels a job once, and tells what came of it, if anything did in time. It waits for no place among the client's
/// connections: where many jobs reach their deadline at once, those at the end of the line would go on, and be billed.
pub(crate) async fn cancel_once(client: &ClientInner, job: &JobId) -> Option<Cancellation> {
    clock::timeout(CANCEL_TIMEOUT, requests::cancel(client, job, (Timeout::SkipQueue, &RetryPolicy::none())))
        .await
        .ok()?
        .ok()
}

/// Cancels a job when it is dropped armed.
pub(crate) struct CancelGuard(Option<Box<PendingCancel>>);

struct PendingCancel {
    client: Arc<ClientInner>,
    job: JobId,
    spawner: Spawner,
}

impl CancelGuard {
    /// Armed where cancelling on drop is wanted and there is a place for it to go on.
    pub(crate) fn new(wanted: bool, client: &Arc<ClientInner>, job: &JobId) -> Self {
        let spawner = if wanted { Spawner::current() } else { None };
        let armed = |spawner| Box::new(PendingCancel { client: Arc::clone(client), job: job.clone(), spawner });
        Self(spawner.map(armed))
    }

    /// Nothing is left to cancel.
    pub(crate) fn disarm(&mut self) {
        self.0 = None;
    }
}

impl Drop for CancelGuard {
    fn drop(&mut self) {
        if let Some(PendingCancel { client, job, spawner }) = self.0.take().map(|armed| *armed) {
            spawner.spawn(async move {
                cancel_once(&client, &job).await;
            });
        }
    }
}
