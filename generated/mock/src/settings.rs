//! The settings of the server and their overrides in the headers of a request.

use std::time::Duration;

use hyper::HeaderMap;

use crate::fault::{Fault, FaultError};

/// Settings of the server.
///
/// A request can override them with headers. Those of a submit apply to the whole job: its status, result and webhook.
///
/// | header | option of `cargo xtask mock` | meaning |
/// |---|---|---|
/// | `x-mock-latency` | `--latency` | run time of a job, e.g. `2s`, `250ms` |
/// | `x-mock-queue-length` | `--queue-length` | number of jobs ahead of a submitted one |
/// | `x-mock-queue-pace` | `--queue-pace` | time until each of those leaves the queue |
/// | `x-mock-failure-rate` | `--failure-rate` | fraction of executions that fail, from 0 to 1 |
/// | `x-mock-fault` | `--fault` | faults to inject, comma-separated; see [`Fault`] |
/// | `x-mock-seed` | `--seed` | seed of the generated results |
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// Run time of a job after it has left the queue. Default: zero.
    pub latency: Duration,
    /// Number of jobs ahead of a submitted one. Default: 0.
    pub queue_length: u32,
    /// Time until each job ahead leaves the queue. Default: 200 ms.
    pub queue_pace: Duration,
    /// Fraction of executions that fail, from 0 to 1. Default: 0. The seed determines which ones.
    pub failure_rate: f64,
    /// Faults to inject.
    pub faults: Vec<Fault>,
    /// Seed of the generated results: the same seed and request yield the same result.
    pub seed: u64,
    /// The only accepted API key, as `id:secret`. Default: every key is accepted.
    pub key: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            latency: Duration::ZERO,
            queue_length: 0,
            queue_pace: Duration::from_millis(200),
            failure_rate: 0.0,
            faults: Vec::new(),
            seed: 0,
            key: None,
        }
    }
}

/// Error of parsing a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettingError {
    /// What is wrong and which format is expected.
    pub message: String,
}

impl std::fmt::Display for SettingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SettingError {}

impl From<FaultError> for SettingError {
    fn from(error: FaultError) -> Self {
        Self { message: error.to_string() }
    }
}

impl Settings {
    /// Returns these settings with the overrides of a request's headers.
    pub(crate) fn with_overrides(&self, headers: &HeaderMap) -> Result<Self, SettingError> {
        let mut settings = self.clone();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        if let Some(text) = text("x-mock-latency") {
            settings.latency = duration(text)?;
        }
        if let Some(text) = text("x-mock-queue-length") {
            settings.queue_length = number("x-mock-queue-length", text)?;
        }
        if let Some(text) = text("x-mock-queue-pace") {
            settings.queue_pace = duration(text)?;
        }
        if let Some(text) = text("x-mock-failure-rate") {
            settings.failure_rate = rate(text)?;
        }
        if let Some(text) = text("x-mock-seed") {
            settings.seed = number("x-mock-seed", text)?;
        }
        for fault in text("x-mock-fault").into_iter().flat_map(|text| text.split(',')) {
            settings.faults.push(fault.trim().parse()?);
        }
        Ok(settings)
    }
}

/// Parses a duration: `2s`, `250ms`, `1.5s`, or a number of seconds.
pub fn duration(text: &str) -> Result<Duration, SettingError> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds = number.trim().parse::<f64>().ok().map(|number| number * unit);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| SettingError { message: format!("`{text}` is not a duration; write it like 2s or 250ms") })
}

/// Parses a failure rate, a number from 0 to 1.
pub fn rate(text: &str) -> Result<f64, SettingError> {
    let rate = text.parse::<f64>().ok().filter(|rate| (0.0..=1.0).contains(rate));
    rate.ok_or_else(|| SettingError { message: format!("`{text}` is not a rate; write a number from 0 to 1") })
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, SettingError> {
    text.parse().map_err(|_| SettingError { message: format!("`{text}` is not an integer; {name} expects one") })
}
