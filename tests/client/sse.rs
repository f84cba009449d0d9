//! Server-sent events as a caller receives them. The runtime's own tests of the decoder cover all ways to divide a body
//! into chunks, and large events.

use fal_sdk::{Error, ErrorKind, Event};
use fal_tests::server::{ScriptedResponse, Server, pieces, raw};
use serde_json::{Value, json};

use super::fixtures::{client_of, kontext};

/// Returns all items of a stream with this response.
pub async fn streamed(response: ScriptedResponse) -> Vec<Result<Event, Error>> {
    let server = Server::start([response]);
    let mut events = kontext(&client_of(&server)).stream().await.unwrap();
    let mut items = Vec::new();
    while let Some(item) = events.next().await {
        items.push(item);
    }
    assert!(events.next().await.is_none(), "the end stays the end");
    items
}

/// Returns the values of a stream without errors.
pub async fn values(response: ScriptedResponse) -> Vec<Value> {
    streamed(response).await.into_iter().map(|event| event.unwrap().data).collect()
}

fn sse(body: impl Into<Vec<u8>>) -> ScriptedResponse {
    raw(200, "text/event-stream", body)
}

#[tokio::test]
async fn characters_survive_one_byte_at_a_time() {
    let body = "data: {\"i\": 1, \"t\": \"é€🍩\"}\n\ndata: {\"i\": 2, \"t\": \"é€🍩\"}\n\n";
    let bytes = body.as_bytes().iter().map(std::slice::from_ref);
    let expected = [json!({"i": 1, "t": "é€🍩"}), json!({"i": 2, "t": "é€🍩"})];
    assert_eq!(values(pieces("text/event-stream", bytes)).await, expected);
}

#[tokio::test]
async fn every_line_end_and_field_is_understood() {
    let body = "\u{feff}: hello\r\n\r\nretry: 10\r\nid: 1\r\nevent: progress\r\ndata: {\"i\": 1}\r\n\r\n\
                field-without-colon\r\ndata: {\"i\":\r\ndata: 2}\r\n\r\ndata:{\"i\": 3}\r\n\r\n";
    let events: Vec<Event> = streamed(sse(body)).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(events.iter().map(|event| &event.data["i"]).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((events[0].name.as_deref(), events[0].id.as_deref()), (Some("progress"), Some("1")));
    assert_eq!((events[1].name.as_deref(), events[1].id.as_deref()), (None, Some("1")));
    assert_eq!(values(sse("data: 1\r\rdata: 2\r\r")).await, [1, 2]);
    assert_eq!(values(sse("\u{feff}data: 1\n\ndata: 2\n\n")).await, [1, 2]);
    let separators = json!({"t": "a\u{2028}b\u{85}c"});
    assert_eq!(values(sse(format!("data: {separators}\n\n"))).await, [separators]);
}

#[tokio::test]
async fn an_event_without_data_is_ignored() {
    for body in [
        ": ping\n\ndata: 1\n\n: ping\n\n:\n\ndata: 2\n\n",
        "id: 7\ndata: 1\n\n: ping\n\ndata: 2\n\n",
        "event: ping\n\ndata: 1\n\ndata: 2\n\ndata:\n\n",
    ] {
        assert_eq!(values(sse(body)).await, [1, 2], "{body:?}");
    }
}

#[tokio::test]
async fn the_done_event_ends_a_stream() {
    assert_eq!(values(sse("data: 1\n\ndata: [DONE]\n\n")).await, [1]);
}

#[tokio::test]
async fn a_truncated_event_is_an_error_with_its_data() {
    for (body, left) in [("data: 1\n\ndata: {\"i\": 2}\n", "{\"i\": 2}"), ("data: 1\n\ndata: {\"i\"", "{\"i\"")] {
        let items = streamed(sse(body)).await;
        assert_eq!(items[0].as_ref().unwrap().data, 1);
        let error = items[1].as_ref().unwrap_err();
        assert_eq!((error.kind(), error.raw_body()), (ErrorKind::Protocol, Some(left.as_bytes())));
        assert_eq!(items.len(), 2);
    }
}

#[tokio::test]
async fn empty_streams_parameters_and_large_events_are_read() {
    assert_eq!(values(sse("")).await, Vec::<Value>::new());
    assert_eq!(values(raw(200, "Text/Event-Stream; charset=utf-8", "data: 1\n\n")).await, [1]);
    let large = json!({"b64": "A".repeat(1_500_000)});
    assert_eq!(values(sse(format!("data: {large}\n\ndata: 2\n\n"))).await, [large, json!(2)]);
}

#[tokio::test]
async fn an_event_beyond_the_limit_is_an_error_and_not_kept() {
    let server = Server::start([sse(format!("data: 1\n\ndata: \"{}\"\n\n", "A".repeat(2000)))]);
    let client = super::fixtures::builder(&server.url()).result_limit(1000).build().unwrap();
    let mut events = kontext(&client).stream().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(error.to_string().contains("1000 bytes"), "{error}");
    assert!(events.next().await.is_none());
}
