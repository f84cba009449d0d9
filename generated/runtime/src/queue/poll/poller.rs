//! The state of watching a job, and how responses and failures change it.

use std::{mem, sync::Arc, time::Duration};

use crate::{
    client::{Client, ClientInner},
    error::{Error, ErrorBody},
    http::{
        retry::{RetryClass, RetryPolicy},
        send::HttpResponse,
    },
    id::job_id::JobId,
    queue::{
        log_dedup::LogDedup,
        poll_interval::PollInterval,
        requests::JobUrl,
        status::{LogLine, State, Status, Update},
        status_stream::StatusStream,
        tracing_span,
    },
    rt::clock::Instant,
};

/// How many inconsistent responses in a row are tolerated: those without a status, or "in progress" at the result's URL
/// of a completed job.
const MAX_INCONSISTENCIES: u32 = 5;

/// How a job is watched.
#[derive(Clone, Debug)]
pub(crate) struct PollConfig {
    pub(crate) policy: RetryPolicy,
    pub(crate) interval: PollInterval,
    /// Whether a status stream may be opened.
    pub(crate) stream: bool,
    /// Whether log lines are requested.
    pub(crate) logs: bool,
}

impl PollConfig {
    /// The client's settings.
    pub(crate) fn from_client(client: &ClientInner) -> Self {
        let interval = PollInterval::default();
        Self { policy: client.http.retry.clone(), interval, stream: !client.poll_only, logs: false }
    }

    /// Replaces settings by those of a call or job.
    pub(crate) fn with_overrides(
        self,
        policy: Option<RetryPolicy>,
        interval: Option<PollInterval>,
        poll_only: bool,
    ) -> Self {
        Self {
            policy: policy.unwrap_or(self.policy),
            interval: interval.unwrap_or(self.interval),
            stream: self.stream && !poll_only,
            logs: self.logs,
        }
    }
}

/// Watches one job. Its state stays available when a deadline drops the waiting future.
pub(crate) struct Poller {
    pub(crate) client: Client,
    pub(crate) url: JobUrl,
    pub(super) config: PollConfig,
    pub(super) mode: PollMode,
    pub(crate) last_status: Option<Status>,
    pub(crate) completed_at: Option<Instant>,
    pub(super) log: LogDedup,
    /// The delay before the next poll.
    pub(super) delay: Option<Duration>,
    /// When the queue last sent a valid response.
    pub(super) last_contact: Instant,
    /// When `next` last returned an event.
    pub(super) last_event: Instant,
    /// Failed requests in a row.
    failures: u32,
    inconsistencies: u32,
    /// Streams in a row that broke soon after they were opened.
    pub(super) stream_breaks: u32,
    /// The stream that reported completion.
    final_stream: Option<Box<StatusStream>>,
    /// The final response, if it arrived as the response to a poll.
    pub(super) final_response: Option<Box<FinalResponse>>,
}

/// Where the next event comes from.
pub(super) enum PollMode {
    /// A stream, if one can be opened.
    Undecided,
    Stream(Box<StatusStream>),
    /// Status requests.
    Status,
    /// Result requests, since the server has no status route.
    Result,
}

/// An event, which together with [`Poller::last_status`] makes up an [`Update`]. Most calls have no callback, so the
/// update is only built on demand.
pub(crate) struct PollEvent {
    pub(super) logs: Vec<LogLine>,
    pub(super) poll_error: Option<Arc<Error>>,
}

/// The response at the URL of a completed job, with any HTTP status. The class is `Never` if the job failed.
pub(crate) struct FinalResponse {
    pub(crate) response: HttpResponse,
    pub(crate) class: RetryClass,
}

impl Poller {
    pub(crate) fn new(client: &Client, job: &JobId, config: PollConfig) -> Self {
        let now = Instant::now();
        Self {
            client: client.clone(),
            url: JobUrl::new(client.inner(), job),
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
            final_response: None,
        }
    }

