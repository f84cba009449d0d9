//! Every call option as sent, and options that are rejected before sending.

use std::time::Duration;

use fal_sdk::{Access, Call, ErrorKind, Lifecycle, Priority, RetryPolicy};
use fal_tests::server::{Recorded, Server, json};
use serde_json::{Value, json};

use super::fixtures::{SUBMIT, client_of, kontext, submit_response};

/// Returns the submit request of a call with these options.
async fn sent(with: impl FnOnce(Call<Value>) -> Call<Value>) -> Recorded {
    let server = Server::start([submit_response()]);
    with(kontext(&client_of(&server))).submit().await.unwrap();
    server.requests().remove(0)
}

/// Returns the error message of a call that the client rejects.
async fn rejected(with: impl FnOnce(Call<Value>) -> Call<Value>) -> String {
    let server = Server::start([]);
    let error = with(kontext(&client_of(&server))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.maybe_submitted());
    assert!(!error.is_retryable());
    assert!(server.requests().is_empty());
    error.to_string()
}

async fn assert_header(name: &str, value: &str, with: impl FnOnce(Call<Value>) -> Call<Value>) {
    assert_eq!(sent(with).await.all(name), [value]);
}

#[tokio::test]
async fn each_option_is_one_header() {
    assert_header("x-fal-queue-priority", "low", |call| call.priority(Priority::Low)).await;
    assert_header("x-fal-queue-priority", "normal", |call| call.priority(Priority::Normal)).await;
    assert_header("x-fal-runner-hint", "lora-42", |call| call.hint("lora-42")).await;
    assert_header("x-fal-request-timeout", "12.5", |call| call.start_timeout(Duration::from_millis(12_500))).await;
    assert_header("x-fal-request-timeout", "30", |call| call.start_timeout(Duration::from_secs(30))).await;
    assert_header("x-fal-store-io", "0", |call| call.store_io(false)).await;
    assert_header("x-fal-store-io", "1", |call| call.store_io(true)).await;
    assert_header("x-fal-no-retry", "1", Call::no_retry).await;
    assert_header("x-app-fal-disable-fallback", "true", Call::no_fallback).await;
    assert_header("x-fal-tags", "team=art,user.id=7", |call| call.tags([("User.ID", " 7 "), ("team", "art")])).await;
    assert_header("x-mine", "yes, here", |call| call.header("X-Mine", "yes, here")).await;
    assert_header("x-fal-retry-config", "{}", |call| call.header("X-Fal-Retry-Config", "{}")).await;
}

#[tokio::test]
async fn the_lifecycle_is_compact_ascii_json() {
    let lifecycle = Lifecycle::new()
        .expires_after(Duration::from_millis(3_600_500))
        .default_access(Access::Hide)
        .access("zoë", Access::Allow);
    let request = sent(|call| call.lifecycle(lifecycle)).await;
    let expected = concat!(
        r#"{"expiration_duration_seconds":3601,"initial_acl":{"default":"hide","#,
        r#""rules":[{"decision":"allow","user":"zo\u00eb"}]}}"#
    );
    let sent_json: Value = serde_json::from_str(request.all("x-fal-object-lifecycle-preference")[0]).unwrap();
    assert_eq!(sent_json, serde_json::from_str::<Value>(expected).unwrap());
    assert!(request.all("x-fal-object-lifecycle-preference")[0].is_ascii());
    assert_header("x-fal-object-lifecycle-preference", r#"{"expiration_duration_seconds":null}"#, |call| {
        call.lifecycle(Lifecycle::new().never_expires())
    })
    .await;
}

#[tokio::test]
async fn the_webhook_is_a_query_parameter() {
    let url = "https://example.com/hook?a=1&b=x y+z#f";
    let line = sent(|call| call.webhook(url)).await.line();
    let encoded = "https%3A%2F%2Fexample.com%2Fhook%3Fa%3D1%26b%3Dx%20y%2Bz%23f";
    assert_eq!(line, format!("{SUBMIT}?fal_webhook={encoded}"));
}

#[tokio::test]
async fn max_queue_length_is_a_query_parameter() {
    let line = sent(|call| call.max_queue_length(3)).await.line();
    assert_eq!(line, format!("{SUBMIT}?fal_max_queue_length=3"));
    let line = sent(|call| call.max_queue_length(0).webhook("https://a.test")).await.line();
    assert_eq!(line, format!("{SUBMIT}?fal_webhook=https%3A%2F%2Fa.test&fal_max_queue_length=0"));
    let server = Server::start(vec![json(429, &json!({"detail": "queue is full"})); 2]);
    let call = kontext(&client_of(&server)).max_queue_length(3).retry(RetryPolicy::none());
    let error = call.await.unwrap_err();
    assert!(error.is_rate_limited() && !error.maybe_submitted());
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn an_option_set_twice_is_sent_once() {
    let twice = |call: Call<Value>| call.header("X-Mine", "1").header("x-mine", "2");
    assert_header("x-mine", "2", twice).await;
    assert_header("x-fal-runner-hint", "b", |call| call.hint("a").hint("b")).await;
}

#[tokio::test]
async fn headers_that_the_client_sets_are_rejected() {
    for name in ["Authorization", "content-type", "ACCEPT", "User-Agent", "Host", "Content-Length", "Transfer-Encoding"]
    {
        let message = rejected(|call| call.header(name, "mine")).await;
        assert!(message.contains(&name.to_lowercase()), "{message}");
    }
    let message = rejected(|call| call.header("X-Fal-Queue-Priority", "low")).await;
    assert!(message.contains("`priority`"), "{message}");
}

#[tokio::test]
async fn header_values_are_ascii() {
    for value in ["zoë", "a\nb", "a\u{0}b", "\u{7f}"] {
        rejected(|call| call.hint(value)).await;
        let message = rejected(|call| call.header("x-mine", value)).await;
        assert!(message.contains("x-mine") && !message.contains('\n'), "{message}");
    }
    rejected(|call| call.header("x mine", "a")).await;
    rejected(|call| call.header("", "a")).await;
}

#[tokio::test]
async fn the_start_timeout_must_exceed_one_second() {
    for timeout in [Duration::ZERO, Duration::from_millis(999), Duration::from_secs(1)] {
        let message = rejected(|call| call.start_timeout(timeout)).await;
        assert!(message.contains("more than 1s"), "{message}");
    }
}

#[tokio::test]
async fn invalid_tags_are_rejected() {
    rejected(|call| call.tags([("fal.x", "1")])).await;
    rejected(|call| call.tags([("", "1")])).await;
    rejected(|call| call.tags([("a b", "1")])).await;
    rejected(|call| call.tags([("a", "1,2")])).await;
    rejected(|call| call.tags([("a", "é")])).await;
    rejected(|call| call.tags((0..11).map(|n| (n.to_string(), "x")))).await;
}

#[tokio::test]
async fn invalid_webhooks_and_lifecycles_are_rejected() {
    for url in ["", "example.com/hook", "/hook", "file:///etc/passwd"] {
        rejected(|call| call.webhook(url)).await;
    }
    rejected(|call| call.lifecycle(Lifecycle::new().expires_after(Duration::ZERO))).await;
    rejected(|call| call.lifecycle(Lifecycle::new().access("bob", Access::Allow))).await;
}
