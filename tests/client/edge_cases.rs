//! Edge cases of errors and requests.

use std::time::Duration;

use fal_sdk::codegen::{Operation, Parameter, direct_call};
use serde_json::{Value, json};

use super::{
    fixtures::{KEY, job, kontext},
    memory_transport::{MemoryTransport, events, never, response, text},
};

#[tokio::test(start_paused = true)]
async fn a_key_that_a_status_stream_echoes_is_in_no_update_and_no_error() {
    let reported = json!({"status": "COMPLETED", "error": format!("no such key: {KEY}"), "logs": [{"message": KEY}]});
    let memory = MemoryTransport::new([events([(0, &*format!("data: {reported}\n\n"))]), text(500, "text/plain", "")]);
    let received = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let into = std::sync::Arc::clone(&received);
    let job = job(&memory.streaming_client()).on_update(move |update| into.lock().unwrap().push(format!("{update:?}")));
    let error = job.wait().await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", received.lock().unwrap());
    assert!(shown.contains("no such key") && !shown.contains(KEY), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_timed_out_started_no_work() {
    const ASK: Operation =
        Operation { method: "GET", path: "/v1/models", parameters: &[Parameter::query("q")], ..Operation::DEFAULT };
    let memory = MemoryTransport::new([never()]);
    let asked = direct_call::<_, Value, Value>(&memory.client(), &ASK, &json!({"q": "x"}));
    let error = asked.deadline(Duration::from_secs(1)).await.unwrap_err();
    assert!(error.is_timeout() && !error.maybe_submitted(), "{error}");
}

#[tokio::test]
async fn accept_encoding_cannot_be_set_by_calls() {
    let memory = MemoryTransport::new([]);
    let error = kontext(&memory.client()).header("Accept-Encoding", "br").submit().await.unwrap_err();
    assert!(error.is_validation() && memory.lines().is_empty(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_submitted_after_the_deadline() {
    let memory = MemoryTransport::new([]);
    let error = kontext(&memory.client()).deadline(Duration::ZERO).submit().await.unwrap_err();
    assert!(error.is_timeout() && !error.maybe_submitted(), "{error}");
    let error = kontext(&memory.client()).deadline(Duration::ZERO).run().await.unwrap_err();
    assert!(error.is_timeout() && !error.maybe_submitted(), "{error}");
    assert!(memory.lines().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_of_centuries_is_not_waited_for() {
    let memory = MemoryTransport::new([response(429, &json!({})).header("retry-after", "99999999999")]);
    let error = kontext(&memory.client()).submit().await.unwrap_err();
    assert!(error.is_rate_limited() && error.retry_after() > Some(Duration::from_secs(1 << 31)), "{error}");
    assert_eq!(memory.lines().len(), 1);
}
