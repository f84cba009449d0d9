//! Synchronous runs: one request that starts billed work, and its errors.

use std::time::Duration;

use fal_sdk::{CancelOn, ErrorKind, Priority, RetryPolicy, transport::FailurePhase};
use fal_tests::server::{ScriptedResponse, Server, closed, json, raw, reset};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    fixtures::{ID, KEY, builder, client_of, image, kontext, prompt},
    memory_transport::{MemoryTransport, fails, never, response},
};

const RUN: &str = "POST /fal-ai/flux-pro/kontext";

/// Returns the error of a run with this response.
async fn run_meets(response: ScriptedResponse) -> fal_sdk::Error {
    let server = Server::start([response, json(200, &image())]);
    let error = kontext(&client_of(&server)).run().await.unwrap_err();
    assert_eq!(server.lines(), [RUN]);
    assert_eq!(error.job(), None, "a run leaves no job");
    error
}

#[tokio::test]
async fn a_run_is_one_request_to_the_run_host() {
    let server =
        Server::start([json(200, &image()).header("x-fal-request-id", ID).header("x-fal-billable-units", "1.5")]);
    let client = builder("http://127.0.0.1:1").run_url(server.url()).build().unwrap();
    let call = kontext(&client).hint("lora").start_timeout(Duration::from_secs(9)).header("x-mine", "1").no_retry();
    let outcome = call.run_outcome().await.unwrap();
    assert_eq!(outcome.value, image());
    assert_eq!(outcome.meta.request_id.as_deref(), Some(ID));
    assert_eq!(outcome.meta.billable_units, Some("1.5".parse().unwrap()));
    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), RUN);
    assert_eq!(asked.body, prompt().to_string().as_bytes());
    assert_eq!(asked.all("authorization"), [format!("Key {KEY}")]);
    assert_eq!((asked.all("accept"), asked.all("x-fal-runner-hint")), (vec!["application/json"], vec!["lora"]));
    assert_eq!((asked.all("x-fal-request-timeout"), asked.all("x-mine")), (vec!["9"], vec!["1"]));
}

