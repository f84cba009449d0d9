//! A single failed poll does not end a wait.

use std::{sync::Arc, time::Duration};

use fal_sdk::{Error, transport::FailurePhase};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    fixtures::{image, job},
    memory_transport::{MemoryTransport, ScriptedStep, events, fails, never, response},
};

fn status(word: &str) -> ScriptedStep {
    response(200, &json!({"status": word}))
}

fn result() -> ScriptedStep {
    response(200, &image())
}

async fn waited(memory: &Arc<MemoryTransport>) -> Result<Value, Error> {
    job(&memory.client()).wait().await
}

#[tokio::test(start_paused = true)]
async fn one_poll_without_a_response_does_not_end_the_wait() {
    let memory = MemoryTransport::new([status("IN_PROGRESS"), never(), status("COMPLETED"), result()]);
    assert_eq!(waited(&memory).await.unwrap(), image(), "{:?}", memory.lines());
}

#[tokio::test(start_paused = true)]
async fn two_consecutive_failures_end_the_wait_after_the_time_of_the_policy() {
    let memory = MemoryTransport::new([status("IN_PROGRESS"), never(), never()]);
    let error = waited(&memory).await.unwrap_err();
    assert!(error.is_timeout() && error.job().is_some(), "{error}");
    assert_eq!(memory.lines().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn consecutive_responses_without_a_status_end_the_wait() {
    let odd = || response(200, &json!({"oops": 1}));
    let mut script = vec![status("IN_QUEUE")];
    for _ in 0..6 {
        script.extend([odd(), status("IN_PROGRESS")]);
    }
    script.extend([status("COMPLETED"), result()]);
    assert_eq!(waited(&MemoryTransport::new(script)).await.unwrap(), image());
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_responds_with_not_ready_counts_as_reachable() {
    let missing = response(404, &json!({"detail": "Not Found"}));
    let early = || response(400, &json!({"detail": "Request is still in progress"}));
    let mut script = vec![missing];
    script.extend((0..40).map(|_| early()));
    // More failures than the client retries.
    script.extend((0..6).map(|_| fails(FailurePhase::Waiting)));
    script.push(result());
    assert_eq!(waited(&MemoryTransport::new(script)).await.unwrap(), image());
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_read_while_a_poll_hangs() {
    let reported =
        events([(0, "data: {\"status\": \"IN_PROGRESS\"}\n\n"), (20_000, "data: {\"status\": \"COMPLETED\"}\n\n")]);
    let memory = MemoryTransport::new([reported, never(), result()]);
    let begun = Instant::now();
    assert_eq!(job(&memory.streaming_client()).wait().await.unwrap(), image());
    assert_eq!(begun.elapsed(), Duration::from_secs(20));
}
