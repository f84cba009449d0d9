//! Somebody waits for a job: around the walk are the deadline, the listener, and the cancellation when the
//! wait is dropped.
//!
//! How the job is followed is in `follow`; what is made of its end, in `handle` and `updates`.

use std::{pin::pin, sync::Arc};

use crate::{
    client::Client,
    error::Error,
    id::job_id::JobId,
    queue::{
        cancel::{self, CancelGuard, CancelOn},
        poll::{FinalResponse, PollConfig, Poller},
        requests::Cancellation,
        status::{Status, Update},
        update_callback::UpdateCallback,
    },
    rt::{clock::Instant, deadline},
};

/// A wait for a job.
pub(crate) struct JobWaiter {
    /// Boxed, because it is large and whoever waits moves.
    pub(crate) poller: Box<Poller>,
    options: WaitOptions,
    guard: CancelGuard,
}

/// When a wait ends before its job does, and who hears of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct WaitOptions {
    pub(crate) deadline: Option<Instant>,
    pub(crate) cancel_on: Option<CancelOn>,
    pub(crate) callback: Option<UpdateCallback>,
    /// What the queue said when it took the job.
    pub(crate) submit_status: Option<Arc<Status>>,
}

impl JobWaiter {
    pub(crate) fn new(client: &Client, job: &JobId, manner: PollConfig, options: WaitOptions) -> Self {
        Self {
            poller: Box::new(Poller::new(client, job, manner)),
            guard: CancelGuard::new(options.cancel_on == Some(CancelOn::Drop), client.shared(), job),
            options,
        }
    }

    /// The next update.
    pub(crate) async fn next(&mut self) -> Result<Update, Error> {
        let event = deadline::before(self.options.deadline, pin!(self.poller.next())).await;
        let event = self.or_expired(event).await.inspect_err(|_| self.guard.disarm())?;
        let update = self.poller.update(event);
        if let Some(callback) = &self.options.callback {
            callback.notify(update.clone());
        }
        if update.is_last() {
            self.guard.disarm();
            self.poller.release_stream().await;
        }
        Ok(update)
    }

    /// Goes on until the job's answer is there.
    pub(crate) async fn complete(&mut self) -> Result<FinalResponse, Error> {
        let end = complete(&mut self.poller, &mut self.guard, self.options.callback.as_ref());
        let end = deadline::before(self.options.deadline, pin!(end)).await;
        let end = self.or_expired(end).await;
        self.guard.disarm();
        end
    }

    async fn or_expired<T>(&mut self, outcome: Option<Result<T, Error>>) -> Result<T, Error> {
        match outcome {
            Some(outcome) => outcome,
            // Boxed, because it seldom comes to this and every wait would have room for it.
            None => Err(Box::pin(self.expired()).await),
        }
    }

    /// The deadline has passed: one cancellation where it is wanted, and the error.
    async fn expired(&mut self) -> Error {
        let last = self.poller.last_status.as_ref();
        let last_state =
            last.or(self.options.submit_status.as_deref()).map_or("unknown", |status| status.state.as_str());
        let outcome = match self.options.cancel_on {
            _ if last.is_some_and(Status::is_completed) => "its result can be fetched",
            Some(CancelOn::Never) => "it goes on",
            _ => describe_cancellation(cancel::cancel_once(self.poller.client.inner(), &self.poller.at.job).await),
        };
        Error::deadline(format!("the deadline passed while the job was {last_state}; {outcome}"))
            .about(&self.poller.at.job)
    }
}

async fn complete(
    poller: &mut Poller,
    guard: &mut CancelGuard,
    callback: Option<&UpdateCallback>,
) -> Result<FinalResponse, Error> {
    loop {
        let event = poller.next().await?;
        let is_last = poller.is_final(&event);
        if let Some(callback) = callback {
            callback.notify(poller.update(event));
        }
        if is_last {
            // The job is over: there is nothing left to cancel.
            guard.disarm();
            let end = poller.fetch().await?;
            poller.release_stream().await;
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }
}

/// What became of the job at the deadline.
fn describe_cancellation(cancellation: Option<Cancellation>) -> &'static str {
    match cancellation {
        Some(Cancellation::Requested | Cancellation::Removed) => "it was asked to stop",
        Some(Cancellation::TooLate) => "it is over meanwhile, its result can be fetched",
        Some(Cancellation::Unknown) => "the queue does not know it any more",
        None => "it could not be asked to stop",
    }
}
