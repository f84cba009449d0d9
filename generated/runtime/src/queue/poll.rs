//! Following a job to its end: by its status stream, or by asking with growing pauses.
//!
//! A stream (`follow/stream`) tells the end of a job at once and costs one request, so it is opened first; nothing
//! depends on it. Where there is none, where it breaks, or where it kept something to itself, the job is asked for.
//! Only "completed" ends the wait; a word that is not known means that the job goes on. A server without
//! status routes (some relays) is asked for the result instead.
//!
//! Here is what both ways have in common; they are in `follow/listening` and `follow/questions`. The requests are in
//! `requests`; the deadline and the listener around the walk in `watch`.

use std::{mem, sync::Arc, time::Duration};

use crate::{
    client::{Client, ClientInner},
    error::{Error, Told},
    http::{
        retry::{RetryClass, RetryPolicy},
        send::HttpResponse,
    },
    id::job_id::JobId,
    queue::{
        log_dedup::LogDedup,
        requests::{self, JobUrl},
        status::{LogLine, State, Status, Update},
        tracing_span,
    },
    rt::clock::Instant,
};
mod polling;
mod streaming;

pub(crate) use crate::queue::poll_interval::PollInterval;
use crate::queue::status_stream::StatusStream;

/// How many times in a row the queue may contradict itself: answers without a status, or a result "in
/// progress" after "completed".
const MAX_INCONSISTENCIES: u32 = 5;

/// How a job is followed.
#[derive(Clone, Debug)]
pub(crate) struct PollConfig {
    pub(crate) policy: RetryPolicy,
    pub(crate) interval: PollInterval,
    /// Whether a status stream may be opened.
    pub(crate) stream: bool,
    /// Whether log lines are wanted.
    pub(crate) logs: bool,
}

impl PollConfig {
    /// What the client is set to.
    pub(crate) fn from_client(client: &ClientInner) -> Self {
        Self { policy: client.retry.clone(), interval: PollInterval::default(), stream: !client.poll_only, logs: false }
    }
}

/// A job on its way, and what was seen of it. What was seen outlives a walk cut short by a deadline.
pub(crate) struct Poller {
    pub(crate) client: Client,
    pub(crate) at: JobUrl,
    config: PollConfig,
    mode: PollMode,
    /// The last status.
    pub(crate) last_status: Option<Status>,
    /// When the job was over.
    pub(crate) completed_at: Option<Instant>,
    log: LogDedup,
    /// The pause before the next question, where one is due.
    delay: Option<Duration>,
    /// When the queue last answered as it should, and when that was handed on.
    last_contact: Instant,
    last_event: Instant,
    /// How many questions in a row were lost.
    failures: u32,
    inconsistencies: u32,
    stream_breaks: u32,
    /// The stream that told the end.
    final_stream: Option<Box<StatusStream>>,
    /// The result, where it came as the answer to a question.
    result: Option<Box<FinalResponse>>,
}

/// Where the next news comes from.
enum PollMode {
    /// Not decided: a stream, if one can be opened.
    Undecided,
    Stream(Box<StatusStream>),
    Status,
    /// The server has no status routes.
    Result,
}

/// What there is to tell beside [`Poller::last_status`]. Most calls have nobody who listens, so an [`Update`] is made of it only
/// where somebody does.
pub(crate) struct PollEvent {
    logs: Vec<LogLine>,
    poll_error: Option<Arc<Error>>,
}

/// An answer at the job's address, with any status, and whether it is what a failed job left.
pub(crate) struct FinalResponse {
    pub(crate) reply: HttpResponse,
    pub(crate) nature: RetryClass,
}

impl Poller {
    pub(crate) fn new(client: &Client, job: &JobId, config: PollConfig) -> Self {
        let now = Instant::now();
        Self {
            client: client.clone(),
            at: JobUrl::new(client.inner(), job),
            config,
            mode: PollMode::Undecided,
            last_status: None,
            completed_at: None,
            log: LogDedup::default(),
            delay: None,
            last_contact: now,
            last_event: now,
            failures: 0,
            inconsistencies: 0,
            stream_breaks: 0,
            final_stream: None,
            result: None,
        }
    }

    /// The next thing to be told of the job. After the last, [`fetch`](Self::fetch) is next.
    pub(crate) async fn next(&mut self) -> Result<PollEvent, Error> {
        // The time that the caller took is no silence of the queue.
        self.last_contact = self.last_contact.checked_add(self.last_event.elapsed()).unwrap_or(self.last_contact);
        loop {
            let event = match self.mode {
                PollMode::Undecided => self.open().await?,
                PollMode::Stream(_) => self.next_stream_event().await?,
                PollMode::Status => self.poll_after_delay().await?,
                PollMode::Result => self.poll_result().await?,
            };
            if let Some(event) = event {
                self.last_event = Instant::now();
                return Ok(event);
            }
        }
    }

