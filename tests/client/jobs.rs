//! Jobs: resumed by id, polled, cancelled.

use fal_sdk::{Cancellation, ErrorKind, Job, JobId};
use fal_tests::server::{Server, json, raw};
use serde_json::{Value, json};

use super::fixtures::{
    CANCEL, ID, KONTEXT, RESULT, STATUS, client_of, completed, image, in_progress, job, kontext, result,
    submit_response,
};

#[tokio::test]
async fn a_job_is_resumed_from_its_stored_id() {
    let server = Server::start([submit_response()]);
    let stored = {
        let job = kontext(&client_of(&server)).submit().await.unwrap();
        assert_eq!(job.request_id(), ID);
        assert_eq!(job.submit_status().unwrap().queue_position, Some(0));
        serde_json::to_string(job.id()).unwrap()
    };
    assert_eq!(stored, format!(r#"{{"endpoint":"{KONTEXT}","request_id":"{ID}"}}"#));

    let other = Server::start([in_progress(), completed(), result()]);
    let id: JobId = serde_json::from_str(&stored).unwrap();
    let outcome = Job::<Value>::attach(&client_of(&other), id).outcome().await.unwrap();
    assert_eq!(outcome.value, image());
    assert_eq!(outcome.meta.request_id.as_deref(), Some(ID));
    assert_eq!(other.lines(), [STATUS, STATUS, RESULT]);
}

#[tokio::test]
async fn cancelling_returns_the_outcome() {
    for (response, outcome) in [
        (json(202, &json!({"status": "CANCELLATION_REQUESTED"})), Cancellation::Requested),
        (json(200, &json!({"status": "CANCELLATION_REQUESTED"})), Cancellation::Requested),
        (raw(202, "text/plain", ""), Cancellation::Requested),
        (json(200, &json!({"status": "OK"})), Cancellation::Removed),
        (json(200, &json!({"success": true})), Cancellation::Removed),
        (json(400, &json!({"status": "ALREADY_COMPLETED"})), Cancellation::TooLate),
        (json(404, &json!({"status": "NOT_FOUND"})), Cancellation::Unknown),
    ] {
        let server = Server::start([response.clone()]);
        assert_eq!(job(&client_of(&server)).cancel().await.unwrap(), outcome, "{response:?}");
        assert_eq!(server.lines(), [CANCEL]);
        assert!(server.requests()[0].body.is_empty());
        assert!(server.requests()[0].all("content-type").is_empty());
    }
}

#[tokio::test]
async fn a_cancellation_that_fails_is_an_error() {
    for (status, kind) in [(400, ErrorKind::Rejected), (404, ErrorKind::NotFound), (401, ErrorKind::Auth)] {
        let server = Server::start([raw(status, "text/plain", "no")]);
        let error = job(&client_of(&server)).cancel().await.unwrap_err();
        assert_eq!((error.kind(), error.request_id()), (kind, Some(ID)));
    }
}

#[tokio::test]
async fn a_cancelled_job_has_no_result() {
    let server = Server::start([
        json(200, &json!({"status": "COMPLETED", "error": "cancelled", "error_type": "client_cancelled"})),
        json(499, &json!({"detail": "Request was cancelled", "error_type": "client_cancelled"})),
    ]);
    let error = job(&client_of(&server)).wait().await.unwrap_err();
    assert!(error.is_cancelled());
    assert_eq!(error.error_type(), Some("client_cancelled"));
}

#[tokio::test]
async fn a_job_can_be_awaited_twice() {
    let server = Server::start([json(401, &json!({"detail": "no"})), completed(), result()]);
    let job = job(&client_of(&server));
    assert!(job.wait().await.unwrap_err().is_auth());
    assert_eq!(job.wait().await.unwrap(), image());
}
