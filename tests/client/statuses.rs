//! Status responses of the queue, valid and invalid.

use std::sync::{Arc, Mutex};

use fal_sdk::{ErrorKind, State};
use fal_tests::server::{Server, json, raw};
use serde_json::json;

use super::fixtures::{
    ID, RESULT, STATUS, SUBMIT, client_of, completed, image, in_progress, job, kontext, result, submit_response,
};

#[tokio::test]
async fn an_unknown_status_means_that_the_job_continues() {
    let server = Server::start([submit_response(), json(200, &json!({"status": "PAUSED"})), completed(), result()]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let call = kontext(&client_of(&server)).on_update(move |update| kept.lock().unwrap().push(update.status.state));
    assert_eq!(call.await.unwrap(), image());
    assert_eq!(seen.lock().unwrap()[1], State::Other("PAUSED".to_owned()));
}

#[tokio::test]
async fn status_properties_may_be_absent_null_or_invalid() {
    let server = Server::start([
        json(200, &json!({"status": "IN_QUEUE"})),
        json(202, &json!({"status": "IN_PROGRESS", "logs": null, "metrics": null, "new": [1]})),
        json(202, &json!({"status": "IN_PROGRESS", "queue_position": "3", "logs": {}, "metrics": 4, "error": null})),
        json(202, &json!({"status": "IN_PROGRESS", "logs": [{"message": "a", "labels": {"level": "WARN"}}, "b", 7]})),
    ]);
    let job = job(&client_of(&server));
    assert_eq!(job.status().await.unwrap().state, State::InQueue);
    let status = job.status().await.unwrap();
    assert!(status.logs.is_empty() && status.metrics.is_empty() && status.queue_position.is_none());
    assert_eq!(job.status().await.unwrap().queue_position, None);
    let logs = job.status_with_logs().await.unwrap().logs;
    assert_eq!((logs[0].level.as_deref(), logs[1].message.as_str(), logs.len()), (Some("WARN"), "b", 3));
    assert!(server.lines()[3].ends_with("?logs=1"));
}

#[tokio::test]
async fn the_last_of_duplicate_keys_wins_and_unknown_keys_are_ignored() {
    let twice =
        r#"{"status": "IN_QUEUE", "new": {"status": "COMPLETED"}, "status": "IN_PROGRESS", "queue_position": 2}"#;
    let server = Server::start([raw(202, "application/json", twice), raw(200, "application/json", "[1]")]);
    let job = job(&client_of(&server));
    let status = job.status().await.unwrap();
    assert_eq!((status.state, status.queue_position), (State::InProgress, Some(2)));
    assert!(job.status().await.unwrap_err().to_string().contains("the response has no status"));
}

#[tokio::test]
async fn completed_with_an_error_yields_the_original_error() {
    let failed = json!({"status": "COMPLETED", "error": "Invalid status code: 422", "error_type": "bad"});
    let detail = json!({"detail": [
        {"loc": ["body", "num_images"], "msg": "Input should be less than or equal to 4", "type": "less_than_equal",
         "ctx": {"le": 4}, "input": 12, "url": "https://docs.fal.ai"},
        {"loc": ["body", "image_url"], "msg": "Could not load", "type": "image_load_error"},
    ]});
    let server = Server::start([submit_response(), json(200, &failed), json(422, &detail)]);
    let error = kontext(&client_of(&server)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "kontext refused the request: /num_images must be at most 4, got 12; /image_url: Could not load \
         [422, request 764cabcf]"
    );
    assert!(error.is_validation() && !error.is_retryable());
    assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(422)));
    assert_eq!((error.details().len(), error.details()[0].pointer()), (2, "/num_images".to_owned()));
    assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT]);
}

#[tokio::test]
async fn a_failed_job_with_an_empty_response_is_explained_by_its_status() {
    let failed = json!({"status": "COMPLETED", "error": "Runner disconnected", "error_type": "runner_disconnected"});
    let server = Server::start([submit_response(), json(200, &failed), raw(503, "text/plain", "")]);
    let error = kontext(&client_of(&server)).await.unwrap_err();
    assert_eq!(error.to_string(), "kontext failed: Runner disconnected [503, request 764cabcf]");
    assert_eq!(error.error_type(), Some("runner_disconnected"));
}

#[tokio::test]
async fn a_result_requested_before_completion_is_an_error() {
    let early = json(400, &json!({"detail": "Request is still in progress"}));
    let server = Server::start([early.clone(), completed(), early, in_progress(), completed(), result()]);
    let job = job(&client_of(&server));
    let error = job.result().await.unwrap_err();
    assert!(error.is_in_progress() && error.is_retryable());
    assert_eq!(error.status(), Some(400));
    assert_eq!(job.wait().await.unwrap(), image(), "the wait goes on");
    assert_eq!(server.lines(), [RESULT, STATUS, RESULT, STATUS, STATUS, RESULT]);
}

#[tokio::test]
async fn a_denied_status_ends_the_wait_at_once() {
    for (status, body, kind) in [
        (404, json!({"detail": "Request not found"}), ErrorKind::NotFound),
        (404, json!({"status": "NOT_FOUND"}), ErrorKind::NotFound),
        (401, json!({"detail": "invalid key credentials"}), ErrorKind::Auth),
        (403, json!({"detail": "Cannot access application"}), ErrorKind::Auth),
    ] {
        let server = Server::start([submit_response(), json(status, &body)]);
        let error = kontext(&client_of(&server)).await.unwrap_err();
        assert_eq!((error.kind(), error.request_id()), (kind, Some(ID)));
        assert_eq!(server.lines(), [SUBMIT, STATUS]);
    }
}

#[tokio::test]
async fn errors_name_the_job_even_if_the_response_does_not() {
    let server = Server::start(vec![json(500, &json!({})); 6]);
    let error = job(&client_of(&server)).status().await.unwrap_err();
    assert_eq!(error.request_id(), Some(ID));
    assert!(error.is_retryable() && error.maybe_submitted());
    assert_eq!(server.lines(), [STATUS; 5]);
}