    /// What there is to tell, for somebody who wants to hear it.
    pub(crate) fn update(&self, event: PollEvent) -> Update {
        let unknown = || Status::from_state(State::Other("UNKNOWN".to_owned()));
        let status = self.last_status.clone().unwrap_or_else(unknown);
        Update { job: self.at.job.clone(), status: Status { logs: event.logs, ..status }, poll_error: event.poll_error }
    }

    /// Whether the job is over and nothing more is to be told of it.
    pub(crate) fn is_final(&self, event: &PollEvent) -> bool {
        event.poll_error.is_none() && self.last_status.as_ref().is_some_and(Status::is_completed)
    }

    /// Fetches the answer of a job that the queue says is over; `None` where it contradicts that.
    pub(crate) async fn fetch(&mut self) -> Result<Option<FinalResponse>, Error> {
        self.completed_at.get_or_insert_with(Instant::now);
        if let Some(result) = self.result.take() {
            return Ok(Some(*result));
        }
        let failed = self.last_status.as_ref().is_some_and(Status::is_failed);
        let nature = if failed { RetryClass::Never } else { RetryClass::Idempotent };
        let (client, policy) = (self.client.inner(), &self.config.policy);
        let reply = match requests::result(client, &self.at, nature, policy).await {
            Ok(reply) if is_rate_limited(&reply, nature) => {
                return self.on_result_error(Error::answered(&reply, nature));
            }
            Ok(reply) => reply,
            Err(error) => return self.on_result_error(error),
        };
        if is_still_running(&reply) || requests::is_submit_response(&self.at.job, &reply) {
            // Should it be over after all, that is when the queue says so again.
            self.completed_at = None;
            self.on_inconsistency(Error::early(&reply).about(&self.at.job))?;
            return Ok(None);
        }
        Ok(Some(FinalResponse { reply, nature }))
    }

    /// The result is there and was not got: it is asked for again, with the status, while the policy bears it.
    fn on_result_error(&mut self, error: Error) -> Result<Option<FinalResponse>, Error> {
        self.failures = self.failures.saturating_add(1);
        let missed = self.completed_at.map(|completed_at| completed_at.elapsed()).unwrap_or_default();
        if error.is_retryable() && self.config.policy.tolerates_failures(missed, self.failures) {
            tracing::warn!(kind = ?error.kind(), status = error.status(), "a question for the result was lost");
            Ok(None)
        } else {
            Err(error.about(&self.at.job))
        }
    }

    /// Nothing more is wanted from the stream: its place is for another job, and its connection too, where the stream
    /// is at its end by now.
    pub(crate) async fn release_stream(&mut self) {
        if let Some(stream) = self.final_stream.take() {
            stream.release().await;
        }
    }

    /// A status came.
    fn record_status(&mut self, mut status: Status) -> PollEvent {
        self.last_contact = Instant::now();
        if !status.is_completed() {
            self.reset_failures();
        }
        if self.last_status.as_ref().is_none_or(|last_status| !status.same_progress(last_status)) {
            tracing_span::log_state_change(&status);
        }
        let logs = self.log.unseen(mem::take(&mut status.logs));
        if status.is_completed() {
            // Should the queue contradict that, it is asked.
            let mode = if self.result.is_some() { PollMode::Result } else { PollMode::Status };
            if let PollMode::Stream(stream) = mem::replace(&mut self.mode, mode) {
                self.final_stream = Some(stream);
            }
            self.config.stream = false;
        }
        self.last_status = Some(status);
        PollEvent { logs, poll_error: None }
    }

    /// The queue said that the job is not over: what it failed to say before is forgiven.
    fn reset_failures(&mut self) {
        self.last_contact = Instant::now();
        self.failures = 0;
        self.inconsistencies = 0;
    }

    /// A question was lost. The job goes on, so the wait does, while the policy bears it.
    fn tolerate(&mut self, error: Error) -> Result<PollEvent, Error> {
        self.failures = self.failures.saturating_add(1);
        if error.is_retryable() && self.config.policy.tolerates_failures(self.last_contact.elapsed(), self.failures) {
            tracing::warn!(kind = ?error.kind(), status = error.status(), "a question for the status was lost");
            Ok(PollEvent::poll_error(error))
        } else {
            Err(error)
        }
    }

    /// Bears with an answer that cannot be, a few times.
    fn on_inconsistency(&mut self, error: Error) -> Result<PollEvent, Error> {
        self.inconsistencies += 1;
        if self.inconsistencies < MAX_INCONSISTENCIES { Ok(PollEvent::poll_error(error)) } else { Err(error) }
    }
}

impl PollEvent {
    fn poll_error(error: Error) -> Self {
        Self { logs: Vec::new(), poll_error: Some(Arc::new(error)) }
    }
}

/// Whether the answer is none, but that there are too many questions.
fn is_rate_limited(reply: &HttpResponse, nature: RetryClass) -> bool {
    reply.status == 429 && nature.is_retryable_response(reply)
}

/// Whether the answer is that the job still runs.
fn is_still_running(reply: &HttpResponse) -> bool {
    reply.status == 400 && Told::by(&reply.body).is_in_progress()
}
