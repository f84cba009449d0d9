//! Watching a job through its status stream, and by polling if there is none or it fails. The clock is paused.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use fal_sdk::{Error, transport::FailurePhase};
use fal_tests::server::{self, Server};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    fixtures::{CANCEL, RESULT, STREAM, SUBMIT, image, job, kontext, streaming_client_of},
    memory_transport::{MemoryTransport, ScriptedStep, bits, events, fails, never, response, text},
    updates::{COMPLETED, LOGGED, PROGRESS, all, event, lines, result, states, status, submit_response},
};

/// The same without logs, which are requested only for callbacks.
const BARE: &str = super::fixtures::STATUS;
const QUEUED: &str = "data: {\"status\": \"IN_QUEUE\", \"queue_position\": 1}\n\n";

/// Returns the result of a call that uses the status stream, and the requests.
async fn called(script: impl IntoIterator<Item = ScriptedStep>) -> (Result<Value, Error>, Vec<String>) {
    let memory = MemoryTransport::new(script);
    let value = kontext(&memory.streaming_client()).await;
    (value, memory.lines())
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
