//! Watching a job through its status stream, and by polling where there is none or it fails. The clock is paused.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use fal_sdk::{CancelOn, Error, Job, RetryPolicy, State, Update, Updates, transport::FailurePhase};
use fal_tests::server::{self, Server};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{
    fixtures::{CANCEL, ID, RESULT, STREAM, SUBMIT, image, job, kontext, streaming_client_of},
    memory_transport::{MemoryTransport, ScriptedStep, bits, events, fails, never, response, text},
};

/// The status stream, and a status request, with logs.
const LOGGED: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status/stream?logs=1";
const STATUS: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status?logs=1";
/// The same without logs, which are requested only for callbacks.
const BARE: &str = super::fixtures::STATUS;

const QUEUED: &str = "data: {\"status\": \"IN_QUEUE\", \"queue_position\": 1}\n\n";
const PROGRESS: &str = "data: {\"status\": \"IN_PROGRESS\", \"logs\": []}\n\n";
const COMPLETED: &str = "data: {\"status\": \"COMPLETED\"}\n\n";

fn submit_response() -> ScriptedStep {
    response(200, &json!({"status": "IN_QUEUE", "request_id": ID}))
}

fn status(word: &str) -> ScriptedStep {
    response(if word == "COMPLETED" { 200 } else { 202 }, &json!({"status": word}))
}

/// A status of a job in progress with these log lines, each with a letter as time.
fn progress(letters: &str) -> Value {
    let line = |c: char| json!({"message": c.to_string(), "timestamp": "2026-01-01T00:00:00", "level": "INFO"});
    json!({"status": "IN_PROGRESS", "logs": letters.chars().map(line).collect::<Vec<_>>()})
}

fn event(letters: &str) -> String {
    format!("data: {}\n\n", progress(letters))
}

fn result() -> ScriptedStep {
    response(200, &image())
}

/// Returns the result of a call that uses the status stream, and the requests.
async fn called(script: impl IntoIterator<Item = ScriptedStep>) -> (Result<Value, Error>, Vec<String>) {
    let memory = MemoryTransport::new(script);
    let value = kontext(&memory.streaming_client()).await;
    (value, memory.lines())
}

/// Returns all updates of a job.
async fn all(mut updates: Updates) -> Vec<Result<Update, Error>> {
    let mut seen = Vec::new();
    while let Some(update) = updates.next().await {
        seen.push(update);
    }
    assert!(updates.next().await.is_none(), "the end stays the end");
    seen
}

/// Returns the log lines of every update.
fn lines(updates: &[Result<Update, Error>]) -> Vec<String> {
    let of = |update: &Update| update.status.logs.iter().map(|line| line.message.as_str()).collect();
    updates.iter().map(|update| of(update.as_ref().unwrap())).collect()
}

