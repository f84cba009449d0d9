//! Event streams: requests, events and ends.

use std::{future::poll_fn, pin::Pin, time::Duration};

use fal_sdk::{
    ErrorKind, Event, Events, RetryPolicy,
    transport::{FailurePhase, HeaderMap},
};
use fal_tests::server::{ScriptedResponse, Server, closed, events, json, pieces, raw, reset};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    fixtures::{ID, KEY, client_of, kontext, prompt},
    memory_transport::{self, MemoryTransport, fails, head_only, response},
    sse::{streamed, values},
};

const POST: &str = "POST /fal-ai/flux-pro/kontext/stream";

#[tokio::test]
async fn events_are_requested_at_the_stream_path() {
    let server = Server::start([events([&json!({"i": 1}), &json!({"i": 2}), &json!({"i": 3})])
        .header("x-fal-request-id", ID)
        .header("x-fal-billable-units", "0.5")]);
    let mut events = kontext(&client_of(&server)).header("x-mine", "1").stream().await.unwrap();
    assert_eq!(events.request_id(), Some(ID));
    assert_eq!(events.meta().billable_units, Some("0.5".parse().unwrap()));
    for i in 1..=3 {
        assert_eq!(events.next().await.unwrap().unwrap().data, json!({"i": i}));
    }
    assert!(events.next().await.is_none());
    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), POST);
    assert_eq!(asked.all("accept"), ["text/event-stream"]);
    assert_eq!(asked.all("content-type"), ["application/json"]);
    assert_eq!(asked.all("authorization"), [format!("Key {KEY}")]);
    assert_eq!(asked.all("x-mine"), ["1"]);
    assert_eq!(asked.body, prompt().to_string().as_bytes());
}

#[tokio::test]
async fn an_id_that_ends_with_stream_is_unchanged() {
    let server = Server::start([events([])]);
    let call = client_of(&server).endpoint("fal-ai/llm/stream").unwrap().call(&prompt());
    drop(call.stream().await.unwrap());
    assert_eq!(server.lines(), ["POST /fal-ai/llm/stream"]);
}

