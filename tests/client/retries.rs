//! What is sent again, and what never is.

use std::time::Duration;

use fal_sdk::{ErrorKind, RetryPolicy, transport::FailurePhase};
use fal_tests::server::{ScriptedResponse, Server, closed, json, raw, reset};
use serde_json::json;

use super::{
    fixtures::{
        CANCEL, ID, KONTEXT, RESULT, STATUS, SUBMIT, builder, client_of, completed, image, job, kontext, result,
        submit_response,
    },
    memory_transport::{MemoryTransport, fails, never, response, text},
};

fn error(status: u16) -> ScriptedResponse {
    json(status, &json!({"detail": "try again"}))
}

/// The error of a call whose submit meets this, once.
async fn submit_meets(response: ScriptedResponse) -> fal_sdk::Error {
    let server = Server::start([response, submit_response()]);
    let error = kontext(&client_of(&server)).await.unwrap_err();
    assert_eq!(server.lines(), [SUBMIT]);
    error
}

#[tokio::test]
async fn a_submit_that_may_have_arrived_is_not_retried() {
    for response in [error(500), error(502), error(503), error(504), error(408), closed(), reset()] {
        let error = submit_meets(response.clone()).await;
        assert!(error.maybe_submitted(), "{response:?}");
        assert!(!error.is_retryable(), "{response:?}");
        assert!(error.job().is_none());
        assert!(error.to_string().contains("a job may exist"), "{error}");
    }
}

#[tokio::test]
async fn the_job_of_a_failed_submit_is_named_by_a_header() {
    let error = submit_meets(error(503).header("x-fal-request-id", ID)).await;
    assert_eq!(error.job().unwrap().to_string(), format!("{KONTEXT}/requests/{ID}"));
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(503)));
}

#[tokio::test]
async fn a_truncated_submit_response_still_names_the_job() {
    let error = submit_meets(submit_response().header("x-fal-request-id", ID).cut_after(10)).await;
    assert!(error.maybe_submitted());
    assert_eq!(error.job().unwrap().request_id(), ID);
    assert_eq!(error.kind(), ErrorKind::Io);
}

