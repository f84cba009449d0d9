//! How the server behaves: for all of its life, and for one request by its headers.
//!
//! | header | command line | says |
//! |---|---|---|
//! | `x-mock-latency` | `--latency` | how long a job runs, e.g. `2s`, `250ms` |
//! | `x-mock-queue-length` | `--queue-length` | how many jobs are ahead when one is submitted |
//! | `x-mock-queue-pace` | `--queue-pace` | how long each of those takes to go |
//! | `x-mock-failure-rate` | `--failure-rate` | which part of the jobs fails, from 0 to 1 |
//! | `x-mock-fault` | `--fault` | what goes wrong at which step: see [`Fault`] |
//! | `x-mock-seed` | `--seed` | what results are made from, beside the request |
//!
//! A header of a submit holds for the whole job: its status, its result and its webhook.

use std::time::Duration;

use hyper::HeaderMap;

use crate::fault::{Fault, FaultError};

/// How the server behaves.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// How long a job runs once it has left the queue; nothing by default.
    pub latency: Duration,
    /// How many jobs are ahead when one is submitted; none by default.
    pub queue_length: u32,
    /// How long each job that is ahead takes to go; a fifth of a second by default.
    pub queue_pace: Duration,
    /// Which part of the jobs fails, from 0 to 1; none by default. Which ones is decided by `seed` and their number.
    pub failure_rate: f64,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// What results are made from, beside the request: the same seed and request give the same result.
    pub seed: u64,
    /// The only key that is taken, as `id:secret`; any by default.
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

/// A setting that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettingError {
    /// What is wrong, and what to write.
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
    /// These settings with what the headers of a request change.
    pub(crate) fn with(&self, headers: &HeaderMap) -> Result<Self, SettingError> {
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

/// A duration as people write it: `2s`, `250ms`, `1.5s`, or seconds alone.
pub fn duration(text: &str) -> Result<Duration, SettingError> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds = number.trim().parse::<f64>().ok().map(|number| number * unit);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| SettingError { message: format!("`{text}` is no duration; write it like 2s or 250ms") })
}

/// A part of a whole, from 0 to 1.
pub fn rate(text: &str) -> Result<f64, SettingError> {
    let rate = text.parse::<f64>().ok().filter(|rate| (0.0..=1.0).contains(rate));
    rate.ok_or_else(|| SettingError { message: format!("`{text}` is no part of a whole; write a number from 0 to 1") })
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, SettingError> {
    text.parse().map_err(|_| SettingError { message: format!("`{text}` is no whole number for {name}") })
}
