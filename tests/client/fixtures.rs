//! Clients, responses and payloads that most tests use.

use std::time::Duration;

use fal_sdk::{Call, Client, ClientBuilder, Job, RetryPolicy};
use fal_tests::server::{ScriptedResponse, Server, json};
use serde_json::{Value, json};

pub const KONTEXT: &str = "fal-ai/flux-pro/kontext";
pub const ID: &str = "764cabcf";
pub const KEY: &str = "0f8fad5b-d9cb:3ac2b9a1e5d94c58";

/// A client that ignores the environment, retries without pauses, and polls its
/// jobs, so that a script has one response per poll.
pub fn client_of(server: &Server) -> Client {
    builder(&server.url()).build().unwrap()
}

pub fn builder(url: &str) -> ClientBuilder {
    streaming_builder(url).poll_only()
}

/// The same with status streams, which is the default.
pub fn streaming_client_of(server: &Server) -> Client {
    streaming_builder(&server.url()).build().unwrap()
}

pub fn streaming_builder(url: &str) -> ClientBuilder {
    Client::builder().environment(|_| None).key(KEY).base_url(url).retry(hasty())
}

/// The default retry policy without pauses.
pub fn hasty() -> RetryPolicy {
    RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO)
}

pub fn prompt() -> Value {
    json!({"prompt": "a donut"})
}

pub fn kontext(client: &Client) -> Call<Value> {
    client.endpoint(KONTEXT).unwrap().call(&prompt())
}

pub fn job(client: &Client) -> Job<Value> {
    Job::attach(client, format!("{KONTEXT}/requests/{ID}").parse().unwrap())
}

/// The submit response.
pub fn submit_response() -> ScriptedResponse {
    json(200, &json!({"status": "IN_QUEUE", "request_id": ID, "queue_position": 0}))
}

pub fn in_queue() -> ScriptedResponse {
    json(202, &json!({"status": "IN_QUEUE", "request_id": ID, "queue_position": 2}))
}

pub fn in_progress() -> ScriptedResponse {
    json(202, &json!({"status": "IN_PROGRESS", "request_id": ID, "logs": null}))
}

pub fn completed() -> ScriptedResponse {
    json(200, &json!({"status": "COMPLETED", "request_id": ID}))
}

pub fn image() -> Value {
    json!({"images": [{"url": "https://v3b.fal.media/files/b/donut.png"}], "seed": 18_446_744_073_709_551_615_u64})
}

pub fn result() -> ScriptedResponse {
    json(200, &image()).header("x-fal-request-id", ID)
}

pub const SUBMIT: &str = "POST /fal-ai/flux-pro/kontext";
pub const STATUS: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status?logs=0";
pub const STREAM: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status/stream?logs=0";
pub const RESULT: &str = "GET /fal-ai/flux-pro/requests/764cabcf";
pub const CANCEL: &str = "PUT /fal-ai/flux-pro/requests/764cabcf/cancel";