    /// Converts an event to an update for the user.
    pub(crate) fn update(&self, event: PollEvent) -> Update {
        let unknown = || Status::from_state(State::Other("UNKNOWN".to_owned()));
        let status = self.last_status.clone().unwrap_or_else(unknown);
        let status = Status { logs: event.logs, ..status };
        Update { job: self.url.job.clone(), status, poll_error: event.poll_error }
    }

    /// Whether the job is completed and this is its last event.
    pub(crate) fn is_final(&self, event: &PollEvent) -> bool {
        event.poll_error.is_none() && self.last_status.as_ref().is_some_and(Status::is_completed)
    }

    /// Releases the stream that reported completion, and with it its permit and its connection.
    pub(crate) async fn release_stream(&mut self) {
        if let Some(stream) = self.final_stream.take() {
            stream.release().await;
        }
    }

    /// Records a status.
    pub(super) fn record_status(&mut self, mut status: Status) -> PollEvent {
        self.last_contact = Instant::now();
        if !status.is_completed() {
            self.reset_failures();
        }
        if self.last_status.as_ref().is_none_or(|last| !status.same_progress(last)) {
            tracing_span::log_state_change(&status);
        }
        let logs = self.log.unseen(mem::take(&mut status.logs));
        if status.is_completed() {
            // If the result contradicts the status, the job is polled.
            let mode = if self.final_response.is_some() { PollMode::Result } else { PollMode::Status };
            if let PollMode::Stream(stream) = mem::replace(&mut self.mode, mode) {
                self.final_stream = Some(stream);
            }
            self.config.stream = false;
        }
        self.last_status = Some(status);
        PollEvent { logs, poll_error: None }
    }

    /// Resets the failure counters: the queue has reported that the job is running.
    pub(super) fn reset_failures(&mut self) {
        self.last_contact = Instant::now();
        self.failures = 0;
        self.inconsistencies = 0;
    }

    /// Turns a failed status request into an event while the policy tolerates failures.
    pub(super) fn tolerate(&mut self, error: Error) -> Result<PollEvent, Error> {
        self.failures = self.failures.saturating_add(1);
        if error.is_retryable() && self.config.policy.tolerates_failures(self.last_contact.elapsed(), self.failures) {
            tracing::warn!(target: crate::rt::TRACING_TARGET, kind = ?error.kind(), status = error.status(), "status poll failed; retrying");
            Ok(PollEvent::from(error))
        } else {
            Err(error)
        }
    }

    /// Tolerates a failed result request: it is sent again after another poll.
    pub(super) fn on_result_error(&mut self, error: Error) -> Result<Option<FinalResponse>, Error> {
        self.failures = self.failures.saturating_add(1);
        let elapsed = self.completed_at.map(|at| at.elapsed()).unwrap_or_default();
        if error.is_retryable() && self.config.policy.tolerates_failures(elapsed, self.failures) {
            tracing::warn!(target: crate::rt::TRACING_TARGET, kind = ?error.kind(), status = error.status(), "result request failed; retrying");
            Ok(None)
        } else {
            Err(error.with_job(&self.url.job))
        }
    }

    /// Tolerates an inconsistent response, up to [`MAX_INCONSISTENCIES`] in a row.
    pub(super) fn on_inconsistency(&mut self, error: Error) -> Result<PollEvent, Error> {
        self.inconsistencies += 1;
        if self.inconsistencies < MAX_INCONSISTENCIES { Ok(PollEvent::from(error)) } else { Err(error) }
    }
}

impl From<Error> for PollEvent {
    fn from(error: Error) -> Self {
        Self { logs: Vec::new(), poll_error: Some(Arc::new(error)) }
    }
}

/// Whether the request was rejected because of a rate limit.
pub(super) fn is_rate_limited(response: &HttpResponse, class: RetryClass) -> bool {
    response.status == 429 && class.is_retryable_response(response.status, &response.headers)
}

/// Whether the response at the result's URL says that the job is still running.
pub(super) fn is_still_running(response: &HttpResponse) -> bool {
    response.status == 400 && ErrorBody::parse(&response.body).is_in_progress()
}
