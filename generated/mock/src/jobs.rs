//! The jobs of the queue. Where a job stands follows from the time alone, so nothing has to run for it.

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

use crate::{execute::Outcome, request::Request, settings::Settings, state::lock};

/// A job.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: String,
    /// The endpoint that it was submitted to.
    pub(crate) endpoint: String,
    pub(crate) payload: Value,
    /// How the server behaves towards it.
    pub(crate) settings: Settings,
    submitted: Instant,
    /// How long it waits, and how long it runs.
    waits: Duration,
    runs: Duration,
    outcome: Outcome,
    /// Whether it was cancelled.
    cancelled: watch::Sender<bool>,
}

/// Where a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// So many are ahead of it.
    Queued(u32),
    /// It has told so many of its log lines.
    Running(usize),
    Completed,
}

/// What a job tells while it runs, each line after an equal part of its time.
const LINES: [&str; 4] =
    ["The model is loaded.", "Half of the steps are done.", "All steps are done.", "The files are stored."];

impl Job {
    /// Where it stands at a moment.
    pub(crate) fn stage(&self, now: Instant) -> Stage {
        if *self.cancelled.borrow() {
            return Stage::Completed;
        }
        let elapsed = now.saturating_duration_since(self.submitted);
        if let Some(left) = self.waits.checked_sub(elapsed).filter(|left| !left.is_zero()) {
            let pace = self.settings.queue_pace.as_secs_f64().max(0.001);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of jobs, bounded by a u32"
            )]
            return Stage::Queued((left.as_secs_f64() / pace).ceil() as u32 - 1);
        }
        let ran = elapsed.saturating_sub(self.waits);
        if ran >= self.runs {
            return Stage::Completed;
        }
        let told = (0..LINES.len()).filter(|line| ran >= self.told_at(*line)).count();
        Stage::Running(told)
    }

    /// How long it has run when it tells a line.
    fn told_at(&self, line: usize) -> Duration {
        let part = u32::try_from(line + 1).unwrap_or(1);
        self.runs * part / (u32::try_from(LINES.len()).unwrap_or(1) + 1)
    }

    /// When its stage changes next, if it does by itself.
    pub(crate) fn next_change(&self, now: Instant) -> Option<Instant> {
        let pace = self.settings.queue_pace;
        let changes = match self.stage(now) {
            Stage::Completed => return None,
            Stage::Queued(ahead) => self.submitted + self.waits - pace * ahead,
            Stage::Running(told) if told < LINES.len() => self.submitted + self.waits + self.told_at(told),
            Stage::Running(_) => self.submitted + self.waits + self.runs,
        };
        Some(changes)
    }

    /// The lines that it has told, from one on.
    pub(crate) fn lines(&self, stage: &Stage, from: usize) -> Vec<Value> {
        let told = match stage {
            Stage::Queued(_) => 0,
            Stage::Running(told) => *told,
            Stage::Completed => self.all_lines(),
        };
        let line = |(number, text): (usize, &&str)| {
            json!({
                "message": text,
                "level": "INFO",
                "source": "USER",
                "timestamp": format!("2026-01-01T00:00:{:02}.000000Z", number + 1),
            })
        };
        LINES.iter().enumerate().take(told).skip(from).map(line).collect()
    }

    /// A job that never ran to its end tells nothing at its end.
    fn all_lines(&self) -> usize {
        if *self.cancelled.borrow() || !self.outcome.is_success() { 0 } else { LINES.len() }
    }

    /// What came of it.
    pub(crate) fn outcome(&self) -> Outcome {
        if *self.cancelled.borrow() { Outcome::told("client_cancelled", 499) } else { self.outcome.clone() }
    }

    /// How long the work took, in seconds.
    pub(crate) fn inference_time(&self) -> f64 {
        self.runs.as_secs_f64()
    }

    /// Waits for it to be cancelled.
    pub(crate) async fn cancelled(&self) {
        let _ = self.cancelled.subscribe().wait_for(|cancelled| *cancelled).await;
    }

    /// Cancels it; whether it was still going.
    pub(crate) fn cancel(&self, now: Instant) -> bool {
        let going = self.stage(now) != Stage::Completed;
        if going {
            let _ = self.cancelled.send_replace(true);
        }
        going
    }
}

/// Every job.
pub(crate) struct Jobs {
    by_id: Mutex<BTreeMap<String, Arc<Job>>>,
    /// The order they came in.
    order: Mutex<Vec<String>>,
    count: AtomicU64,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { by_id: Mutex::default(), order: Mutex::default(), count: AtomicU64::new(0) }
    }

    /// The number of the next request that works.
    pub(crate) fn next(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// Takes a job into the queue.
    pub(crate) fn take(&self, number: u64, endpoint: &str, request: &Request, outcome: Outcome) -> Arc<Job> {
        let settings = request.settings.clone();
        let waits = settings.queue_pace * settings.queue_length;
        let late = crate::execute::starts_too_late(&request.headers, waits);
        let outcome = if late { Outcome::told("request_timeout", 504) } else { outcome };
        let job = Arc::new(Job {
            id: request_id(settings.seed, number),
            endpoint: endpoint.to_owned(),
            payload: request.json().unwrap_or_default(),
            submitted: Instant::now(),
            waits,
            // What is refused is refused at once.
            runs: if outcome.status == 422 || late { Duration::ZERO } else { settings.latency },
            settings,
            outcome,
            cancelled: watch::Sender::new(false),
        });
        lock(&self.by_id).insert(job.id.clone(), Arc::clone(&job));
        lock(&self.order).push(job.id.clone());
        job
    }

    /// The job of an id.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Job>> {
        lock(&self.by_id).get(id).cloned()
    }

    /// Every job, in the order they came in.
    pub(crate) fn all(&self) -> Vec<Arc<Job>> {
        let by_id = lock(&self.by_id);
        lock(&self.order).iter().filter_map(|id| by_id.get(id).cloned()).collect()
    }
}

/// The id of a request by its number: the same for the same seed, in the form of a UUID.
pub(crate) fn request_id(seed: u64, number: u64) -> String {
    let mut dice = fastrand::Rng::with_seed(seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (a, b) = (dice.u64(..), dice.u64(..));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xfff,
        0x8000 | (b >> 48) & 0x3fff,
        b & 0xffff_ffff_ffff
    )
}