#[tokio::test]
async fn truncated_json_in_a_complete_response_is_an_error() {
    let cut = raw(200, "application/json", r#"{"request_id": "764c"#).header("x-fal-request-id", ID);
    let error = submit_meets(cut).await;
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert_eq!((error.status(), error.request_id()), (Some(200), Some(ID)));
    assert_eq!(error.body().unwrap(), br#"{"request_id": "764c"#);
}

#[tokio::test]
async fn a_start_timeout_of_the_caller_is_final() {
    let error = submit_meets(error(504).header("X-Fal-Request-Timeout-Type", "user")).await;
    assert!(error.is_timeout() && !error.maybe_submitted() && !error.is_retryable());
    assert_eq!(error.to_string(), "kontext timed out: no runner started within the start timeout [504]");
    let server = Server::start([self::error(504).header("X-Fal-Request-Timeout-Type", "user")]);
    assert!(job(&client_of(&server)).result().await.unwrap_err().is_timeout());
    assert_eq!(server.lines(), [RESULT]);
}

#[tokio::test]
async fn rejections_are_final_and_leave_no_job() {
    for status in [400, 401, 402, 403, 404, 409, 413, 422] {
        let error = submit_meets(error(status).header("x-fal-request-id", ID)).await;
        assert!(!error.maybe_submitted() && !error.is_retryable(), "{status}");
        assert_eq!((error.job(), error.request_id()), (None, Some(ID)));
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for() {
    let busy = response(429, &json!({})).header("retry-after", "2");
    let memory = MemoryTransport::new([busy, response(200, &json!({"request_id": ID}))]);
    kontext(&memory.client()).submit().await.unwrap();
    assert_eq!(memory.times(), [0, 2000]);
}

#[tokio::test]
async fn a_retry_after_date_in_the_past_means_no_pause() {
    let busy = error(429).header("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT");
    let server = Server::start([busy, submit_response()]);
    kontext(&client_of(&server)).submit().await.unwrap();
    assert_eq!(server.lines(), [SUBMIT, SUBMIT]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_date_in_the_future_is_waited_for() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(30));
    let busy = response(429, &json!({})).header("retry-after", &date);
    let memory = MemoryTransport::new([busy, response(200, &json!({"request_id": ID}))]);
    kontext(&memory.client()).submit().await.unwrap();
    let waited = memory.times()[1];
    assert!((28_000..=30_000).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn retries_of_429_are_bounded_in_number_and_time() {
    let busy = || response(429, &json!({"detail": "slow down"}));
    let memory = MemoryTransport::new((0..20).map(|_| busy()));
    let error = kontext(&memory.client()).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.maybe_submitted());
    let times = memory.times();
    assert_eq!(times.len(), 5);
    assert!((5_625..=9_375).contains(&times[4]), "{times:?}");

    let later = || busy().header("retry-after", "45");
    let memory = MemoryTransport::new((0..20).map(|_| later()));
    let error = kontext(&memory.client()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(45)));
    assert_eq!(memory.times(), [0, 45_000], "the third would begin after the bound of 60 s");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_connection_is_retried() {
    let memory = MemoryTransport::new([
        fails(FailurePhase::Connecting),
        fails(FailurePhase::Connecting),
        response(200, &json!({"request_id": ID})),
    ]);
    kontext(&memory.client()).submit().await.unwrap();
    let times = memory.times();
    assert!((375..=625).contains(&times[1]) && (750..=1250).contains(&(times[2] - times[1])), "{times:?}");
}

#[tokio::test]
async fn a_rejected_connection_means_that_nothing_was_submitted() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = builder(&format!("http://{address}")).build().unwrap();
    let error = kontext(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.is_connect() && error.is_retryable() && !error.maybe_submitted());
    assert!(error.to_string().starts_with("kontext could not be reached: "), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn status_requests_are_retried() {
    let html = raw(502, "text/html", "<html><title>502 Bad Gateway</title></html>");
    for failures in [
        vec![error(500)],
        vec![error(500).header("X-Fal-Retryable", "false")],
        vec![error(503)],
        vec![error(429)],
        vec![html.clone(), html],
        vec![reset(), completed().cut_after(5)],
        vec![raw(200, "application/json", r#"{"status": "COMP"#)],
    ] {
        let count = failures.len();
        let server = Server::start([vec![submit_response()], failures, vec![completed(), result()]].concat());
        assert_eq!(kontext(&client_of(&server)).await.unwrap(), image());
        assert_eq!(server.lines().iter().filter(|line| *line == STATUS).count(), count + 1);
    }
}

#[tokio::test]
async fn result_requests_are_retried() {
    for failure in [error(502), error(503), error(504), error(429), closed(), reset(), result().cut_after(9)] {
        let server = Server::start([submit_response(), completed(), failure.clone(), result()]);
        assert_eq!(kontext(&client_of(&server)).await.unwrap(), image(), "{failure:?}");
        assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT, RESULT]);
    }
}

#[tokio::test]
async fn retry_headers_of_the_server_are_followed() {
    let server = Server::start([error(503).header("X-Fal-Retryable", "false")]);
    assert!(!job(&client_of(&server)).result().await.unwrap_err().is_retryable());
    let server = Server::start([error(500), error(500).header("X-Fal-Needs-Retry", "1"), result()]);
    let client = client_of(&server);
    assert_eq!(job(&client).result().await.unwrap_err().status(), Some(500));
    job(&client).result().await.unwrap();
    assert_eq!(server.lines(), [RESULT, RESULT, RESULT]);
    let error = submit_meets(error(429).header("X-Fal-needs-retry", "0")).await;
    assert_eq!(error.meta().unwrap().retryable, Some(false));
}

#[tokio::test]
async fn the_response_of_a_failed_job_is_final() {
    let failed = json!({"status": "COMPLETED", "error": "Runner disconnected", "error_type": "runner_disconnected"});
    let server = Server::start([submit_response(), json(200, &failed), error(503)]);
    let error = kontext(&client_of(&server)).await.unwrap_err();
    assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT]);
    assert_eq!((error.status(), error.error_type()), (Some(503), Some("runner_disconnected")));
    assert!(!error.is_retryable());
    assert_eq!(error.job().unwrap().request_id(), ID);
}

#[tokio::test]
async fn a_cancellation_is_retried() {
    let server = Server::start([error(503), json(202, &json!({"status": "CANCELLATION_REQUESTED"}))]);
    job(&client_of(&server)).cancel().await.unwrap();
    assert_eq!(server.lines(), [CANCEL, CANCEL]);
}

#[tokio::test]
async fn none_means_exactly_one_request() {
    let server = Server::start([error(429), error(503), reset(), closed()]);
    let client = builder(&server.url()).retry(RetryPolicy::none()).build().unwrap();
    kontext(&client).await.unwrap_err();
    job(&client).status().await.unwrap_err();
    job(&client).result().await.unwrap_err();
    job(&client).cancel().await.unwrap_err();
    assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT, CANCEL]);
    let server = Server::start([error(429)]);
    kontext(&client_of(&server)).retry(RetryPolicy::none()).await.unwrap_err();
    assert_eq!(server.lines(), [SUBMIT]);
}

#[tokio::test(start_paused = true)]
async fn a_status_that_is_never_readable_ends_the_wait() {
    let mut script = vec![response(200, &json!({"request_id": ID}))];
    script.extend((0..9).map(|_| text(200, "application/json", r#"{"status": "COMP"#)));
    let memory = MemoryTransport::new(script);
    let error = kontext(&memory.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Protocol, Some(ID)));
    assert_eq!(memory.lines().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_response_times_out() {
    let memory = MemoryTransport::new([never()]);
    let client = memory.builder().request_timeout(Duration::from_millis(50)).build().unwrap();
    let error = kontext(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.maybe_submitted());
    assert_eq!(memory.lines(), [SUBMIT]);
}
