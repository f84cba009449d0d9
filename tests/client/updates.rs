//! Updates of a job: their order, log lines, failures of polls, and the end. The clock is paused.

use std::time::Duration;

use fal_sdk::{CancelOn, Error, Job, RetryPolicy, State, Update, Updates, transport::FailurePhase};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{
    fixtures::{CANCEL, ID, RESULT, SUBMIT, image, job, kontext},
    memory_transport::{MemoryTransport, ScriptedStep, events, fails, response, text},
};

/// Requests for the status stream and for the status, with logs.
pub const LOGGED: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status/stream?logs=1";
pub const STATUS: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status?logs=1";

pub const PROGRESS: &str = "data: {\"status\": \"IN_PROGRESS\", \"logs\": []}\n\n";
pub const COMPLETED: &str = "data: {\"status\": \"COMPLETED\"}\n\n";

pub fn submit_response() -> ScriptedStep {
    response(200, &json!({"status": "IN_QUEUE", "request_id": ID}))
}

pub fn status(word: &str) -> ScriptedStep {
    response(if word == "COMPLETED" { 200 } else { 202 }, &json!({"status": word}))
}

/// A status of a job in progress with these log lines, each with a letter as time.
pub fn progress(letters: &str) -> Value {
    let line = |c: char| json!({"message": c.to_string(), "timestamp": "2026-01-01T00:00:00", "level": "INFO"});
    json!({"status": "IN_PROGRESS", "logs": letters.chars().map(line).collect::<Vec<_>>()})
}

pub fn event(letters: &str) -> String {
    format!("data: {}\n\n", progress(letters))
}

pub fn result() -> ScriptedStep {
    response(200, &image())
}

/// Returns all updates of a job.
pub async fn all(mut updates: Updates) -> Vec<Result<Update, Error>> {
    let mut seen = Vec::new();
    while let Some(update) = updates.next().await {
        seen.push(update);
    }
    assert!(updates.next().await.is_none(), "the end stays the end");
    seen
}

/// Returns the log lines of every update.
pub fn lines(updates: &[Result<Update, Error>]) -> Vec<String> {
    let of = |update: &Update| update.status.logs.iter().map(|line| line.message.as_str()).collect();
    updates.iter().map(|update| of(update.as_ref().unwrap())).collect()
}

