//! Redirects are followed within an origin only.

use fal_sdk::{ErrorKind, State};
use fal_tests::server::{ScriptedResponse, Server, raw};

use super::fixtures::{CANCEL, RESULT, SUBMIT, client_of, completed, image, job, kontext, result, submit_response};

const STATUS: &str = "GET /fal-ai/flux-pro/requests/764cabcf/status?logs=0";

fn redirect(status: u16, to: &str) -> ScriptedResponse {
    raw(status, "text/plain", "").header("location", to)
}

#[tokio::test]
async fn a_submit_is_redirected_within_its_origin_with_key_and_body() {
    for status in [307, 308] {
        let server = Server::start([redirect(status, "/moved?x=1"), submit_response()]);
        kontext(&client_of(&server)).submit().await.unwrap();
        assert_eq!(server.lines(), [SUBMIT, "POST /moved?x=1"]);
        let requests = server.requests();
        assert_eq!(requests[0].body, requests[1].body);
        assert_eq!(requests[0].all("authorization"), requests[1].all("authorization"));
    }
}

#[tokio::test]
async fn polls_are_redirected_within_their_origin() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([redirect(status, "/moved"), completed(), redirect(status, "moved/too"), result()]);
        let client = client_of(&server);
        assert_eq!(job(&client).status().await.unwrap().state, State::Completed);
        assert_eq!(job(&client).result().await.unwrap(), image());
        assert_eq!(server.lines(), [STATUS, "GET /moved", RESULT, "GET /fal-ai/flux-pro/requests/moved/too"]);
    }
}

#[tokio::test]
async fn a_redirected_submit_never_becomes_a_get() {
    for status in [301, 302, 303] {
        let server = Server::start([redirect(status, "/moved"), submit_response()]);
        let error = kontext(&client_of(&server)).submit().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Protocol, Some(status)));
        assert_eq!(server.lines(), [SUBMIT]);
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let foreign = Server::start([]);
    for status in [307, 308] {
        let to = || redirect(status, &format!("{}/fal-ai/flux-pro/kontext", foreign.url()));
        let server = Server::start([to(), to(), to(), to()]);
        let client = client_of(&server);
        let error = kontext(&client).submit().await.unwrap_err();
        assert!(error.to_string().contains("redirects are not followed"), "{error}");
        job(&client).status().await.unwrap_err();
        job(&client).result().await.unwrap_err();
        job(&client).cancel().await.unwrap_err();
        assert_eq!(server.lines(), [SUBMIT, STATUS, RESULT, CANCEL]);
    }
    assert!(foreign.requests().is_empty(), "another port is another origin");
}

#[tokio::test]
async fn a_redirect_loop_ends_and_is_not_retried() {
    let server = Server::start((0..20).map(|_| redirect(307, STATUS.trim_start_matches("GET "))));
    let error = job(&client_of(&server)).status().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(error.to_string().contains("more than 5 redirects in a row"), "{error}");
    assert!(!error.is_retryable());
    assert_eq!(server.lines().len(), 6);
}

#[tokio::test]
async fn a_redirect_without_a_location_is_an_ordinary_response() {
    for response in [raw(307, "text/plain", ""), redirect(307, "http://["), redirect(304, "/moved")] {
        let server = Server::start([response]);
        let error = job(&client_of(&server)).status().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert_eq!(server.lines(), [STATUS]);
    }
}
