//! The status of a job. Only the state is required; all other properties may be absent or malformed.

use std::{fmt, sync::Arc, time::Duration};

use serde_json::{Map, Value};

use crate::{error::Error, id::job_id::JobId};

mod response;

pub(crate) use response::QueueResponse;

/// The status of a job.
///
/// A failed or cancelled job is [`State::Completed`] too: [`Status::error`] is then set, and fetching the result
/// returns the full error.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// The state.
    pub state: State,
    /// The number of jobs ahead of this one in the queue. 0 means that it runs next.
    pub queue_position: Option<u64>,
    /// Log lines, if requested. `Job::status_with_logs` returns all so far; an [`Update`] contains new ones only.
    pub logs: Vec<LogLine>,
    /// Metrics of the queue, e.g. `inference_time` in seconds.
    pub metrics: Map<String, Value>,
    /// Why the job failed, as a message.
    pub error: Option<String>,
    /// Why the job failed, as a machine-readable type, e.g. `runner_disconnected`.
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
    /// Completed, with a result or an error.
    Completed,
    /// A state that this version does not know. The job counts as running.
    Other(String),
}

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LogLine {
    /// The message.
    pub message: String,
    /// When the line was written, as sent by fal.
    pub timestamp: Option<String>,
    /// The level, e.g. `INFO`.
    pub level: Option<String>,
    /// The source, e.g. `USER`.
    pub source: Option<String>,
}

/// A change of a job's status or log. Passed to `on_update` callbacks and yielded by `Job::updates`.
///
/// Every log line is in exactly one update, whether it came from a status stream or a poll. Lines with equal text,
/// time, level and source are distinguished by their number only.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Update {
    /// The job's id. Store it to fetch the result after this process has ended.
    pub job: JobId,
    /// The status, with new log lines. The first status after a submit is that of the submit response.
    pub status: Status,
    /// The error of a failed status poll. `status` is then the last known one, without log lines, or has the state
    /// `UNKNOWN` if there is none. The wait continues; if polls keep failing, it ends with the error itself.
    pub poll_error: Option<Arc<Error>>,
}

impl Update {
    /// Whether this is the last update. The job is completed, and its result or error can be fetched.
    pub fn is_last(&self) -> bool {
        self.status.is_completed() && self.poll_error.is_none()
    }
}

impl State {
    fn from_wire(state: &str) -> Self {
        match state {
            "IN_QUEUE" => Self::InQueue,
            "IN_PROGRESS" => Self::InProgress,
            "COMPLETED" => Self::Completed,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The state as the queue spells it, e.g. `IN_QUEUE`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::InQueue => "IN_QUEUE",
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Other(state) => state,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Status {
    /// Reads a status response. Returns `None` if it has no state.
    pub(crate) fn from_response(response: QueueResponse) -> Option<Self> {
        Some(Self::new(State::from_wire(response.status.as_str()?), response))
    }

    /// Reads a submit response, which may lack the state.
    pub(crate) fn from_submit(response: QueueResponse) -> Self {
        Self::new(response.status.as_str().map_or(State::InQueue, State::from_wire), response)
    }

    /// Creates a status of which only the state is known.
    pub(crate) fn from_state(state: State) -> Self {
        Self::new(state, QueueResponse::default())
    }

    /// Whether state and queue position are the same.
    pub(crate) fn same_progress(&self, before: &Self) -> bool {
        self.state == before.state && self.queue_position == before.queue_position
    }

    fn new(state: State, response: QueueResponse) -> Self {
        Self {
            state,
            queue_position: response.queue_position.as_u64(),
            logs: response.logs.as_array().map(|lines| log(lines)).unwrap_or_default(),
            metrics: if let Value::Object(metrics) = response.metrics { metrics } else { Map::new() },
            error: error_message(response.error),
            error_type: non_empty_string(response.error_type),
        }
    }

    /// Whether the job is completed, with a result or an error.
    pub fn is_completed(&self) -> bool {
        self.state == State::Completed
    }

    /// Whether the job is completed and the queue reports a failure.
    pub fn is_failed(&self) -> bool {
        self.is_completed() && (self.error.is_some() || self.error_type.is_some())
    }

    /// The inference time of the model.
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

/// Returns the error message of a job. Anything but a string is returned as JSON.
fn error_message(error: Value) -> Option<String> {
    match error {
        Value::Null => None,
        Value::String(_) => non_empty_string(error),
        other => Some(other.to_string()),
    }
}

fn text(object: &Value, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn non_empty_string(value: Value) -> Option<String> {
    let Value::String(string) = value else { return None };
    (!string.is_empty()).then_some(string)
}
