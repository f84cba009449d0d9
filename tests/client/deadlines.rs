//! One clock over the whole call, one request to cancel after it, and then silence. The clock is paused.

use std::time::Duration;

use fal_sdk::{CancelOn, ErrorKind, transport::HeaderMap};
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::{
    fixtures::{CANCEL, ID, STATUS, SUBMIT, job, kontext},
    memory_transport::{MemoryTransport, ScriptedStep, head_only, never, response},
};

fn submit_response() -> ScriptedStep {
    response(200, &json!({"status": "IN_QUEUE", "request_id": ID}))
}

#[tokio::test(start_paused = true)]
async fn polls_have_growing_intervals() {
    let memory = MemoryTransport::stuck_after([submit_response()]);
    kontext(&memory.client()).deadline(Duration::from_secs(20)).await.unwrap_err();
    let pauses: Vec<u128> = memory.times()[1..].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(pauses[..5], [250, 375, 562, 844, 1265].map(|pause| pauses_near(&pauses, pause)));
    assert!(pauses.iter().all(|pause| *pause <= 3000), "{pauses:?}");
}

/// The pause itself, or the one that the millisecond steps of tokio's clock make of it.
fn pauses_near(pauses: &[u128], expected: u128) -> u128 {
    pauses.iter().copied().find(|pause| pause.abs_diff(expected) <= 2).unwrap_or(expected)
}

#[tokio::test(start_paused = true)]
async fn a_stuck_job_ends_at_the_deadline_with_one_cancellation() {
    let memory = MemoryTransport::stuck_after([submit_response()]);
    let error = kontext(&memory.client()).deadline(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(memory.times().last(), Some(&10_000));
    assert!(error.is_timeout() && error.maybe_submitted() && !error.is_retryable());
    assert_eq!(error.job().unwrap().request_id(), ID);
    assert_eq!(
        error.to_string(),
        "kontext timed out: the deadline passed while the job was IN_PROGRESS; cancellation was requested \
         [request 764cabcf]"
    );
    let lines = memory.lines();
    assert_eq!(lines.iter().filter(|line| *line == CANCEL).count(), 1);
    assert_eq!(lines.last().unwrap(), CANCEL);
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(memory.lines(), lines, "silence");
}

#[tokio::test(start_paused = true)]
async fn a_poll_in_progress_ends_at_the_deadline() {
    let memory = MemoryTransport::stuck_after([submit_response(), never()]);
    let begun = Instant::now();
    let error = kontext(&memory.client()).deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(5));
    assert_eq!(error.job().unwrap().request_id(), ID);
    assert_eq!(memory.lines(), [SUBMIT, STATUS, CANCEL]);
}

#[tokio::test(start_paused = true)]
async fn fetching_the_result_counts_towards_the_deadline() {
    let done = response(200, &json!({"status": "COMPLETED"})).after(Duration::from_secs(3));
    let memory = MemoryTransport::stuck_after([submit_response().after(Duration::from_secs(3)), done, never()]);
    let begun = Instant::now();
    let error = kontext(&memory.client()).deadline(Duration::from_secs(7)).await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(7));
    assert!(error.to_string().contains("its result can be fetched"), "{error}");
    assert!(!memory.lines().contains(&CANCEL.to_owned()), "there is nothing left to cancel");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_the_submit() {
    let memory = MemoryTransport::new([never()]);
    let begun = Instant::now();
    let error = kontext(&memory.client()).deadline(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(1));
    assert!(error.is_timeout() && error.maybe_submitted());
    assert_eq!(error.job(), None);
    assert_eq!(memory.lines(), [SUBMIT]);
}