#[tokio::test]
async fn a_run_that_may_have_started_is_not_retried() {
    for response in [
        json(503, &json!({"detail": "busy"})),
        json(504, &json!({})),
        raw(502, "text/html", "<html><title>502 Bad Gateway</title></html>"),
        closed(),
        reset(),
        json(200, &image()).cut_after(9),
    ] {
        let error = run_meets(response.clone().header("x-fal-request-id", ID)).await;
        assert!(error.is_outcome_unknown() && error.maybe_submitted() && !error.is_retryable(), "{response:?}");
        assert!(error.to_string().contains("it may have run]"), "{error}");
    }
    let cut = run_meets(json(200, &image()).header("x-fal-request-id", ID).cut_after(9)).await;
    assert_eq!(cut.request_id(), Some(ID), "the head had come");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_cannot_have_started_is_retried() {
    let memory = MemoryTransport::new([
        response(429, &json!({})).header("retry-after", "2"),
        fails(FailurePhase::Connecting),
        response(200, &image()),
    ]);
    assert_eq!(kontext(&memory.client()).run().await.unwrap(), image());
    assert_eq!((memory.lines().len(), memory.times()[1]), (3, 2000));
    let memory = MemoryTransport::new([response(429, &json!({"detail": [{"type": "concurrent_requests_limit"}]}))]);
    let error = kontext(&memory.client()).retry(RetryPolicy::none()).run().await.unwrap_err();
    assert!(error.is_rate_limited() && !error.maybe_submitted());
}

#[tokio::test(start_paused = true)]
async fn only_the_deadline_bounds_a_run() {
    let hour = Duration::from_secs(3600);
    let memory = MemoryTransport::new([response(200, &image()).after(hour)]);
    assert_eq!(kontext(&memory.client()).run().await.unwrap(), image());
    for with_start_timeout in [false, true] {
        let memory = MemoryTransport::new([never()]);
        let mut call = kontext(&memory.client()).deadline(Duration::from_secs(1));
        if with_start_timeout {
            call = call.start_timeout(hour);
        }
        let begun = Instant::now();
        let error = call.run().await.unwrap_err();
        assert_eq!(begun.elapsed(), Duration::from_secs(1));
        assert!(error.is_timeout() && error.is_outcome_unknown());
        assert_eq!(memory.lines(), [RUN]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_without_a_reachable_host_ends() {
    let memory = MemoryTransport::new((0..20).map(|_| fails(FailurePhase::Connecting)));
    let error = kontext(&memory.client()).run().await.unwrap_err();
    assert!(error.is_connect() && !error.maybe_submitted() && !error.is_outcome_unknown());
    assert_eq!(memory.lines().len(), 5);
}

#[tokio::test]
async fn an_html_error_reports_its_title_and_keeps_the_start_of_the_body() {
    let page = format!("<html><title>502 Bad Gateway</title>{}</html>", "x".repeat(100_000));
    let error = run_meets(raw(502, "text/html", page.clone())).await;
    assert_eq!(error.to_string(), "kontext failed: 502 Bad Gateway [502, it may have run]");
    assert_eq!(error.body().unwrap(), &page.as_bytes()[..8 << 10]);
}

#[tokio::test]
async fn violations_of_the_payload_are_details_of_the_error() {
    let violation =
        json!({"loc": ["body", "num_images"], "msg": "…", "type": "less_than_equal", "ctx": {"le": 4}, "input": 12});
    let error = run_meets(json(422, &json!({"detail": [violation]})).header("x-fal-request-id", ID)).await;
    assert_eq!(
        error.to_string(),
        "kontext refused the request: /num_images must be at most 4, got 12 [422, request 764cabcf]"
    );
    assert!(error.is_validation() && !error.maybe_submitted());
    assert_eq!((error.details()[0].field(), error.details_of("num_images").count()), (Some("num_images"), 1));
    assert_eq!(error.details_of("prompt").count(), 0);
    let error = run_meets(json(422, &json!({"detail": "The prompt is empty"}))).await;
    assert!(error.is_validation() && error.to_string().contains("The prompt is empty"), "{error}");
}

#[tokio::test]
async fn every_shape_of_an_error_is_an_error() {
    for (response, kind, words) in [
        (json(401, &json!({"detail": "invalid key credentials"})), ErrorKind::Auth, "invalid key credentials"),
        (json(402, &json!({"message": "Pay first"})), ErrorKind::Billing, "Pay first"),
        (json(403, &json!({"detail": "Cannot access application"})), ErrorKind::Auth, "Cannot access application"),
        (json(404, &json!({"detail": "Path /x not found"})), ErrorKind::NotFound, "Path /x not found"),
        (json(400, &json!(["odd"])), ErrorKind::Rejected, "odd"),
        (json(400, &Value::Null), ErrorKind::Rejected, "Bad Request"),
        (raw(400, "application/json", "{\"detail\": "), ErrorKind::Rejected, "{"),
        (raw(400, "text/plain", ""), ErrorKind::Rejected, "Bad Request"),
    ] {
        let error = run_meets(response.header("x-fal-request-id", ID)).await;
        assert_eq!((error.kind(), error.request_id()), (kind, Some(ID)), "{error}");
        assert!(error.to_string().contains(words) && !error.maybe_submitted(), "{error}");
    }
}

#[tokio::test]
async fn a_failure_reported_by_the_application_is_recognized() {
    let failed = json(500, &json!({"detail": "CUDA out of memory"}))
        .header("x-fal-request-id", ID)
        .header("X-Fal-Error-Type", "internal_error")
        .header("X-Fal-Retryable", "false")
        .header("X-Fal-Billable-Units", "0");
    let error = run_meets(failed).await;
    assert_eq!(error.to_string(), "kontext failed: CUDA out of memory [500, request 764cabcf]");
    assert_eq!((error.error_type(), error.meta().unwrap().retryable), (Some("internal_error"), Some(false)));
    assert_eq!(error.meta().unwrap().billable_units, Some("0".parse().unwrap()));
    assert!(error.maybe_submitted() && !error.is_outcome_unknown());
}

#[tokio::test]
async fn a_non_json_response_keeps_its_body() {
    for (content_type, body) in
        [("text/html", &b"<p>hello"[..]), ("text/plain", b"hello"), ("image/png", b"\x89PNG\xff")]
    {
        let response = raw(200, content_type, body).header("x-fal-request-id", ID);
        let error = run_meets(response.clone()).await;
        assert_eq!((error.kind(), error.raw_body(), error.request_id()), (ErrorKind::Decode, Some(body), Some(ID)));
        assert!(!error.is_outcome_unknown() && error.maybe_submitted());

        let server = Server::start([response]);
        let raw = kontext(&client_of(&server)).run_bytes().await.unwrap();
        assert_eq!((raw.content_type.as_deref(), &raw.bytes[..]), (Some(content_type), body));
        assert_eq!(raw.meta.request_id.as_deref(), Some(ID));
        assert_eq!(server.requests()[0].all("accept"), ["*/*"]);
        assert!(!format!("{raw:?}").contains("hello"));
    }
}

#[tokio::test]
async fn truncated_json_in_a_complete_response_is_an_error() {
    let error = run_meets(raw(200, "application/json", "{\"images\": [").header("x-fal-request-id", ID)).await;
    assert_eq!((error.kind(), error.status(), error.request_id()), (ErrorKind::Decode, Some(200), Some(ID)));
    assert_eq!(error.raw_body().unwrap(), b"{\"images\": [");
}

#[tokio::test]
async fn options_that_need_a_job_are_rejected() {
    let server = Server::start([]);
    let client = client_of(&server);
    for call in [
        kontext(&client).priority(Priority::Low),
        kontext(&client).webhook("https://example.com/hook"),
        kontext(&client).max_queue_length(3),
        kontext(&client).on_update(|_| ()),
        kontext(&client).cancel_on(CancelOn::Deadline),
        kontext(&client).idle_timeout(Duration::from_secs(1)),
    ] {
        let error = call.run().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("has no effect on this call"), "{error}");
    }
    assert!(server.requests().is_empty());
    let server = Server::start([json(200, &image())]);
    kontext(&client_of(&server)).cancel_on(CancelOn::Never).run().await.unwrap();
}

#[tokio::test]
async fn dropping_a_run_closes_its_connection() {
    let server = Server::start([fal_tests::server::silent()]);
    let client = client_of(&server);
    let call = kontext(&client);
    let run = tokio::spawn(call.run());
    server.wait_for(1).await;
    run.abort();
    server.gone(1).await;
    assert_eq!(server.lines(), [RUN]);
}

#[tokio::test]
async fn a_report_has_one_line_per_detail() {
    let violations: Vec<Value> = (0..5)
        .map(|index| json!({"loc": ["body", "images", index, "url"], "msg": "Could not load", "type": "image_load_error"}))
        .collect();
    let error = run_meets(json(422, &json!({"detail": violations})).header("x-fal-billable-units", "0.25")).await;
    assert!(error.to_string().contains("and 2 more"), "{error}");
    let report = error.report().to_string();
    assert_eq!(report.lines().count(), 7, "{report}");
    assert!(report.contains("\n  - /images/4/url: Could not load\n  billed: 0.25 units"), "{report}");
    let error = run_meets(closed()).await;
    let report = error.report().to_string();
    assert!(report.contains("\n  caused by: ") && report.ends_with("whether the request was executed"), "{report}");
}
