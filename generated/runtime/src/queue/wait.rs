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
        cancel::{self, CancelOn, Guard},
        poll::{End, Manner, Walk},
        requests::Cancellation,
        status::{Status, Update},
        update_callback::Listener,
    },
    rt::{clock::Instant, deadline},
};

/// A wait for a job.
pub(crate) struct Watch {
    /// Boxed, because it is large and whoever waits moves.
    pub(crate) walk: Box<Walk>,
    limits: Limits,
    guard: Guard,
}

/// When a wait ends before its job does, and who hears of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) until: Option<Instant>,
    pub(crate) cancel_on: Option<CancelOn>,
    pub(crate) listener: Option<Listener>,
    /// What the queue said when it took the job.
    pub(crate) ticket: Option<Arc<Status>>,
}

impl Watch {
    pub(crate) fn new(client: &Client, job: &JobId, manner: Manner, limits: Limits) -> Self {
        Self {
            walk: Box::new(Walk::new(client, job, manner)),
            guard: Guard::new(limits.cancel_on == Some(CancelOn::Drop), client.shared(), job),
            limits,
        }
    }

    /// The next update.
    pub(crate) async fn next(&mut self) -> Result<Update, Error> {
        let news = deadline::before(self.limits.until, pin!(self.walk.next())).await;
        let news = self.in_time(news).await.inspect_err(|_| self.guard.disarm())?;
        let update = self.walk.update(news);
        if let Some(listener) = &self.limits.listener {
            listener.tell(update.clone());
        }
        if update.is_last() {
            self.guard.disarm();
            self.walk.part().await;
        }
        Ok(update)
    }

    /// Goes on until the job's answer is there.
    pub(crate) async fn finish(&mut self) -> Result<End, Error> {
        let end = finish(&mut self.walk, &mut self.guard, self.limits.listener.as_ref());
        let end = deadline::before(self.limits.until, pin!(end)).await;
        let end = self.in_time(end).await;
        self.guard.disarm();
        end
    }

    async fn in_time<T>(&mut self, outcome: Option<Result<T, Error>>) -> Result<T, Error> {
        match outcome {
            Some(outcome) => outcome,
            // Boxed, because it seldom comes to this and every wait would have room for it.
            None => Err(Box::pin(self.expired()).await),
        }
    }

    /// The deadline has passed: one cancellation where it is wanted, and the error.
    async fn expired(&mut self) -> Error {
        let last = self.walk.last.as_ref();
        let stood = last.or(self.limits.ticket.as_deref()).map_or("unknown", |status| status.state.as_str());
        let fate = match self.limits.cancel_on {
            _ if last.is_some_and(Status::is_completed) => "its result can be fetched",
            Some(CancelOn::Never) => "it goes on",
            _ => fate(cancel::once(self.walk.client.inner(), &self.walk.at.job).await),
        };
        Error::deadline(format!("the deadline passed while the job was {stood}; {fate}")).about(&self.walk.at.job)
    }
}

async fn finish(walk: &mut Walk, guard: &mut Guard, listener: Option<&Listener>) -> Result<End, Error> {
    loop {
        let news = walk.next().await?;
        let is_last = walk.ends_with(&news);
        if let Some(listener) = listener {
            listener.tell(walk.update(news));
        }
        if is_last {
            // The job is over: there is nothing left to cancel.
            guard.disarm();
            let end = walk.fetch().await?;
            walk.part().await;
            if let Some(end) = end {
                return Ok(end);
            }
        }
    }
}

/// What became of the job at the deadline.
fn fate(cancellation: Option<Cancellation>) -> &'static str {
    match cancellation {
        Some(Cancellation::Requested | Cancellation::Removed) => "it was asked to stop",
        Some(Cancellation::TooLate) => "it is over meanwhile, its result can be fetched",
        Some(Cancellation::Unknown) => "the queue does not know it any more",
        None => "it could not be asked to stop",
    }
}