pub fn states(updates: &[Result<Update, Error>]) -> Vec<&str> {
    updates.iter().map(|update| update.as_ref().unwrap().status.state.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn every_log_line_is_reported_once() {
    let first = [event("ab"), event("c"), event("")];
    let cumulative = [event("abcdxe"), event("abcdxef"), COMPLETED.to_owned()];
    let memory = MemoryTransport::new([
        events(first.iter().map(|event| (0, event.as_str()))).then_fails(),
        response(202, &progress("abcdx")),
        events(cumulative.iter().map(|event| (0, event.as_str()))),
    ]);
    let updates = all(job(&memory.streaming_client()).updates()).await;
    assert_eq!(lines(&updates), ["ab", "c", "", "dx", "e", "f", ""]);
    assert_eq!(memory.lines(), [LOGGED, STATUS, LOGGED]);
}

#[tokio::test(start_paused = true)]
async fn repeated_log_lines_of_polls_are_reported_once() {
    let memory = MemoryTransport::new(["a", "ab", "ab", "abb", "abba"].map(|log| response(202, &progress(log))));
    let job = job(&memory.client());
    let mut updates = job.updates();
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(updates.next().await.unwrap());
    }
    assert_eq!(lines(&seen), ["a", "b", "", "b", "a"]);
}

#[tokio::test(start_paused = true)]
async fn updates_begin_with_the_submit_response_and_end_with_the_job() {
    let memory =
        MemoryTransport::new([submit_response(), events([(0, PROGRESS), (0, COMPLETED), (0, PROGRESS)]), result()]);
    let job: Job<Value> = kontext(&memory.streaming_client()).submit().await.unwrap();
    let updates = all(job.updates()).await;
    assert_eq!(states(&updates), ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
    assert!(updates[2].as_ref().unwrap().is_last());
    assert_eq!(job.result().await.unwrap(), image());
    assert_eq!(memory.lines(), [SUBMIT, LOGGED, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn updates_of_a_relay_without_status_routes() {
    let memory = MemoryTransport::new([
        text(404, "text/plain", "404 page not found"),
        text(404, "text/plain", "404 page not found"),
        response(400, &json!({"detail": "Request is still in progress"})),
        response(202, &json!({"status": "IN_PROGRESS", "response_url": "https://relay.test"})),
        result(),
    ]);
    let updates = all(job(&memory.streaming_client()).updates()).await;
    assert_eq!(states(&updates), ["IN_PROGRESS", "COMPLETED"]);
    assert_eq!(memory.lines(), [LOGGED, STATUS, RESULT, RESULT, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_failed_poll_is_an_update_and_not_the_end() {
    let busy = || response(503, &json!({"detail": "busy"}));
    let script = [vec![status("IN_PROGRESS")], (0..5).map(|_| busy()).collect(), vec![status("COMPLETED")]];
    let memory = MemoryTransport::new(script.into_iter().flatten());
    let updates = all(job(&memory.client()).updates()).await;
    assert_eq!(states(&updates), ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]);
    let trouble = updates[1].as_ref().unwrap().poll_error.as_ref().unwrap();
    assert_eq!((trouble.status(), trouble.request_id()), (Some(503), Some(ID)));
    assert!(updates[2].as_ref().unwrap().poll_error.is_none());
    assert_eq!(memory.lines().len(), 7, "the policy's five requests were one question");
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_tolerated_for_the_time_of_the_policy() {
    let down = || fails(FailurePhase::Connecting);
    let outage = |requests| (0..requests).map(|_| down());
    let memory = MemoryTransport::new(outage(500));
    let begun = Instant::now();
    let error = job(&memory.client()).wait().await.unwrap_err();
    assert!(error.is_connect() && error.job().is_some());
    let minute = Duration::from_secs(60);
    assert!((minute..minute * 3 / 2).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    assert!(memory.lines().len() < 60, "{} requests", memory.lines().len());

    let memory = MemoryTransport::new(outage(5).chain([status("COMPLETED"), result()]));
    assert_eq!(job(&memory.client()).wait().await.unwrap(), image());

    let memory = MemoryTransport::new(outage(1).chain([status("COMPLETED"), result()]));
    assert!(job(&memory.client()).retry(RetryPolicy::none()).wait().await.unwrap_err().is_connect());
    assert_eq!(memory.lines().len(), 1, "none means none");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_is_reported_as_such() {
    let memory = MemoryTransport::new((0..5).map(|_| response(500, &json!({}))));
    let mut updates = job(&memory.client()).updates();
    let update = updates.next().await.unwrap().unwrap();
    assert_eq!((update.status.state, update.poll_error.is_some()), (State::Other("UNKNOWN".to_owned()), true));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_updates_with_one_cancellation() {
    let memory = MemoryTransport::stuck_after([events([(0, PROGRESS)]).then_silent()]);
    let updates = all(job(&memory.streaming_client()).deadline(Duration::from_secs(10)).updates()).await;
    assert!(updates[0].is_ok() && updates[1].as_ref().unwrap_err().is_timeout());
    assert_eq!((updates.len(), memory.lines()), (2, vec![LOGGED.to_owned(), CANCEL.to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn dropped_updates_stop_at_once_and_cancel_only_on_demand() {
    for (cancel_on, cancellations) in [(CancelOn::Never, 0), (CancelOn::Deadline, 0), (CancelOn::Drop, 1)] {
        let memory = MemoryTransport::stuck_after([events([(0, PROGRESS)]).then_silent()]);
        let mut updates = job(&memory.streaming_client()).cancel_on(cancel_on).updates();
        updates.next().await.unwrap().unwrap();
        assert!(tokio::time::timeout(Duration::from_secs(5), updates.next()).await.is_err());
        drop(updates);
        sleep(Duration::from_secs(3600)).await;
        assert_eq!(memory.lines().len(), 1 + cancellations, "{cancel_on:?}");
    }
    let memory = MemoryTransport::new([events([(0, COMPLETED)])]);
    drop(all(job(&memory.streaming_client()).cancel_on(CancelOn::Drop).updates()).await);
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(memory.lines(), [LOGGED], "a job that is over is left alone");
}

#[tokio::test(start_paused = true)]
async fn time_spent_by_the_caller_is_not_counted_as_outage() {
    let script = [status("IN_PROGRESS")].into_iter().chain((0..5).map(|_| fails(FailurePhase::Connecting)));
    let memory = MemoryTransport::new(script.chain([status("COMPLETED")]));
    let mut updates = job(&memory.client()).updates();
    updates.next().await.unwrap().unwrap();
    sleep(Duration::from_secs(600)).await;
    assert!(updates.next().await.unwrap().unwrap().poll_error.is_some());
    assert!(updates.next().await.unwrap().unwrap().is_last());
}
