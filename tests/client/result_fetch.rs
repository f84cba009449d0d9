//! Fetching a result: available results are retrieved despite failures, and other responses are not mistaken for one.

use std::{sync::Arc, time::Duration};

use fal_sdk::{Client, RetryPolicy, transport::FailurePhase};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    fixtures::{ID, RESULT, STATUS, image, job},
    memory_transport::{MemoryTransport, ScriptedStep, fails, response},
};

fn status(word: &str) -> ScriptedStep {
    response(200, &json!({"status": word}))
}

fn result() -> ScriptedStep {
    response(200, &image())
}

/// A client without retries.
fn poor(memory: &Arc<MemoryTransport>) -> Client {
    memory.builder().retry_budget(0).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_result_is_requested_again_even_without_retry_budget() {
    for lost in [
        response(429, &Value::Null),
        fails(FailurePhase::Waiting),
        fails(FailurePhase::Reading),
        fails(FailurePhase::Connecting),
    ] {
        let memory = MemoryTransport::new([status("COMPLETED"), lost, status("COMPLETED"), result()]);
        assert_eq!(job(&poor(&memory)).wait().await.unwrap(), image());
        assert_eq!(memory.lines(), [STATUS, RESULT, STATUS, RESULT]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_result_that_is_never_available_ends_the_wait() {
    let mut script = Vec::new();
    for _ in 0..200 {
        script.extend([status("COMPLETED"), fails(FailurePhase::Waiting)]);
    }
    let memory = MemoryTransport::new(script);
    let begun = Instant::now();
    let error = job(&poor(&memory)).wait().await.unwrap_err();
    assert!(error.job().is_some() && error.is_retryable());
    assert!(begun.elapsed() < Duration::from_secs(70), "{:?}", begun.elapsed());
    let memory = MemoryTransport::new([status("COMPLETED"), fails(FailurePhase::Waiting)]);
    job(&memory.client()).retry(RetryPolicy::none()).wait().await.unwrap_err();
    assert_eq!(memory.lines(), [STATUS, RESULT], "none means one request");
}

#[tokio::test(start_paused = true)]
async fn a_submit_response_in_place_of_the_result_is_an_error() {
    let submit_response = || response(200, &json!({"status": "IN_PROGRESS", "request_id": ID}));
    let memory = MemoryTransport::new([status("COMPLETED"), submit_response(), status("COMPLETED"), result()]);
    assert_eq!(job(&memory.client()).wait().await.unwrap(), image());
    let memory = MemoryTransport::new([submit_response()]);
    let error = job(&memory.client()).result().await.unwrap_err();
    assert!(error.is_in_progress() && error.is_retryable(), "{error}");
}
