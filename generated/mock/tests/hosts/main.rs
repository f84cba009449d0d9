//! Files, webhooks and the platform API, tested over real sockets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "a test fails by panicking")]

mod downloads;
mod platform;
mod uploads;
mod webhooks;

use fal_mock::{Builder, Endpoint, Mock};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

/// Starts a server with two endpoints.
fn mock() -> Mock {
    with(|builder| builder)
}

/// Starts a server with two endpoints and a changed configuration.
fn with(change: impl FnOnce(Builder) -> Builder) -> Mock {
    let endpoints = [("acme/echo", "text-to-image", "Echo"), ("acme/parrot/loud", "text-to-speech", "Parrot")];
    let endpoint = |(id, category, title)| {
        let transport = r#"{"kind": "queue"}"#;
        let text = format!(
            r#"{{"id": "{id}", "category": "{category}", "title": "{title}", "transport": {transport}, "response": {{}}}}"#
        );
        Endpoint::parse(&text).unwrap()
    };
    change(Mock::builder().endpoints(endpoints.map(endpoint))).start().unwrap()
}

/// Adds an API key to a request.
fn keyed(request: RequestBuilder) -> RequestBuilder {
    request.header("authorization", "Key mock:mock")
}

fn post(url: String, body: &Value) -> RequestBuilder {
    Client::new().post(url).header("content-type", "application/json").body(body.to_string())
}

fn get(url: impl AsRef<str>) -> RequestBuilder {
    Client::new().get(url.as_ref())
}

async fn sent(request: RequestBuilder) -> Response {
    request.send().await.unwrap()
}

/// Sends a request and returns the status and the JSON body.
async fn json(request: RequestBuilder) -> (u16, Value) {
    let response = sent(request).await;
    let status = response.status().as_u16();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}
