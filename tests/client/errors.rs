//! Errors from responses with any status and body, formatted as one line.

use std::error::Error as _;

use fal_sdk::{Error, ErrorKind};
use fal_tests::server::{ScriptedResponse, Server, json, raw};
use serde_json::{Value, json};

use super::fixtures::{ID, client_of, job, kontext};

/// The error of a result request with this response.
async fn met(response: ScriptedResponse) -> Error {
    let server = Server::start([response]);
    let error = job(&client_of(&server)).retry(fal_sdk::RetryPolicy::none()).result().await.unwrap_err();
    assert_eq!(error.request_id(), Some(ID));
    assert!(!error.to_string().contains('\n'), "{error}");
    error
}

fn text(error: &Error) -> String {
    error.to_string()
}

#[tokio::test]
async fn http_statuses_have_error_kinds() {
    for (status, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Auth),
        (402, ErrorKind::Billing),
        (403, ErrorKind::Auth),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Timeout),
        (409, ErrorKind::Rejected),
        (410, ErrorKind::NotFound),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (499, ErrorKind::Cancelled),
        (500, ErrorKind::Unavailable),
        (502, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (504, ErrorKind::Timeout),
        (529, ErrorKind::Unavailable),
        (307, ErrorKind::Protocol),
    ] {
        let error = met(json(status, &json!({"detail": "the reason"}))).await;
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
    }
}

#[tokio::test]
async fn an_exhausted_balance_is_billing() {
    for detail in [
        "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
        "User is locked. Reason: TOP_UP.",
        "User is locked.",
        "Exhausted balance",
    ] {
        let error = met(json(403, &json!({"detail": detail}))).await;
        assert!(error.is_billing() && !error.is_auth() && !error.is_retryable());
        assert!(text(&error).contains(detail), "{error}");
    }
    assert!(met(json(402, &json!({"message": "Payment needed", "code": 7}))).await.is_billing());
}

#[tokio::test]
async fn messages_are_found_in_any_error_body() {
    for (response, message) in [
        (json(404, &json!({"detail": "Path /x not found"})), "kontext was not found: Path /x not found"),
        (json(422, &json!({"detail": "Invalid prompt"})), "kontext refused the request: Invalid prompt"),
        (json(400, &json!({"detail": {"message": "inner", "type": "t"}})), "kontext refused the request: inner"),
        (
            json(400, &json!({"error": {"type": "validation_error", "message": "platform"}})),
            "kontext refused the request: platform",
        ),
        (json(400, &json!({"error": "short"})), "kontext refused the request: short"),
        (json(400, &json!({"message": "told"})), "kontext refused the request: told"),
        (json(400, &json!("bare")), "kontext refused the request: bare"),
        (json(500, &json!(["boom"])), r#"kontext failed: ["boom"]"#),
        (json(500, &Value::Null), "kontext failed: Internal Server Error"),
        (json(500, &json!({})), "kontext failed: Internal Server Error"),
        (raw(500, "application/json", ""), "kontext failed: Internal Server Error"),
        (raw(500, "application/json", "{oops"), "kontext failed: {oops"),
        (raw(500, "text/plain", "line one\nline\ttwo\u{7}"), "kontext failed: line one line two"),
        (
            raw(502, "text/html", "<html><head><title>502 Bad Gateway</title></head>nginx"),
            "kontext failed: 502 Bad Gateway",
        ),
        (raw(502, "text/html", "<!doctype html><p>no title"), "kontext failed: Bad Gateway"),
        (raw(500, "application/json", b"\xef\xbb\xbf{\"detail\":\"bom\"}".to_vec()), "kontext failed: bom"),
        (raw(500, "application/json", b"caf\xe9".to_vec()), "kontext failed: caf\u{fffd}"),
    ] {
        let error = met(response.clone()).await;
        let status = error.status().unwrap();
        assert_eq!(text(&error), format!("{message} [{status}, request {ID}]"), "{response:?}");
        assert!(error.body().is_some() && error.raw_body().is_none());
    }
}

#[tokio::test]
async fn details_of_any_shape_are_kept() {
    let error = met(json(422, &json!({"detail": [
        {"loc": ["body", "images", 0, "url"], "msg": "bad", "type": "file_download_error", "input": {"a": 1}, "ctx": null},
        {"loc": null, "msg": null, "type": 7},
        {"loc": [1.5, true, "x"], "msg": "odd"},
        "just text",
        null,
    ]})))
    .await;
    let details = error.details();
    assert_eq!(details.len(), 5);
    assert_eq!((details[0].pointer().as_str(), details[0].r#type.as_ref()), ("/images/0/url", "file_download_error"));
    assert_eq!(details[0].input, Some(json!({"a": 1})));
    assert_eq!(details[2].pointer(), "/x");
    assert_eq!(details[3].msg, "just text");
    assert_eq!(error.error_type(), Some("file_download_error"));
    assert!(text(&error).contains("; and 2 more"), "{error}");
}

#[tokio::test]
async fn response_headers_are_available_in_errors() {
    let response = json(504, &json!({"detail": "late"}))
        .header("X-Fal-Error-Type", "request_timeout")
        .header("X-Fal-Billable-Units", "0.5")
        .header("X-Fal-Retryable", "false");
    let error = met(response).await;
    assert_eq!(error.error_type(), Some("request_timeout"));
    let meta = error.meta().unwrap();
    assert_eq!(meta.billable_units.unwrap().to_string(), "0.5");
    assert_eq!(meta.retryable, Some(false));
    let error =
        met(json(503, &json!({"detail": "x", "error_type": "runner_disconnected"})).header("X-Fal-Error-Type", "y"))
            .await;
    assert_eq!(error.error_type(), Some("runner_disconnected"), "the body goes before the header");
}

#[tokio::test]
async fn long_messages_and_bodies_are_bounded() {
    let error = met(raw(500, "text/plain", "x".repeat(1 << 20))).await;
    assert!(text(&error).chars().count() < 400);
    assert_eq!(error.body().unwrap().len(), 8 << 10);
    assert!(format!("{error:?}").len() < 2000);
}

#[tokio::test]
async fn a_truncated_error_response_keeps_its_status() {
    let error = met(json(422, &json!({"detail": "a long reason"})).cut_after(12)).await;
    assert_eq!((error.status(), error.kind()), (Some(422), ErrorKind::Rejected));
}

#[tokio::test]
async fn a_submit_response_that_is_html_or_has_no_id_is_an_error() {
    for response in
        [raw(200, "text/html", "<html>hello</html>"), json(200, &json!({"status": "IN_QUEUE"})), json(204, &json!(1))]
    {
        let server = Server::start([response]);
        let error = kontext(&client_of(&server)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert!(error.maybe_submitted() && error.job().is_none());
        assert!(text(&error).contains("no request id ("), "{error}");
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test]
async fn the_source_of_a_broken_connection_is_kept() {
    let server = Server::start([fal_tests::server::closed()]);
    let error = kontext(&client_of(&server)).await.unwrap_err();
    let source = error.source().unwrap();
    assert!(source.source().is_some(), "{source:?}");
    assert!(text(&error).starts_with("kontext lost the connection: "), "{error}");
}
