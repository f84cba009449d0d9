//! The synchronous host: runs, event streams, authentication and direct endpoints.

use fal_sdk::{Client, ErrorKind};
use serde_json::json;

use super::fixtures::{builder, call, call_with, client, lines, mock};

#[tokio::test]
async fn a_run_is_one_request_without_a_job() {
    let mock = mock();
    let outcome = call(&mock).run_outcome().await.unwrap();
    assert!(outcome.meta.request_id.is_some());
    assert_eq!(lines(&mock), ["POST Run acme/echo/loud"]);
    assert!(mock.jobs().is_empty());
}

#[tokio::test]
async fn a_stream_emits_the_text_word_by_word() {
    let mock = mock();
    let whole = call(&mock).run().await.unwrap();
    let mut events = call(&mock).stream().await.unwrap();
    let mut reported = Vec::new();
    while let Some(event) = events.next().await {
        reported.push(event.unwrap().data["output"].as_str().unwrap().to_owned());
    }
    assert!(reported.len() > 2, "{reported:?}");
    assert!(reported.windows(2).all(|pair| pair[1].starts_with(&pair[0])), "{reported:?}");
    assert_eq!(reported.last().unwrap(), whole["output"].as_str().unwrap());
    assert_eq!(lines(&mock)[1], "POST Run acme/echo/loud/stream");
}

#[tokio::test]
async fn an_invalid_run_is_rejected_at_once() {
    let mock = mock();
    let error = call_with(&mock, &json!({ "prompt": 7 })).run().await.unwrap_err();
    assert_eq!(error.details()[0].r#type, "string_type");
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn an_api_key_is_required_and_can_be_restricted_to_one() {
    let mut settings = fal_mock::Settings::default();
    settings.key = Some("right:key-of-mine".to_owned());
    let mock = builder().settings(settings).start().unwrap();
    let with = |builder: fal_sdk::ClientBuilder| builder.environment(|_| None).mock_url(mock.url()).build().unwrap();
    let call = |client: Client| client.endpoint("acme/echo/loud").unwrap().call(&json!({ "prompt": "x" })).run();
    assert_eq!(call(with(Client::builder().key("wrong:key-of-mine"))).await.unwrap_err().kind(), ErrorKind::Auth);
    assert_eq!(call(with(Client::builder().anonymous())).await.unwrap_err().kind(), ErrorKind::Auth);
    assert!(call(with(Client::builder().key("right:key-of-mine"))).await.is_ok());
}

#[tokio::test]
async fn one_base_url_serves_all_hosts() {
    let mock = mock();
    let client = Client::builder().environment(|_| None).key("any:key").base_url(mock.url()).build().unwrap();
    client.endpoint("acme/echo/loud").unwrap().call(&json!({ "prompt": "x" })).await.unwrap();
    assert!(lines(&mock)[0].starts_with("POST Queue"));
}

#[tokio::test]
async fn a_proxied_request_is_routed_by_its_target_url() {
    let mock = mock();
    let client = Client::builder().environment(|_| None).proxy_url(mock.url()).build().unwrap();
    // The proxy adds the key; the client sends none.
    let error = client.endpoint("acme/echo/loud").unwrap().call(&json!({ "prompt": "x" })).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(lines(&mock), ["POST Run acme/echo/loud"]);
}

#[test]
fn a_dropped_server_stops() {
    let mock = mock();
    let address = mock.address();
    drop(mock);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_does_not_stop_the_server() {
    let mock = mock();
    let client = client(&mock);
    let responded = client.endpoint("acme/echo/loud").unwrap().call(&json!({ "prompt": "x" })).run().await;
    // On a paused clock, timers of the client may fire early; the server must respond nevertheless.
    assert!(responded.is_ok() || responded.unwrap_err().is_timeout());
}

/// A direct endpoint with a parameter in each location.
const TASK: &str = r##"{
    "id": "v1/tasks/{id}",
    "transport": {
        "kind": "direct", "method": "GET", "path": "/v1/tasks/{id}",
        "parameters": [
            {"field": "id", "name": "id", "location": "path", "style": "comma"},
            {"field": "page", "name": "page", "location": "query", "style": "pairs"},
            {"field": "x-team", "name": "x-team", "location": "header", "style": "comma"}
        ]
    },
    "request": {"$ref": "#/$defs/Request"},
    "response": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
    "$defs": {"Request": {
        "type": "object",
        "properties": {"id": {"type": "string"}, "page": {"type": "integer", "maximum": 9}, "x-team": {"type": "string"}},
        "required": ["id", "x-team"],
        "x-fal-order-properties": ["id", "page", "x-team"]
    }}
}"##;

#[tokio::test]
async fn a_direct_endpoint_is_called_at_the_path_of_its_document() {
    let mock = builder().endpoint(fal_mock::Endpoint::parse(TASK).unwrap()).start().unwrap();
    let get = async |query: &str| {
        let request = reqwest::Client::new().get(format!("{}/fal.run/v1/tasks/7{query}", mock.url()));
        let response = request.header("x-team", "12").send().await.unwrap();
        (
            response.status().as_u16(),
            serde_json::from_slice::<serde_json::Value>(&response.bytes().await.unwrap()).unwrap(),
        )
    };
    let (status, body) = get("?page=3").await;
    assert_eq!(status, 200, "{body}");
    assert!(body["id"].is_string(), "{body}");
    let (status, body) = get("?page=10").await;
    assert_eq!((status, &body["detail"][0]["loc"]), (422, &json!(["body", "page"])), "{body}");
}

/// A direct endpoint with a text response in another format.
fn saying(format: &str) -> fal_mock::Endpoint {
    let text = r##"{
        "id": "v1/say",
        "transport": {"kind": "direct", "method": "POST", "path": "/v1/say/{tone}:now", "format": "FORMAT", "body": "text",
            "media": "text/plain",
            "parameters": [{"field": "tone", "name": "tone", "location": "path", "style": "comma"}]},
        "request": {"$ref": "#/$defs/Request"},
        "response": {"type": "string"},
        "$defs": {"Request": {
            "type": "object",
            "properties": {"tone": {"type": "string"}, "text": {"type": "string", "maxLength": 5}},
            "required": ["tone", "text"],
            "x-fal-order-properties": ["tone", "text"]
        }}
    }"##;
    fal_mock::Endpoint::parse(&text.replace("FORMAT", format)).unwrap()
}

#[tokio::test]
async fn a_direct_endpoint_responds_in_its_format() {
    for (format, status, media) in [
        ("json", 200, "application/json"),
        ("text", 200, "text/plain; charset=utf-8"),
        ("bytes", 200, "application/octet-stream"),
        ("events", 200, "text/event-stream"),
        ("empty", 204, ""),
    ] {
        let mock = builder().endpoint(saying(format)).start().unwrap();
        let request = reqwest::Client::new().post(format!("{}/v1/say/loud:now", mock.url()));
        let response = request.header("content-type", "text/plain").body("hello").send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{format}");
        assert_eq!(response.headers()["content-type"], media, "{format}");
        let body = response.bytes().await.unwrap();
        assert_eq!(body.is_empty(), format == "empty", "{format}");
        assert_eq!(body.starts_with(b"data: \""), format == "events", "{format}");
    }
}

#[tokio::test]
async fn the_text_body_of_a_direct_endpoint_is_checked() {
    let mock = builder().endpoint(saying("text")).start().unwrap();
    let request = reqwest::Client::new().post(format!("{}/v1/say/loud:now", mock.url()));
    let response = request.header("content-type", "text/plain").body("too long").send().await.unwrap();
    assert_eq!(response.status().as_u16(), 422);
}
