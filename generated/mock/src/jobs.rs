//! The jobs of the queue. The stage of a job is a function of time, so no background task is needed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::watch, time::Instant};

use crate::{
    execute::{ExecutionOutcome, exceeds_start_timeout},
    request::Request,
    settings::Settings,
    state::lock,
};

/// A submitted job.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    /// The id of the endpoint.
    pub(crate) endpoint: String,
    pub(crate) payload: Value,
    /// The settings of the submit request; they apply to the whole job.
    pub(crate) settings: Settings,
    submitted: Instant,
    /// Time from the submit to the start.
    queue_time: Duration,
    /// Time from the start to the completion.
    run_time: Duration,
    outcome: ExecutionOutcome,
    cancelled: watch::Sender<bool>,
}

/// The stage of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Waiting behind this many jobs.
    Queued(u32),
    /// Running, with this many log lines written.
    Running(usize),
    Completed,
}

/// Log lines of a running job, spread evenly over its run time.
const LOG_LINES: [&str; 4] =
    ["The model is loaded.", "Half of the steps are done.", "All steps are done.", "The files are stored."];

impl Job {
    /// Returns the stage at a point in time.
    pub(crate) fn stage(&self, now: Instant) -> Stage {
        if *self.cancelled.borrow() {
            return Stage::Completed;
        }
        let elapsed = now.saturating_duration_since(self.submitted);
        if let Some(left) = self.queue_time.checked_sub(elapsed).filter(|left| !left.is_zero()) {
            let pace = self.settings.queue_pace.as_secs_f64().max(0.001);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of jobs, bounded by a u32"
            )]
            return Stage::Queued((left.as_secs_f64() / pace).ceil() as u32 - 1);
        }
        let running = elapsed.saturating_sub(self.queue_time);
        if running >= self.run_time {
            return Stage::Completed;
        }
        let written = (0..LOG_LINES.len()).filter(|line| running >= self.log_time(*line)).count();
        Stage::Running(written)
    }

    /// Returns the time from the start to a log line.
    fn log_time(&self, line: usize) -> Duration {
        let part = u32::try_from(line + 1).unwrap_or(1);
        self.run_time * part / (u32::try_from(LOG_LINES.len()).unwrap_or(1) + 1)
    }

    /// Returns the time of the next change of the stage, or `None` if the job is completed.
    pub(crate) fn next_change(&self, now: Instant) -> Option<Instant> {
        let pace = self.settings.queue_pace;
        let started = self.submitted + self.queue_time;
        match self.stage(now) {
            Stage::Completed => None,
            Stage::Queued(ahead) => Some(started - pace * ahead),
            Stage::Running(written) if written < LOG_LINES.len() => Some(started + self.log_time(written)),
            Stage::Running(_) => Some(started + self.run_time),
        }
    }

    /// Returns the log lines written so far, without the first `skip`.
    pub(crate) fn logs(&self, stage: &Stage, skip: usize) -> Vec<Value> {
        let written = match stage {
            Stage::Queued(_) => 0,
            Stage::Running(written) => *written,
            Stage::Completed => self.final_log_count(),
        };
        let line = |(number, text): (usize, &&str)| {
            json!({
                "message": text,
                "level": "INFO",
                "source": "USER",
                "timestamp": format!("2026-01-01T00:00:{:02}.000000Z", number + 1),
            })
        };
        LOG_LINES.iter().enumerate().take(written).skip(skip).map(line).collect()
    }

    /// Returns the number of log lines of the completed job: none if it failed or was cancelled.
    fn final_log_count(&self) -> usize {
        if *self.cancelled.borrow() || !self.outcome.is_success() { 0 } else { LOG_LINES.len() }
    }

    /// Returns the outcome that the job has or will have.
    pub(crate) fn outcome(&self) -> ExecutionOutcome {
        if *self.cancelled.borrow() { ExecutionOutcome::error("client_cancelled", 499) } else { self.outcome.clone() }
    }

    /// Returns the run time in seconds.
    pub(crate) fn inference_time(&self) -> f64 {
        self.run_time.as_secs_f64()
    }

    /// Waits until the job is cancelled.
    pub(crate) async fn cancelled(&self) {
        let _ = self.cancelled.subscribe().wait_for(|cancelled| *cancelled).await;
    }

    /// Cancels the job. Returns false if it was completed before.
    pub(crate) fn cancel(&self, now: Instant) -> bool {
        let is_active = self.stage(now) != Stage::Completed;
        if is_active {
            let _ = self.cancelled.send_replace(true);
        }
        is_active
    }
}

/// All submitted jobs.
pub(crate) struct Jobs {
    by_id: Mutex<BTreeMap<String, Arc<Job>>>,
    /// The ids in the order of submission.
    order: Mutex<Vec<String>>,
    count: AtomicU64,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { by_id: Mutex::default(), order: Mutex::default(), count: AtomicU64::new(0) }
    }

    /// Returns the number of the next execution.
    pub(crate) fn next_number(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// Adds a job to the queue.
    pub(crate) fn submit(&self, number: u64, endpoint: &str, request: &Request, outcome: ExecutionOutcome) -> Arc<Job> {
        let settings = request.settings.clone();
        let queue_time = settings.queue_pace * settings.queue_length;
        let is_late = exceeds_start_timeout(&request.headers, queue_time);
        let outcome = if is_late { ExecutionOutcome::error("request_timeout", 504) } else { outcome };
        let job = Arc::new(Job {
            id: request_id(settings.seed, number),
            endpoint: endpoint.to_owned(),
            payload: request.json().unwrap_or_default(),
            submitted: Instant::now(),
            queue_time,
            // fal rejects an invalid payload before the model runs.
            run_time: if outcome.status == 422 || is_late { Duration::ZERO } else { settings.latency },
            settings,
            outcome,
            cancelled: watch::Sender::new(false),
        });
        lock(&self.by_id).insert(job.id.clone(), Arc::clone(&job));
        lock(&self.order).push(job.id.clone());
        job
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<Job>> {
        lock(&self.by_id).get(id).cloned()
    }

    /// Returns all jobs in the order of submission.
    pub(crate) fn all(&self) -> Vec<Arc<Job>> {
        let by_id = lock(&self.by_id);
        lock(&self.order).iter().filter_map(|id| by_id.get(id).cloned()).collect()
    }
}

/// Returns a request id in UUID format. The same seed and number yield the same id.
pub(crate) fn request_id(seed: u64, number: u64) -> String {
    let mut rng = fastrand::Rng::with_seed(seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (a, b) = (rng.u64(..), rng.u64(..));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        0x8000 | (b >> 48) & 0x3fff,
        b & 0xffff_ffff_ffff
    )
}
