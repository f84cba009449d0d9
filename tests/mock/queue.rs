//! The queue as seen by the client: positions, stages, logs, cancellation.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use fal_sdk::{Cancellation, ErrorKind, State};
use serde_json::json;

use super::fixtures::{builder, call, call_with, client, lines, mock};

#[tokio::test]
async fn a_call_submits_watches_and_fetches() {
    let mock = mock();
    let outcome = call(&mock).outcome().await.unwrap();
    let id = outcome.meta.request_id.clone().unwrap();
    assert_eq!(
        lines(&mock),
        [
            "POST Queue acme/echo/loud".to_owned(),
            format!("GET Queue acme/echo/requests/{id}/status/stream"),
            format!("GET Queue acme/echo/requests/{id}"),
        ]
    );
    assert_eq!(outcome.meta.billable_units.unwrap().to_string(), "1");
    let jobs = mock.jobs();
    assert_eq!((jobs[0].request_id.as_str(), jobs[0].status, jobs[0].completed), (id.as_str(), 200, true));
    assert_eq!(jobs[0].payload, json!({ "prompt": "hello there" }));
}

#[tokio::test]
async fn a_job_moves_up_in_the_queue_and_emits_each_log_line_once() {
    let mock = builder().queue_length(3).latency(Duration::from_millis(250)).start().unwrap();
    for polls in [false, true] {
        let seen = Arc::new(Mutex::new((Vec::new(), Vec::new())));
        let listener = Arc::clone(&seen);
        let call = call(&mock)
            .header("x-mock-queue-pace", "30ms")
            .poll_every(Duration::from_millis(5), Duration::from_millis(5));
        let call = if polls { call.poll_only() } else { call };
        call.on_update(move |update| {
            let mut seen = listener.lock().unwrap();
            seen.0.push((update.status.state.clone(), update.status.queue_position));
            seen.1.extend(update.status.logs.into_iter().map(|line| line.message));
        })
        .outcome()
        .await
        .unwrap();
        let (mut stages, reported) = seen.lock().unwrap().clone();
        stages.dedup();
        let position = |ahead| (State::InQueue, Some(ahead));
        let all = [position(2), position(1), position(0), (State::InProgress, None), (State::Completed, None)];
        // Polling may miss a stage, but never reports one twice or too early.
        let positions: Vec<_> =
            stages.iter().map(|stage| all.iter().position(|known| known == stage).unwrap()).collect();
        assert!(positions.is_sorted() && positions.first() == Some(&0) && positions.last() == Some(&4), "{stages:?}");
        assert_eq!(reported.len(), 4, "{reported:?}");
    }
}

#[tokio::test]
async fn a_result_requested_too_early_is_an_error() {
    let mock = builder().latency(Duration::from_secs(60)).start().unwrap();
    let job = call(&mock).submit().await.unwrap();
    assert!(job.result().await.unwrap_err().to_string().contains("in progress"));
    assert_eq!(job.status().await.unwrap().state, State::InProgress);
}

#[tokio::test]
async fn a_job_can_be_cancelled_once() {
    let mock = builder().latency(Duration::from_secs(60)).start().unwrap();
    let job = call(&mock).submit().await.unwrap();
    assert_eq!(job.cancel().await.unwrap(), Cancellation::Requested);
    assert_eq!(job.cancel().await.unwrap(), Cancellation::TooLate);
    let error = job.wait().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Cancelled, Some(499)));
    assert_eq!(mock.jobs()[0].status, 499);
}

#[tokio::test]
async fn a_status_stream_reports_a_cancellation() {
    let mock = builder().latency(Duration::from_secs(60)).start().unwrap();
    let job = call(&mock).submit().await.unwrap();
    let (waited, cancelled) = tokio::join!(job.wait(), job.cancel());
    assert_eq!(cancelled.unwrap(), Cancellation::Requested);
    assert_eq!(waited.unwrap_err().kind(), ErrorKind::Cancelled);
}

#[tokio::test]
async fn an_unknown_endpoint_is_not_found() {
    let mock = mock();
    let unknown = client(&mock).endpoint("acme/nothing").unwrap().call(&json!({})).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    assert!(unknown.to_string().contains("acme/nothing"), "{unknown}");
}

#[tokio::test]
async fn a_submit_to_a_queue_over_max_queue_length_is_rejected() {
    let mock = builder().queue_length(9).start().unwrap();
    let error = call(&mock).max_queue_length(3).submit().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(mock.jobs().is_empty());
    assert!(call(&mock).max_queue_length(9).submit().await.is_ok());
}

#[tokio::test]
async fn exceeding_the_start_timeout_is_a_request_timeout() {
    let mock = builder().queue_length(20).start().unwrap();
    let call = call(&mock).header("x-mock-queue-pace", "100ms").start_timeout(Duration::from_millis(1500));
    let error = call.await.unwrap_err();
    assert_eq!((error.kind(), error.error_type()), (ErrorKind::Timeout, Some("request_timeout")), "{error}");
}

#[tokio::test]
async fn the_same_seed_yields_the_same_request_ids() {
    let ids = async |seed: &str| {
        let mock = mock();
        call(&mock).header("x-mock-seed", seed).submit().await.unwrap().request_id().to_owned()
    };
    assert_eq!(ids("7").await, ids("7").await);
    assert_ne!(ids("7").await, ids("8").await);
}

#[tokio::test]
async fn an_invalid_payload_fails_the_job() {
    let mock = mock();
    let error = call_with(&mock, &json!({ "times": 9 })).await.unwrap_err();
    assert!(error.is_validation(), "{error}");
    let details: Vec<_> = error.details().iter().map(|fault| (fault.pointer(), fault.r#type.clone())).collect();
    assert_eq!(details, [("/prompt".to_owned(), "missing".into()), ("/times".to_owned(), "less_than_equal".into())]);
    assert_eq!(error.meta().unwrap().billable_units.unwrap().to_string(), "0");
}
