//! Relays that support submit and result, but not status. The clock is paused.

use serde_json::{Value, json};

use super::{
    fixtures::{ID, RESULT, STATUS, SUBMIT, image, kontext},
    memory_transport::{MemoryTransport, ScriptedStep, response, text},
};

fn submit_response() -> ScriptedStep {
    response(200, &json!({"status": "IN_QUEUE", "request_id": ID}))
}

/// A call to a relay with this response to the first status request, and these responses to result
/// requests.
async fn relayed(denial: ScriptedStep, results: Vec<ScriptedStep>) -> (Result<Value, fal_sdk::Error>, Vec<String>) {
    let memory = MemoryTransport::new([vec![submit_response(), denial], results].into_iter().flatten());
    let value = kontext(&memory.client()).await;
    (value, memory.lines())
}

#[tokio::test(start_paused = true)]
async fn a_relay_without_status_routes_is_polled_for_the_result() {
    for denial in [
        text(404, "text/plain", "404 page not found"),
        text(404, "text/html", "<html><title>Not Found</title></html>"),
        text(404, "application/json", ""),
        text(405, "text/plain", "Method Not Allowed"),
        text(200, "text/html; charset=utf-8", "<!doctype html><title>Our relay</title>"),
        response(404, &json!({"detail": "Not Found"})),
        response(404, &json!({"detail": "Path /requests/764cabcf/status not found"})),
        response(
            404,
            &json!({"error": {"message": format!("Invalid URL (GET /fal-ai/flux-pro/requests/{ID}/status)")}}),
        ),
    ] {
        let results = vec![
            response(400, &json!({"detail": "Request is still in progress"})),
            response(200, &json!({"status": "IN_QUEUE", "request_id": ID})),
            response(202, &json!({"status": "IN_PROGRESS", "response_url": "https://relay.test"})),
            response(200, &image()),
        ];
        let (value, lines) = relayed(denial, results).await;
        assert_eq!(value.unwrap(), image());
        assert_eq!(lines, [SUBMIT, STATUS, RESULT, RESULT, RESULT, RESULT]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_relay_without_status_and_result_is_an_error() {
    let denial = || text(404, "text/plain", "404 page not found");
    let (value, lines) = relayed(denial(), vec![denial()]).await;
    let error = value.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.job().unwrap().request_id(), ID);
    assert_eq!(lines, [SUBMIT, STATUS, RESULT]);
}

#[tokio::test(start_paused = true)]
async fn a_status_route_that_responded_once_is_kept() {
    let progress = response(202, &json!({"status": "IN_PROGRESS"}));
    let (value, lines) = relayed(progress, vec![text(404, "text/plain", "404 page not found")]).await;
    assert!(value.unwrap_err().is_not_found());
    assert_eq!(lines, [SUBMIT, STATUS, STATUS]);
}

#[tokio::test(start_paused = true)]
async fn a_result_with_a_property_named_status_is_a_result() {
    let own = json!({"status": "IN_PROGRESS", "progress": 0.5});
    let (value, _) = relayed(text(404, "text/plain", ""), vec![response(200, &own)]).await;
    assert_eq!(value.unwrap(), own);
}