#[tokio::test(start_paused = true)]
async fn a_header_of_a_slow_submit_response_names_the_job_to_cancel() {
    let mut headers = HeaderMap::new();
    headers.insert("x-fal-request-id", ID.parse().unwrap());
    let memory = MemoryTransport::stuck_after([head_only(headers)]);
    let error = kontext(&memory.client()).deadline(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(error.job().unwrap().request_id(), ID);
    assert_eq!(memory.lines(), [SUBMIT, CANCEL]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_pause_beyond_the_deadline_is_not_waited_for() {
    let memory = MemoryTransport::new([response(429, &json!({})).header("retry-after", "30")]);
    let begun = Instant::now();
    let error = kontext(&memory.client()).deadline(Duration::from_secs(10)).await.unwrap_err();
    assert!(error.is_rate_limited() && !error.maybe_submitted());
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn cancel_on_never_does_not_cancel_the_job() {
    let memory = MemoryTransport::stuck_after([submit_response()]);
    let call = kontext(&memory.client()).deadline(Duration::from_secs(10)).cancel_on(CancelOn::Never);
    let error = call.await.unwrap_err();
    assert!(error.to_string().contains("it was not cancelled"), "{error}");
    assert!(!memory.lines().contains(&CANCEL.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_cancellation_that_hangs_is_bounded() {
    let memory = MemoryTransport::new([submit_response(), never(), never()]);
    let begun = Instant::now();
    let error = kontext(&memory.client()).deadline(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(13));
    assert!(error.to_string().contains("cancellation could not be requested"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_stops_at_once_and_cancels_only_on_demand() {
    for (cancel_on, cancellations) in [(None, 0), (Some(CancelOn::Deadline), 0), (Some(CancelOn::Drop), 1)] {
        let memory = MemoryTransport::stuck_after([submit_response()]);
        let mut call = kontext(&memory.client());
        if let Some(cancel_on) = cancel_on {
            call = call.cancel_on(cancel_on);
        }
        let waiting = tokio::time::timeout(Duration::from_secs(5), call.into_future());
        assert!(waiting.await.is_err());
        let asked = memory.lines().len();
        sleep(Duration::from_secs(3600)).await;
        let lines = memory.lines();
        assert_eq!(lines.iter().filter(|line| *line == CANCEL).count(), cancellations, "{cancel_on:?}");
        assert_eq!(lines.len(), asked + cancellations, "nothing but the cancellation");
    }
}

#[tokio::test(start_paused = true)]
async fn cancel_on_drop_cancels_at_the_deadline_once() {
    let memory = MemoryTransport::stuck_after([submit_response()]);
    let call = kontext(&memory.client()).deadline(Duration::from_secs(10)).cancel_on(CancelOn::Drop);
    call.await.unwrap_err();
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(memory.lines().iter().filter(|line| *line == CANCEL).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn cancel_on_drop_leaves_finished_jobs_alone() {
    let done = response(200, &json!({"status": "COMPLETED"}));
    let memory = MemoryTransport::stuck_after([submit_response(), done, response(200, &json!({"ok": true}))]);
    kontext(&memory.client()).cancel_on(CancelOn::Drop).await.unwrap();
    sleep(Duration::from_secs(3600)).await;
    assert!(!memory.lines().contains(&CANCEL.to_owned()));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_a_submitted_job_continues() {
    let memory = MemoryTransport::stuck_after([submit_response()]);
    let job = kontext(&memory.client()).deadline(Duration::from_secs(10)).submit().await.unwrap();
    sleep(Duration::from_secs(9)).await;
    let begun = Instant::now();
    assert!(job.wait().await.unwrap_err().is_timeout());
    assert_eq!(begun.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn an_attached_job_has_its_own_deadline() {
    let memory = MemoryTransport::stuck_after([]);
    let error = job(&memory.client()).deadline(Duration::from_secs(2)).wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(memory.times().last(), Some(&2_000));
    assert_eq!(memory.lines().last().unwrap(), CANCEL);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_a_job_with_an_unknown_status() {
    let memory = MemoryTransport::new(
        [vec![submit_response()], (0..50).map(|_| response(200, &json!({"status": "FAILED"}))).collect()]
            .into_iter()
            .flatten(),
    );
    let call = kontext(&memory.client()).deadline(Duration::from_secs(10)).cancel_on(CancelOn::Never);
    let message = call.await.unwrap_err().to_string();
    assert!(message.contains("FAILED") && message.contains(ID), "{message}");
}

#[tokio::test(start_paused = true)]
async fn slow_responses_are_waited_for_without_a_deadline() {
    let slow = |step: ScriptedStep| step.after(Duration::from_secs(60));
    let done = response(200, &json!({"status": "COMPLETED"}));
    let memory = MemoryTransport::new([slow(submit_response()), slow(done), slow(response(200, &json!({"ok": true})))]);
    let outcome = kontext(&memory.client()).outcome().await.unwrap();
    let timings = outcome.meta.timings;
    let minute = Duration::from_secs(60);
    assert_eq!((timings.submit, timings.wait, timings.fetch), (minute, minute, minute));
}
