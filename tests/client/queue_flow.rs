//! A successful call through the queue, request by request.

use std::sync::{Arc, Mutex};

use fal_sdk::State;
use fal_tests::server::{Server, json};
use serde_json::json;

use super::fixtures::{
    ID, KEY, KONTEXT, RESULT, STATUS, SUBMIT, client_of, completed, image, in_progress, in_queue, kontext, result,
    submit_response,
};

#[tokio::test]
async fn a_call_submits_polls_and_fetches_the_result() {
    let server = Server::start([submit_response(), completed(), result()]);
    let value = kontext(&client_of(&server)).await.unwrap();
    assert_eq!(value, image());
    assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT]);
}

#[tokio::test]
async fn the_status_url_has_owner_and_app_only() {
    let server = Server::start([submit_response(), completed(), result()]);
    kontext(&client_of(&server)).await.unwrap();
    assert_eq!(server.lines()[1], "GET /fal-ai/flux-pro/requests/764cabcf/status?logs=0");
}

#[tokio::test]
async fn a_namespace_is_kept() {
    let server = Server::start([submit_response(), completed(), result()]);
    let client = client_of(&server);
    client.endpoint("workflows/bob/pipe/extra").unwrap().call(&json!({})).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "POST /workflows/bob/pipe/extra",
            "GET /workflows/bob/pipe/requests/764cabcf/status?logs=0",
            "GET /workflows/bob/pipe/requests/764cabcf",
        ]
    );
}

#[tokio::test]
async fn an_old_style_id_is_rewritten_in_every_url() {
    let server = Server::start([submit_response(), completed(), result()]);
    client_of(&server).endpoint("12345-my-app").unwrap().call(&json!({})).await.unwrap();
    assert_eq!(server.lines()[0], "POST /12345/my-app");
    assert_eq!(server.lines()[2], "GET /12345/my-app/requests/764cabcf");
}

#[tokio::test]
async fn every_request_has_each_header_once() {
    let server = Server::start([submit_response(), completed(), result()]);
    kontext(&client_of(&server)).await.unwrap();
    for request in server.requests() {
        assert_eq!(request.all("authorization"), [format!("Key {KEY}")]);
        assert_eq!(request.all("accept"), ["application/json"]);
        assert_eq!(request.all("user-agent"), [concat!("fal-sdk/", env!("CARGO_PKG_VERSION"), " (rust)")]);
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        let mut known = vec!["accept", "accept-encoding", "authorization", "host", "user-agent"];
        if request.method == "POST" {
            assert_eq!(request.all("content-type"), ["application/json"]);
            known.extend(["content-length", "content-type"]);
        }
        let mut names = names;
        names.sort_unstable();
        known.sort_unstable();
        assert_eq!(names, known, "{}", request.line());
    }
}

#[tokio::test]
async fn the_body_is_the_payload_and_nothing_else() {
    let server = Server::start([submit_response(), submit_response()]);
    let client = client_of(&server);
    let payload = json!({"prompt": "Bücher 🍩", "seed": 18_446_744_073_709_551_615_u64});
    client.endpoint(KONTEXT).unwrap().call(&payload).submit().await.unwrap();
    client.endpoint(KONTEXT).unwrap().call(&json!({})).submit().await.unwrap();
    let bodies: Vec<Vec<u8>> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies[0], r#"{"prompt":"Bücher 🍩","seed":18446744073709551615}"#.as_bytes());
    assert_eq!(bodies[1], b"{}");
}

#[tokio::test]
async fn updates_are_ordered_and_request_logs() {
    let logs = json!({"status": "IN_PROGRESS", "logs": [{"message": "loading", "level": "ODD"}, {"message": "é"}]});
    let server = Server::start([submit_response(), in_queue(), json(202, &logs), completed(), result()]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let call = kontext(&client_of(&server)).on_update(move |update| kept.lock().unwrap().push(update));
    call.await.unwrap();
    let seen = seen.lock().unwrap();
    let states: Vec<&State> = seen.iter().map(|update| &update.status.state).collect();
    assert_eq!(states, [&State::InQueue, &State::InQueue, &State::InProgress, &State::Completed]);
    assert_eq!(seen[0].job.request_id(), ID);
    assert_eq!(seen[1].status.queue_position, Some(2));
    assert_eq!(seen[2].status.logs[0].level.as_deref(), Some("ODD"));
    assert_eq!(seen[2].status.logs[1].message, "é");
    assert!(server.lines()[1].ends_with("/status?logs=1"));
}

#[tokio::test]
async fn the_outcome_has_units_and_timings() {
    let finished = json(200, &json!({"status": "COMPLETED", "metrics": {"inference_time": 3.5}}));
    let paid = result().header("X-Fal-Billable-Units", "1.10000000").header("x-fal-runner-hints", "a, b");
    let server = Server::start([submit_response(), finished, paid.header("x-fal-served-from", "runner-7")]);
    let outcome = kontext(&client_of(&server)).outcome().await.unwrap();
    assert_eq!(outcome.value, image());
    let meta = outcome.meta;
    assert_eq!(meta.request_id.as_deref(), Some(ID));
    assert_eq!(meta.billable_units.as_ref().unwrap().to_string(), "1.10000000");
    assert_eq!(meta.billable_units, Some("1.1".parse().unwrap()));
    assert_eq!(meta.runner_hints, ["a", "b"]);
    assert_eq!(meta.served_from.as_deref(), Some("runner-7"));
    assert_eq!(meta.timings.inference, Some(std::time::Duration::from_millis(3500)));
}

#[tokio::test]
async fn a_submit_response_needs_only_an_id() {
    let server = Server::start([json(200, &json!({"request_id": ID})), in_progress(), completed(), result()]);
    assert_eq!(kontext(&client_of(&server)).await.unwrap(), image());
    assert_eq!(server.lines(), [SUBMIT, STATUS, STATUS, RESULT]);
}