#[tokio::test]
async fn falsy_values_are_values() {
    let all = [json!(0), json!(""), Value::Null, json!(false), json!({"i": 1})];
    assert_eq!(values(events(&all)).await, all);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Counted {
    done: u32,
}

#[tokio::test]
async fn an_event_that_does_not_decode_keeps_its_data_and_does_not_end_the_stream() {
    let server = Server::start([events([&json!({"done": 1}), &json!({"done": "?"}), &json!({"done": 3})])]);
    let mut events: Events<Counted> = kontext(&client_of(&server)).stream_of().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, Counted { done: 1 });
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.raw_body()), (ErrorKind::Decode, Some(&br#"{"done":"?"}"#[..])));
    assert!(!error.is_outcome_unknown());
    assert_eq!(events.next().await.unwrap().unwrap().data, Counted { done: 3 });
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn errors_in_band_are_errors() {
    let body = "data: 1\n\nevent: error\ndata: {\"detail\": \"Runner died\", \"error_type\": \"runner_disconnected\"}\n\n\
                data: 2\n\n";
    let items = streamed(raw(200, "text/event-stream", body).header("x-fal-request-id", ID)).await;
    assert_eq!(items[0].as_ref().unwrap().data, 1);
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.to_string(), "kontext failed: Runner died [200, request 764cabcf]");
    assert_eq!((error.kind(), error.error_type()), (ErrorKind::Unavailable, Some("runner_disconnected")));
    assert!(error.maybe_submitted() && !error.is_outcome_unknown() && error.job().is_none());
    assert_eq!(items.len(), 2);
    let text = streamed(raw(200, "text/event-stream", "event: error\ndata: out of memory\n\n")).await;
    assert!(text[0].as_ref().unwrap_err().to_string().contains("out of memory"));
    let echo = streamed(raw(200, "text/event-stream", format!("event: error\ndata: bad key {KEY}\n\n"))).await;
    let error = echo[0].as_ref().unwrap_err();
    let shown = format!("{error} {error:?} {}", String::from_utf8_lossy(error.body().unwrap()));
    assert!(shown.contains("bad key") && !shown.contains(KEY), "{shown}");
}

#[tokio::test]
async fn a_workflow_error_names_the_response_of_its_node() {
    let detail = json!([{"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"}]);
    let reported = json!({"type": "error", "node_id": "n1", "message": "Node failed",
        "error": {"status": 422, "body": {"detail": detail}}});
    let items = streamed(events([&json!({"type": "submit", "node_id": "n1"}), &reported])).await;
    assert_eq!(items[0].as_ref().unwrap().data["type"], "submit");
    let error = items[1].as_ref().unwrap_err();
    assert!(error.is_validation());
    assert_eq!((error.status(), error.details()[0].pointer()), (Some(422), "/prompt".to_owned()));
    assert_eq!(error.error_type(), Some("missing"));
    assert_eq!(error.details_of("prompt").count(), 1);
    assert!(error.to_string().contains("Node failed: /prompt is required"), "{error}");
}

#[tokio::test]
async fn a_truncated_stream_yields_its_events_and_then_an_error() {
    for cut in [ScriptedResponse::then_reset, ScriptedResponse::then_closed] {
        let begun = pieces("text/event-stream", ["data: {\"i\": 1}\n\n", "data: {\"i\": 2, \"half"]);
        let items = streamed(cut(begun.header("x-fal-request-id", ID))).await;
        assert_eq!(items[0].as_ref().unwrap().data, json!({"i": 1}));
        let error = items[1].as_ref().unwrap_err();
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::Io, Some(ID)));
        assert!(error.is_outcome_unknown() && !error.is_retryable());
        assert!(error.to_string().ends_with("[200, request 764cabcf, it may have run]"), "{error}");
        assert_eq!(items.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_a_stream_and_a_ping_does_not() {
    let pings = [(0, "data: 1\n\n"), (9_000, ": ping\n\n"), (9_000, "data: 2\n\n")];
    let memory = MemoryTransport::new([memory_transport::events(pings).then_silent()]);
    let mut events = kontext(&memory.client()).idle_timeout(Duration::from_secs(10)).stream().await.unwrap();
    let begun = Instant::now();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert_eq!(events.next().await.unwrap().unwrap().data, 2);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(28));
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error}");
    assert!(error.to_string().contains("no data received for 10s"), "{error}");
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_be_silent_for_five_minutes_and_start_late() {
    let memory = MemoryTransport::new([memory_transport::events([(299_000, "data: 1\n\n")])
        .after(Duration::from_secs(3600))
        .then_silent()]);
    let mut events = kontext(&memory.client()).stream().await.unwrap();
    let begun = Instant::now();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(events.next().await.unwrap().unwrap_err().is_timeout());
    assert_eq!(begun.elapsed(), Duration::from_secs(299 + 300));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_the_whole_stream() {
    let ticks: Vec<_> = (0..100).map(|_| (1000, "data: 1\n\n")).collect();
    let memory = MemoryTransport::new([memory_transport::events(ticks.clone())]);
    let mut events = kontext(&memory.client()).deadline(Duration::from_millis(5500)).stream().await.unwrap();
    let mut values = 0;
    let error = loop {
        match events.next().await.unwrap() {
            Ok(_) => values += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((values, memory.lines().len()), (5, 1));
    assert!(error.is_timeout() && error.to_string().contains("the deadline passed during the stream"), "{error}");

    let memory = MemoryTransport::new([memory_transport::events(ticks).after(Duration::from_secs(10))]);
    let call = kontext(&memory.client()).deadline(Duration::from_secs(5));
    assert!(call.stream().await.unwrap_err().is_outcome_unknown());

    let memory = MemoryTransport::new([memory_transport::events([(0, "data: 1\n\n"), (0, "data: 2\n\n")])]);
    let mut events = kontext(&memory.client()).deadline(Duration::from_secs(5)).stream().await.unwrap();
    events.next().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(events.next().await.unwrap().unwrap_err().is_timeout(), "although the event lies ready");
}

#[tokio::test]
async fn errors_before_a_stream_are_those_of_a_run() {
    let failures = json!({"detail": [{"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"}]});
    for (response, status) in [
        (json(422, &failures), 422),
        (json(503, &json!({"detail": "busy"})), 503),
        (raw(502, "text/html", "<html><title>502 Bad Gateway</title></html>"), 502),
        (json(404, &json!({"detail": "Path /stream not found"})), 404),
    ] {
        let server = Server::start([response.header("x-fal-request-id", ID)]);
        let error = kontext(&client_of(&server)).stream().await.unwrap_err();
        assert_eq!((error.status(), error.request_id()), (Some(status), Some(ID)));
        assert_eq!((error.details().len(), error.job()), (usize::from(status == 422), None));
        assert_eq!(server.lines(), [POST]);
    }
}

#[tokio::test]
async fn only_requests_that_cannot_have_started_are_retried() {
    for response in [closed(), reset(), json(503, &json!({}))] {
        let server = Server::start([response, events([])]);
        assert!(kontext(&client_of(&server)).stream().await.unwrap_err().is_outcome_unknown());
        assert_eq!(server.lines(), [POST]);
    }
    let server = Server::start([json(429, &json!({})), events([&json!(1)])]);
    drop(kontext(&client_of(&server)).stream().await.unwrap());
    assert_eq!(server.lines(), [POST, POST]);
    let memory = MemoryTransport::new([fails(FailurePhase::Connecting), fails(FailurePhase::Connecting)]);
    let once = kontext(&memory.client()).retry(RetryPolicy::none());
    assert!(once.stream().await.unwrap_err().is_connect());
    assert_eq!(memory.lines().len(), 1);
}

#[tokio::test]
async fn a_json_response_in_place_of_a_stream_is_a_single_event() {
    assert_eq!(values(json(200, &json!({"whole": "answer"}))).await, [json!({"whole": "answer"})]);
    let server = Server::start([raw(200, "audio/mpeg", "ID3…").header("x-fal-request-id", ID)]);
    let error = kontext(&client_of(&server)).stream().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Decode, Some(ID)));
    assert_eq!(error.raw_body(), Some("ID3…".as_bytes()), "it was paid for");
    assert!(error.to_string().contains("`stream_bytes`"), "{error}");
}

#[tokio::test]
async fn other_content_types_return_bytes() {
    let sound = [&b"\xff\xfb"[..], &b"\x90\x00"[..]];
    let server = Server::start([pieces("audio/mpeg", sound).header("x-fal-request-id", ID)]);
    let mut stream = kontext(&client_of(&server)).stream_bytes().await.unwrap();
    assert_eq!((stream.content_type(), stream.request_id()), (Some("audio/mpeg"), Some(ID)));
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await {
        all.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(all, sound.concat());
    assert_eq!(server.requests()[0].all("accept"), ["*/*"]);

    let server = Server::start([pieces("audio/mpeg", sound).then_reset()]);
    let mut stream = kontext(&client_of(&server)).stream_bytes().await.unwrap();
    let mut last = None;
    while let Some(piece) = stream.next().await {
        last = Some(piece);
    }
    assert!(last.unwrap().unwrap_err().is_outcome_unknown());
}

#[tokio::test]
async fn dropping_a_stream_closes_its_connection() {
    let server = Server::start([pieces("text/event-stream", ["data: 1\n\n"]).then_silent()]);
    let mut events = kontext(&client_of(&server)).stream().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    drop(events);
    server.gone(1).await;
    assert_eq!(server.lines(), [POST]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_ahead_of_a_slow_consumer() {
    let ticks: Vec<_> = (0..5).map(|_| (1000, "data: 1\n\n")).collect();
    let memory = MemoryTransport::new([memory_transport::events(ticks)]);
    let mut events = kontext(&memory.client()).stream().await.unwrap();
    let begun = Instant::now();
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        events.next().await.unwrap().unwrap();
    }
    assert_eq!(begun.elapsed(), Duration::from_secs(5 * 61), "each piece is waited for when it is asked for");
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_an_event_can_be_cancelled_and_resumed() {
    let memory = MemoryTransport::new([memory_transport::events([(1000, "data: 1\n"), (1000, "\ndata: 2\n\n")])]);
    let mut events = kontext(&memory.client()).stream().await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..30 {
        if let Ok(Some(event)) = tokio::time::timeout(Duration::from_millis(150), events.next()).await {
            seen.push(event.unwrap().data);
        }
    }
    assert_eq!(seen, [1, 2]);
}

#[tokio::test]
async fn event_streams_are_send() {
    fn is_stream<S: futures_core::Stream<Item = Result<Event, fal_sdk::Error>> + Send + Unpin + 'static>(s: S) -> S {
        s
    }
    let server = Server::start([events([&json!(1)])]);
    let mut events = is_stream(kontext(&client_of(&server)).stream().await.unwrap());
    let polled = tokio::spawn(async move {
        poll_fn(|context| futures_core::Stream::poll_next(Pin::new(&mut events), context)).await
    });
    assert_eq!(polled.await.unwrap().unwrap().unwrap().data, 1);
}

#[tokio::test]
async fn options_without_effect_on_a_stream_are_rejected() {
    let server = Server::start([]);
    let client = client_of(&server);
    for call in [
        kontext(&client).hint("a"),
        kontext(&client).start_timeout(Duration::from_secs(5)),
        kontext(&client).priority(fal_sdk::Priority::Low),
        kontext(&client).webhook("https://example.com/hook"),
        kontext(&client).max_queue_length(3),
        kontext(&client).on_update(|_| ()),
        kontext(&client).cancel_on(fal_sdk::CancelOn::Drop),
    ] {
        let error = call.stream().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("has no effect on this call"), "{error}");
    }
    let error = kontext(&client).idle_timeout(Duration::from_secs(1)).await.unwrap_err();
    assert!(error.to_string().contains("`stream`"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn response_headers_without_a_body_count_as_silence() {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    let memory = MemoryTransport::new([head_only(headers), response(200, &json!(1))]);
    let error = kontext(&memory.client()).stream().await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown());
    assert_eq!(memory.lines().len(), 1);
}
