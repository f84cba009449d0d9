//! Submit, status and result as separate requests, and errors that name the job.

use std::time::Duration;

use fal_sdk::{ErrorKind, State};
use fal_tests::server::{ScriptedResponse, Server, json, raw};
use serde_json::json;

use super::fixtures::{
    ID, RESULT, STATUS, SUBMIT, client_of, completed, hasty, image, in_queue, job, kontext, prompt, result,
    submit_response,
};

#[tokio::test]
async fn submit_status_and_result_can_be_called_separately() {
    let with_log = json(202, &json!({"status": "IN_PROGRESS", "logs": [{"message": "loading"}]}));
    let server = Server::start([submit_response(), in_queue(), with_log, completed(), result()]);
    let job = kontext(&client_of(&server)).submit().await.unwrap();
    assert_eq!(job.status().await.unwrap().queue_position, Some(2));
    assert_eq!(job.status_with_logs().await.unwrap().logs[0].message, "loading");
    let status = job.status().await.unwrap();
    assert_eq!((status.state.clone(), status.logs.len()), (State::Completed, 0));
    assert_eq!(job.result().await.unwrap(), image());
    let with_logs = STATUS.replace("logs=0", "logs=1");
    assert_eq!(server.lines(), [SUBMIT, STATUS, &with_logs, STATUS, RESULT]);
}

/// A path below an application is part of the endpoint id, which is validated as a whole.
#[tokio::test]
async fn a_path_below_an_application_is_part_of_the_id() {
    let server = Server::start([submit_response(), completed(), result()]);
    client_of(&server).endpoint("stub/ok/v2/edit").unwrap().call(&prompt()).await.unwrap();
    assert_eq!(server.lines()[0], "POST /stub/ok/v2/edit");
    assert_eq!(server.lines()[2], "GET /stub/ok/requests/764cabcf");
    for doubled in ["stub/ok//v2/edit", "stub/ok/v2/edit/"] {
        assert_eq!(client_of(&server).endpoint(doubled).unwrap_err().kind(), ErrorKind::Invalid);
    }
}

/// An HTML page of a gateway says nothing about the server behind it: the job may exist.
#[tokio::test]
async fn an_html_error_page_does_not_repeat_a_submit() {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n";
    let server = Server::start([raw(502, "text/html", page), submit_response()]);
    let error = kontext(&client_of(&server)).await.unwrap_err();
    assert_eq!(server.lines(), [SUBMIT]);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(502)));
    assert!(error.maybe_submitted() && !error.is_retryable());
    assert!(error.to_string().contains("502 Bad Gateway") && !error.to_string().contains('<'), "{error}");
    assert_eq!(error.body().unwrap(), page.as_bytes());
}

/// Returns the error of a job whose result request always gets this response.
async fn met(response: ScriptedResponse) -> fal_sdk::Error {
    let server = Server::start([response.forever()]);
    let error = job(&client_of(&server)).retry(hasty().attempts(2)).result().await.unwrap_err();
    assert_eq!(error.job().unwrap().request_id(), ID);
    assert_eq!(error.request_id(), Some(ID));
    assert!(server.lines().iter().all(|line| line == RESULT));
    error
}

#[tokio::test]
async fn a_detail_may_be_text() {
    let error = met(json(422, &json!({"detail": "Invalid prompt"}))).await;
    assert!(error.is_validation());
    assert_eq!(error.to_string(), format!("kontext refused the request: Invalid prompt [422, request {ID}]"));
}

#[tokio::test]
async fn successful_non_json_responses_keep_their_body() {
    let binary: Vec<u8> = (0..32).collect();
    for (media, body) in [
        ("text/html", b"<html>captive portal</html>".to_vec()),
        ("text/plain", b"plain words".to_vec()),
        ("application/octet-stream", binary),
    ] {
        let error = met(raw(200, media, body.clone())).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
        assert_eq!(error.raw_body(), Some(body.as_slice()));
        assert!(error.to_string().contains(media), "{error}");
    }
}

#[tokio::test]
async fn errors_of_a_result_name_the_job() {
    let failed = json(500, &json!({"detail": "Internal server error"})).header("X-Fal-Retryable", "false");
    let error = met(failed).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(500)));
    assert!(!error.is_retryable());
    let error = met(raw(200, "application/json", r#"{"images": [{"url": "https://v3"#)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
    let error = met(result().cut_after(9)).await;
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.is_retryable());
}

/// The deadline is local to the client; `start_timeout` is the option that the server sees.
#[tokio::test]
async fn a_deadline_is_not_sent_to_the_server() {
    let server = Server::start([submit_response(), submit_response()]);
    let client = client_of(&server);
    kontext(&client).deadline(Duration::from_secs(30)).submit().await.unwrap();
    let both = kontext(&client).deadline(Duration::from_secs(30)).start_timeout(Duration::from_secs(12));
    both.submit().await.unwrap();
    let [without, with] = server.requests().try_into().unwrap();
    assert!(without.all("x-fal-request-timeout").is_empty());
    assert_eq!(with.all("x-fal-request-timeout"), ["12"]);
}
