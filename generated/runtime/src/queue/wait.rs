//! Waiting for a job with a deadline, an update callback, and cancellation on drop. `poll` watches the job itself.

use std::{pin::pin, sync::Arc};

use crate::{
    client::Client,
    error::Error,
    id::job_id::JobId,
    queue::{
        cancel::{CancelGuard, CancelOn, cancel_once},
        poll::{FinalResponse, PollConfig, Poller},
        requests::Cancellation,
        status::{Status, Update},
        update_callback::UpdateCallback,
    },
    rt::{clock::Instant, deadline::with_deadline},
};

/// A wait for a job.
pub(crate) struct JobWaiter {
    /// Boxed, because it is large and the waiter is moved.
    pub(crate) poller: Box<Poller>,
    options: WaitOptions,
    guard: CancelGuard,
}

/// Options of a wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct WaitOptions {
    pub(crate) deadline: Option<Instant>,
    pub(crate) cancel_on: Option<CancelOn>,
    pub(crate) callback: Option<UpdateCallback>,
    /// The status in the submit response.
    pub(crate) submit_status: Option<Arc<Status>>,
}

impl JobWaiter {
    pub(crate) fn new(client: &Client, job: &JobId, config: PollConfig, options: WaitOptions) -> Self {
        Self {
            poller: Box::new(Poller::new(client, job, config)),
            guard: CancelGuard::new(options.cancel_on == Some(CancelOn::Drop), client.shared(), job),
            options,
        }
    }

    /// Waits for the next update.
    pub(crate) async fn next(&mut self) -> Result<Update, Error> {
        let event = with_deadline(self.options.deadline, pin!(self.poller.next())).await;
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

    /// Waits until the job is completed and its final response has arrived.
    pub(crate) async fn complete(&mut self) -> Result<FinalResponse, Error> {
        let completing = complete(&mut self.poller, &mut self.guard, self.options.callback.as_ref());
        let outcome = with_deadline(self.options.deadline, pin!(completing)).await;
        let outcome = self.or_expired(outcome).await;
        self.guard.disarm();
        outcome
    }

    async fn or_expired<T>(&mut self, outcome: Option<Result<T, Error>>) -> Result<T, Error> {
        match outcome {
            Some(outcome) => outcome,
            // Boxed, because it is rare and would enlarge every waiting future.
            None => Err(Box::pin(self.expired()).await),
        }
    }

    /// Sends the cancellation, if one is wanted, and returns the error of a passed deadline.
    async fn expired(&mut self) -> Error {
        let last = self.poller.last_status.as_ref();
        let submit_status = self.options.submit_status.as_deref();
        let last_state = last.or(submit_status).map_or("unknown", |status| status.state.as_str());
        let job = &self.poller.url.job;
        let outcome = match self.options.cancel_on {
            _ if last.is_some_and(Status::is_completed) => "its result can be fetched",
            Some(CancelOn::Never) => "it was not cancelled",
            _ => describe_cancellation(cancel_once(self.poller.client.inner(), job).await),
        };
        Error::deadline(format!("the deadline passed while the job was {last_state}; {outcome}")).with_job(job)
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
            // A completed job cannot be cancelled.
            guard.disarm();
            let final_response = poller.fetch().await?;
            poller.release_stream().await;
            if let Some(final_response) = final_response {
                return Ok(final_response);
            }
        }
    }
}

fn describe_cancellation(cancellation: Option<Cancellation>) -> &'static str {
    match cancellation {
        Some(Cancellation::Requested | Cancellation::Removed) => "cancellation was requested",
        Some(Cancellation::TooLate) => "it has been completed since, its result can be fetched",
        Some(Cancellation::Unknown) => "the queue no longer knows it",
        None => "its cancellation could not be requested",
    }
}