fn states(updates: &[Result<Update, Error>]) -> Vec<&str> {
    updates.iter().map(|update| update.as_ref().unwrap().status.state.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_job_is_watched_through_its_status_stream_until_it_completes() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let memory = MemoryTransport::new([
        submit_response(),
        events([(0, QUEUED), (700, PROGRESS), (14_000, COMPLETED)]),
        result(),
    ]);
    let kept = Arc::clone(&seen);
    let call = kontext(&memory.streaming_client()).on_update(move |update| kept.lock().unwrap().push(update));
    assert_eq!(call.await.unwrap(), image());
    assert_eq!(memory.lines(), [SUBMIT, LOGGED, RESULT]);
    assert_eq!(memory.times(), [0, 0, 14_700], "no later than the stream says so");
    let words: Vec<String> = seen.lock().unwrap().iter().map(|update| update.status.state.to_string()).collect();
    assert_eq!(words, ["IN_QUEUE", "IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
    assert_eq!(seen.lock().unwrap()[1].status.queue_position, Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_status_stream_in_small_chunks_with_comments_is_read() {
    let body = format!(": ping\n\n{}{}{COMPLETED}", event("é"), event("🍩"));
    let bytes: Vec<&str> = body.split_inclusive(|c: char| c.is_ascii()).collect();
    let memory = MemoryTransport::new([events(bytes.into_iter().map(|bit| (0, bit)))]);
    let updates = all(job(&memory.streaming_client()).updates()).await;
    assert_eq!(states(&updates), ["IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]);
    assert_eq!(lines(&updates), ["é", "🍩", ""]);
}

#[tokio::test(start_paused = true)]
async fn a_status_stream_that_ends_before_the_job_is_reopened() {
    for broken in [events([(0, PROGRESS)]), events([(0, PROGRESS)]).then_fails()] {
        let (value, lines) = called([
            submit_response(),
            broken,
            status("IN_PROGRESS"),
            events([(0, PROGRESS), (0, COMPLETED)]),
            result(),
        ])
        .await;
        assert_eq!(value.unwrap(), image());
        assert_eq!(lines, [SUBMIT, STREAM, BARE, STREAM, RESULT]);
    }
    let (value, lines) = called([submit_response(), events([]), status("COMPLETED"), result()]).await;
    assert_eq!(value.unwrap(), image());
    assert_eq!(lines, [SUBMIT, STREAM, BARE, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_status_stream_is_retried_after_a_poll() {
    for rejected in [
        response(503, &json!({})),
        response(429, &json!({})),
        fails(FailurePhase::Connecting),
        fails(FailurePhase::Waiting),
    ] {
        let (value, lines) =
            called([submit_response(), rejected, status("IN_PROGRESS"), events([(0, COMPLETED)]), result()]).await;
        assert_eq!(value.unwrap(), image());
        assert_eq!(lines, [SUBMIT, STREAM, BARE, STREAM, RESULT]);
    }
}

#[tokio::test(start_paused = true)]
async fn streams_that_keep_failing_are_replaced_by_polling() {
    let mut script = vec![submit_response()];
    for _ in 0..3 {
        script.extend([events([(0, PROGRESS)]), status("IN_PROGRESS")]);
    }
    script.extend([status("IN_PROGRESS"), status("COMPLETED"), result()]);
    let (value, lines) = called(script).await;
    assert_eq!(value.unwrap(), image());
    let expected = [SUBMIT, STREAM, BARE, STREAM, BARE, STREAM, BARE, BARE, BARE, RESULT].map(str::to_owned);
    assert_eq!(lines, expected);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_lasted_is_reopened() {
    let mut script = vec![submit_response()];
    for _ in 0..5 {
        script.extend([events([(14_000, PROGRESS), (2_000, PROGRESS)]), status("IN_PROGRESS")]);
    }
    script.extend([events([(0, COMPLETED)]), result()]);
    let (value, lines) = called(script).await;
    assert_eq!(value.unwrap(), image());
    assert_eq!(lines.iter().filter(|line| *line == STREAM).count(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_missing_status_stream_is_requested_only_once() {
    for denial in [
        text(404, "text/plain", "404 page not found"),
        text(405, "text/plain", "Method Not Allowed"),
        text(200, "text/html", "<!doctype html><title>Our relay</title>"),
        status("IN_PROGRESS"),
    ] {
        let again = [submit_response(), status("COMPLETED"), result()];
        let memory =
            MemoryTransport::new([submit_response(), denial, status("COMPLETED"), result()].into_iter().chain(again));
        let client = memory.streaming_client();
        assert_eq!(kontext(&client).await.unwrap(), image());
        assert_eq!(kontext(&client).await.unwrap(), image());
        assert_eq!(memory.lines(), [SUBMIT, STREAM, BARE, RESULT, SUBMIT, BARE, RESULT]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_stream_is_optional() {
    let memory = MemoryTransport::new([submit_response(), status("COMPLETED"), result()]);
    kontext(&memory.streaming_client()).poll_only().await.unwrap();
    assert_eq!(memory.lines(), [SUBMIT, BARE, RESULT]);

    // A client with three connections has none for streams.
    let memory = MemoryTransport::new([submit_response(), status("IN_PROGRESS"), status("COMPLETED"), result()]);
    let client = memory.streaming_builder().max_connections(3).build().unwrap();
    kontext(&client).await.unwrap();
    assert_eq!(memory.lines(), [SUBMIT, BARE, BARE, RESULT]);

    // No response headers: the client polls after 15 seconds.
    let (value, lines) = called([submit_response(), never(), status("COMPLETED"), result()]).await;
    assert_eq!(value.unwrap(), image());
    assert_eq!(lines, [SUBMIT, STREAM, BARE, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_completed_job_releases_the_connection_of_its_stream() {
    let script =
        [submit_response(), events([(0, COMPLETED)]), result(), submit_response(), events([(0, COMPLETED)]), result()];
    let memory = MemoryTransport::new(script);
    let client = memory.streaming_builder().max_connections(4).build().unwrap();
    kontext(&client).await.unwrap();
    kontext(&client).await.unwrap();
    assert_eq!(memory.lines(), [SUBMIT, STREAM, RESULT, SUBMIT, STREAM, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_is_checked_with_a_poll_and_kept_while_it_agrees() {
    let same = || status("IN_PROGRESS");
    let script = [submit_response(), events([(0, PROGRESS), (40_000, COMPLETED)]), same(), same(), result()];
    let memory = MemoryTransport::new(script);
    kontext(&memory.streaming_client()).await.unwrap();
    assert_eq!(memory.lines(), [SUBMIT, STREAM, BARE, BARE, RESULT]);
    assert_eq!(memory.times(), [0, 0, 15_000, 30_000, 40_000]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_missed_a_change_is_closed() {
    let script =
        [submit_response(), events([(0, QUEUED)]).then_silent(), status("IN_PROGRESS"), status("COMPLETED"), result()];
    let memory = MemoryTransport::new(script);
    kontext(&memory.streaming_client()).await.unwrap();
    assert_eq!(memory.lines(), [SUBMIT, STREAM, BARE, BARE, RESULT]);

    let script = [submit_response(), events([(0, PROGRESS)]).then_silent(), status("COMPLETED"), result()];
    let memory = MemoryTransport::new(script);
    kontext(&memory.streaming_client()).await.unwrap();
    assert_eq!(memory.times(), [0, 0, 15_000, 15_000], "a connection that died costs so much time");
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
async fn a_wait_by_stream_ends_at_the_deadline() {
    let memory = MemoryTransport::stuck_after([submit_response(), events([(0, PROGRESS)]).then_silent()]);
    let error = kontext(&memory.streaming_client()).deadline(Duration::from_secs(10)).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().contains("cancellation was requested"), "{error}");
    assert_eq!(memory.lines(), [SUBMIT, STREAM, CANCEL]);
    assert_eq!(memory.times()[2], 10_000);
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(memory.lines().len(), 3, "silence");
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
async fn poll_intervals_can_be_set() {
    let memory = MemoryTransport::stuck_after([submit_response()]);
    let call = kontext(&memory.client()).poll_every(Duration::from_secs(1), Duration::from_secs(2));
    call.deadline(Duration::from_secs(8)).await.unwrap_err();
    assert_eq!(memory.times()[1..6], [0, 1000, 2500, 4500, 6500]);
}

#[tokio::test(start_paused = true)]
async fn events_of_another_kind_are_ignored() {
    let odd = [(0, "event: hello\ndata: welcome\n\n"), (0, "data: {\"a\": 1}\n\n"), (0, COMPLETED)];
    let (value, lines) = called([submit_response(), events(odd), result()]).await;
    assert_eq!(value.unwrap(), image());
    assert_eq!(lines, [SUBMIT, STREAM, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_result_that_is_not_available_yet_is_requested_again() {
    let early = response(400, &json!({"detail": "Request is still in progress"}));
    let (value, lines) =
        called([submit_response(), events([(0, COMPLETED)]), early, status("COMPLETED"), result()]).await;
    assert_eq!(value.unwrap(), image());
    assert_eq!(lines, [SUBMIT, STREAM, RESULT, BARE, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_with_another_media_type_is_ignored() {
    let (value, lines) =
        called([submit_response(), bits("text/plain", [(0, COMPLETED)]), status("COMPLETED"), result()]).await;
    assert_eq!(value.unwrap(), image());
    assert_eq!(lines, [SUBMIT, STREAM, BARE, RESULT]);
}

#[tokio::test]
async fn the_connection_of_a_stream_that_ended_is_used_again() {
    let words = ["IN_PROGRESS", "COMPLETED"].map(|word| json!({"status": word}));
    let script = [super::fixtures::submit_response(), server::events(&words), super::fixtures::result()];
    let server = Server::start(vec![script; 4].concat());
    let client = streaming_client_of(&server);
    for _ in 0..4 {
        kontext(&client).await.unwrap();
    }
    assert!(server.sockets().taken < 5, "not one for each stream and one for all else");
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
