//! Where a job stands, read leniently: only the word is needed, anything else may be absent or odd.
//!
//! Who asks for it is `queue`; what follows from it is decided in `follow`.

use std::{fmt, sync::Arc, time::Duration};

use serde_json::{Map, Value};

use crate::{error::Error, id::job_id::JobId};

mod response;

pub(crate) use response::QueueResponse;

/// Where a job stands.
///
/// A job that failed or was cancelled is [`State::Completed`] too: [`Status::error`] says so, and asking
/// for the result tells the whole story.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// The state.
    pub state: State,
    /// How many jobs stand before this one; 0 is the next to run.
    pub queue_position: Option<u64>,
    /// Lines of the log, where it was asked for. `Job::status_with_logs` gets all so far; in an [`Update`] are those
    /// that no update before it had.
    pub logs: Vec<LogLine>,
    /// What the queue measured, e.g. `inference_time` in seconds.
    pub metrics: Map<String, Value>,
    /// Why the job failed, in words.
    pub error: Option<String>,
    /// Why the job failed, as a word for programs, e.g. `runner_disconnected`.
    pub error_type: Option<String>,
}

/// The state of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Waiting for a runner.
    InQueue,
    /// Running.
    InProgress,
    /// Over: there is a result, or an error in its place.
    Completed,
    /// A word that this version does not know; the job is taken to be going on.
    Other(String),
}

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LogLine {
    /// The text.
    pub message: String,
    /// When it was written, as fal wrote it.
    pub timestamp: Option<String>,
    /// Its level, e.g. `INFO`.
    pub level: Option<String>,
    /// Where it came from, e.g. `USER`.
    pub source: Option<String>,
}

/// A job and where it stands: what `on_update` is told and `Job::updates` yields.
///
/// Every line of the job's log is in one update, whichever way it came. Lines that have text, time, level and
/// source in common are told apart by their number only.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Update {
    /// The job: store it to find the result again if this process ends.
    pub job: JobId,
    /// Where the job stands, with the lines of its log that are new. The first status after a submit is what the
    /// queue's ticket says.
    pub status: Status,
    /// Why it could not be learned where the job stands: the status is the one before then, without its lines, and
    /// the wait goes on. Where there was none before, its state is `UNKNOWN`. Where the queue does not answer for
    /// longer, the wait ends with the error itself.
    pub poll_error: Option<Arc<Error>>,
}

impl Update {
    /// Whether the job is over and this is the last update: its result, or its error, can be fetched.
    pub fn is_last(&self) -> bool {
        self.status.is_completed() && self.poll_error.is_none()
    }
}

impl State {
    fn from_wire(word: &str) -> Self {
        match word {
            "IN_QUEUE" => Self::InQueue,
            "IN_PROGRESS" => Self::InProgress,
            "COMPLETED" => Self::Completed,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::InQueue => "IN_QUEUE",
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Status {
    /// Reads an answer; `None` where it has no state.
    pub(crate) fn from_response(response: QueueResponse) -> Option<Self> {
        Some(Self::new(State::from_wire(response.status.as_str()?), response))
    }

    /// Reads the queue's ticket, which may lack the state.
    pub(crate) fn from_submit(response: QueueResponse) -> Self {
        Self::new(response.status.as_str().map_or(State::InQueue, State::from_wire), response)
    }

    /// Nothing is known but the state.
    pub(crate) fn from_state(state: State) -> Self {
        Self::new(state, QueueResponse::default())
    }

    /// Whether the job stands where it stood.
    pub(crate) fn same_progress(&self, before: &Self) -> bool {
        self.state == before.state && self.queue_position == before.queue_position
    }

    fn new(state: State, response: QueueResponse) -> Self {
        Self {
            state,
            queue_position: response.queue_position.as_u64(),
            logs: response.logs.as_array().map(|lines| log(lines)).unwrap_or_default(),
            metrics: if let Value::Object(metrics) = response.metrics { metrics } else { Map::new() },
            error: reason(response.error),
            error_type: words(response.error_type),
        }
    }

    /// Whether the job is over, with a result or an error.
    pub fn is_completed(&self) -> bool {
        self.state == State::Completed
    }

    /// Whether the job is over and the queue says that it failed.
    pub fn is_failed(&self) -> bool {
        self.is_completed() && (self.error.is_some() || self.error_type.is_some())
    }

    /// How long the model itself took.
    pub fn inference_time(&self) -> Option<Duration> {
        let seconds = self.metrics.get("inference_time")?.as_f64()?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

fn log(lines: &[Value]) -> Vec<LogLine> {
    lines.iter().map(line).collect()
}

fn line(line: &Value) -> LogLine {
    let level = text(line, "level").or_else(|| text(line.get("labels")?, "level"));
    let message = line.as_str().map(str::to_owned).or_else(|| text(line, "message")).unwrap_or_default();
    LogLine { message, timestamp: text(line, "timestamp"), level, source: text(line, "source") }
}

/// Why a job failed: words, or whatever else stands in their place.
fn reason(error: Value) -> Option<String> {
    match error {
        Value::Null => None,
        Value::String(_) => words(error),
        other => Some(other.to_string()),
    }
}

fn text(object: &Value, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn words(value: Value) -> Option<String> {
    let Value::String(words) = value else { return None };
    (!words.is_empty()).then_some(words)
}
