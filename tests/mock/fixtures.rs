//! A mock server with one endpoint, and a client for it.

use fal_mock::{Builder, Endpoint, Mock};
use fal_sdk::{Call, Client, RetryPolicy};
use serde_json::{Value, json};

/// An endpoint that accepts and returns a string.
const ECHO: &str = r##"{
    "id": "acme/echo/loud",
    "title": "Echo",
    "category": "llm",
    "transport": {"kind": "queue"},
    "request": {"$ref": "#/$defs/Request"},
    "response": {"$ref": "#/$defs/Response"},
    "$defs": {
        "Request": {
            "type": "object",
            "properties": {"prompt": {"type": "string"}, "times": {"type": "integer", "minimum": 1, "maximum": 4}},
            "required": ["prompt"],
            "x-fal-order-properties": ["prompt", "times"]
        },
        "Response": {
            "type": "object",
            "properties": {"output": {"type": "string"}},
            "required": ["output"],
            "x-fal-order-properties": ["output"]
        }
    }
}"##;

pub fn builder() -> Builder {
    Mock::builder().endpoint(Endpoint::parse(ECHO).unwrap())
}

pub fn mock() -> Mock {
    builder().start().unwrap()
}

pub fn client(mock: &Mock) -> Client {
    Client::builder().environment(|_| None).mock_url(mock.url()).build().unwrap()
}

pub fn call(mock: &Mock) -> Call<Value> {
    call_with(mock, &json!({ "prompt": "hello there" }))
}

pub fn call_with(mock: &Mock, payload: &Value) -> Call<Value> {
    client(mock).endpoint("acme/echo/loud").unwrap().call(payload).retry(RetryPolicy::none())
}

/// Returns method, host and path of every recorded request.
pub fn lines(mock: &Mock) -> Vec<String> {
    let line = |request: &fal_mock::RecordedRequest| format!("{} {:?} {}", request.method, request.host, request.path);
    mock.requests().iter().map(line).collect()
}
