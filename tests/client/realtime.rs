//! Opening realtime sessions: tokens, keys, handshakes, and their errors.

use fal_sdk::{ErrorKind, realtime::Session};
use fal_tests::{
    server::{ScriptedResponse, Server, json, raw},
    websocket_server::{SocketStep, WebSocketServer, closed, echo, input, packed, text},
};
use serde_json::{Value, json};

use super::fixtures::{KEY, builder};

pub const APP: &str = "fal-ai/fast-sdxl";

/// A session that authenticates with the client's key.
pub fn keyed(socket: &WebSocketServer) -> Session<Value> {
    let client = builder("http://127.0.0.1:9").run_url(socket.url()).build().unwrap();
    client.realtime(APP).unwrap().open().unwrap()
}

/// A session that authenticates with tokens.
pub fn with_tokens(server: &Server, socket: &WebSocketServer) -> Session<Value> {
    let client = builder(&server.url()).run_url(socket.url()).build().unwrap();
    client.realtime(APP).unwrap().token().open().unwrap()
}

pub fn token(token: &str) -> ScriptedResponse {
    json(200, &json!(token))
}

pub fn message() -> SocketStep {
    text(&json!({"type": "x-fal-message", "action": "timings", "timing": 0.25}))
}

pub fn error_message(code: &str) -> SocketStep {
    text(&json!({"type": "x-fal-error", "error": code, "reason": "prompt is missing"}))
}

pub fn donut() -> Value {
    json!({"prompt": "a donut", "seed": u64::MAX, "scale": 2.5, "sizes": [1, -1], "mask": null})
}

pub async fn result(session: &mut Session<Value>) -> Value {
    session.next().await.unwrap().unwrap()
}

pub async fn error(session: &mut Session<Value>) -> fal_sdk::Error {
    session.next().await.unwrap().unwrap_err()
}

#[tokio::test]
async fn a_session_requests_a_token_sends_messagepack_and_reads_json_or_messagepack() {
    let server = Server::start([token("stub.jwt+token")]);
    let image = json!({"images": [{"url": "https://fal.media/a.png"}], "seed": u64::MAX});
    let socket = WebSocketServer::start([vec![message(), echo(), message(), input(), packed(&image)]]);
    let client = builder(&server.url()).run_url(socket.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().token().max_buffering(5).open::<Value>().unwrap();

    session.send(&donut()).unwrap();
    assert_eq!(result(&mut session).await, donut());
    session.send(&json!({})).unwrap();
    assert_eq!(result(&mut session).await, image);

    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), "POST /tokens/");
    assert_eq!(asked.all("authorization"), [format!("Key {KEY}")]);
    let body: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(body, json!({"allowed_apps": ["fast-sdxl"], "token_expiration": 120}));
    let [opened] = socket.opened().try_into().unwrap();
    assert_eq!(opened.target, "/fal-ai/fast-sdxl/realtime?fal_jwt_token=stub.jwt%2Btoken&max_buffering=5");
    assert!(opened.all("authorization").is_empty(), "no key on the upgrade");
    assert_eq!(opened.json(), [donut(), json!({})]);
}

#[tokio::test]
async fn an_unauthorized_frame_closes_the_session_and_the_next_input_requests_a_new_token() {
    let server = Server::start([token("first"), token("second")]);
    let unauthorized = text(&json!({"status": "error", "error": "Unauthorized"}));
    let socket = WebSocketServer::start([vec![input(), unauthorized], vec![echo()]]);
    let mut session = with_tokens(&server, &socket);
    session.send(&json!({"lost": true})).unwrap();
    let rejected = error(&mut session).await;
    assert!(rejected.is_auth(), "{rejected}");
    assert_eq!(session.next().await.map(|_| ()), None, "loops end");
    session.send(&donut()).unwrap();
    assert_eq!(result(&mut session).await, donut());
    let targets: Vec<String> = socket.opened().into_iter().map(|opened| opened.target).collect();
    let target = |token| format!("/{APP}/realtime?fal_jwt_token={token}");
    assert_eq!(targets, [target("first"), target("second")]);
}

#[tokio::test]
async fn the_token_response_may_be_wrapped() {
    for response in [json!({"token": "wrapped"}), json!({"detail": "wrapped"})] {
        let server = Server::start([json(200, &response)]);
        let socket = WebSocketServer::start([vec![echo()]]);
        let mut session = with_tokens(&server, &socket);
        session.send(&donut()).unwrap();
        result(&mut session).await;
        assert!(socket.opened()[0].target.ends_with("?fal_jwt_token=wrapped"));
    }
}

#[tokio::test]
async fn a_token_request_is_retried_and_its_rejection_is_reported() {
    let server = Server::start([json(503, &json!({})), token("second")]);
    let socket = WebSocketServer::start([vec![echo()]]);
    let mut session = with_tokens(&server, &socket);
    session.send(&donut()).unwrap();
    result(&mut session).await;

    let server = Server::start([json(401, &json!({"detail": "No user found for Key ID"}))]);
    let mut session = with_tokens(&server, &socket);
    session.send(&donut()).unwrap();
    let rejected = error(&mut session).await;
    assert_eq!((rejected.kind(), rejected.status()), (ErrorKind::Auth, Some(401)));
    assert!(rejected.to_string().contains("No user found"), "{rejected}");
}

#[tokio::test]
async fn a_token_response_without_a_token_is_an_error_that_does_not_show_it() {
    for response in [json!({"jwt": "secret-in-a-new-shape"}), json!(""), json!(null)] {
        let server = Server::start([json(200, &response)]);
        let socket = WebSocketServer::start([]);
        let mut session = with_tokens(&server, &socket);
        session.send(&donut()).unwrap();
        let error = error(&mut session).await;
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert!(!format!("{error} {error:?} {:?}", error.body()).contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_session_can_send_the_key_in_the_handshake_instead_of_a_token() {
    let server = Server::start([]);
    let socket = WebSocketServer::start([vec![echo()]]);
    let client = builder(&server.url()).run_url(socket.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    result(&mut session).await;
    assert!(server.requests().is_empty());
    let [opened] = socket.opened().try_into().unwrap();
    assert_eq!(opened.target, "/fal-ai/fast-sdxl/realtime");
    assert_eq!(opened.all("authorization"), [format!("Key {KEY}")]);
    assert_eq!(opened.all("user-agent").len(), 1);
}

#[tokio::test]
async fn a_client_with_a_proxy_requests_realtime_tokens_through_it() {
    let proxy = Server::start([token("by-proxy")]);
    let socket = WebSocketServer::start([vec![echo()]]);
    let client = builder(&socket.url()).proxy_url(proxy.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    result(&mut session).await;
    assert_eq!(proxy.requests()[0].all("x-fal-target-url"), [format!("{}/tokens/", socket.url())]);
    let [opened] = socket.opened().try_into().unwrap();
    assert!(opened.target.ends_with("?fal_jwt_token=by-proxy") && opened.all("authorization").is_empty());
}

#[tokio::test]
async fn tokens_may_come_from_elsewhere() {
    let socket = WebSocketServer::start([vec![echo()]]);
    let client = builder(&socket.url()).anonymous().build().unwrap();
    let custom = |path: String| async move { Ok::<_, std::io::Error>(format!("for:{path}")) };
    let mut session = client.realtime(APP).unwrap().token_with(custom).open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    result(&mut session).await;
    assert!(socket.opened()[0].target.ends_with("?fal_jwt_token=for%3Afal-ai%2Ffast-sdxl%2Frealtime"));

    let failing = |_| async { Err::<String, _>("the vault is shut") };
    let mut session = client.realtime(APP).unwrap().token_with(failing).open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    let error = error(&mut session).await;
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("the vault is shut"), "{error}");
}

#[tokio::test]
async fn the_path_is_realtime_or_a_custom_one() {
    let cases = [
        ("fal-ai/app/realtime", None, "/fal-ai/app/realtime"),
        ("workflows/bob/app/extra", None, "/workflows/bob/app/extra/realtime"),
        (APP, Some("/ws/"), "/fal-ai/fast-sdxl/ws"),
        (APP, Some("a b/c?d"), "/fal-ai/fast-sdxl/a%20b/c%3Fd"),
        ("fal-ai/app/realtime", Some(""), "/fal-ai/app/realtime"),
    ];
    for (id, path, target) in cases {
        let socket = WebSocketServer::start([vec![echo()]]);
        let setup = builder(&socket.url()).build().unwrap().realtime(id).unwrap();
        let setup = if let Some(path) = path { setup.path(path) } else { setup };
        let mut session = setup.open::<Value>().unwrap();
        session.send(&donut()).unwrap();
        result(&mut session).await;
        assert_eq!(socket.opened()[0].target, target);
    }
}

#[test]
fn invalid_options_are_rejected_before_sending() {
    let client = builder("http://127.0.0.1:9").build().unwrap();
    let setup = || client.realtime(APP).unwrap();
    assert!(client.realtime("https://fal.run/fal-ai/app").is_err());
    for odd in [setup().max_buffering(0), setup().max_buffering(61), setup().path("../other"), setup().path("a//b")] {
        assert_eq!(odd.open::<Value>().unwrap_err().kind(), ErrorKind::Invalid);
    }
    let keyless = builder("http://127.0.0.1:9").anonymous().build().unwrap();
    let error = keyless.realtime(APP).unwrap().key().open::<Value>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_rejected_handshake_is_an_error_with_the_response() {
    let page = json!({"detail": format!("no application for Key {KEY}")});
    let cases = [(401, ErrorKind::Auth), (404, ErrorKind::NotFound), (503, ErrorKind::Unavailable)];
    for (status, kind) in cases {
        let run = Server::start([json(status, &page).header("x-fal-request-id", "r-1")]);
        let mut session = builder(&run.url()).build().unwrap().realtime(APP).unwrap().open::<Value>().unwrap();
        session.send(&donut()).unwrap();
        let error = error(&mut session).await;
        assert_eq!((error.kind(), error.status(), error.request_id()), (kind, Some(status), Some("r-1")));
        assert_eq!(error.is_retryable(), status == 503);
        assert!(error.to_string().contains("no application for Key [key]"), "{error}");
        assert_eq!(session.next().await.map(|_| ()), None);
        assert_eq!(run.requests().len(), 1, "what was not sent is not kept");
    }
}

#[tokio::test]
async fn a_handshake_that_is_redirected_or_not_an_upgrade_is_an_error() {
    let elsewhere = Server::start([]);
    let responses = [
        raw(307, "text/plain", "").header("location", &elsewhere.url()),
        raw(200, "text/html", "<title>hello</title>"),
        raw(101, "text/plain", "").header("upgrade", "websocket").header("connection", "upgrade"),
    ];
    for response in responses {
        let run = Server::start([response]);
        let mut session = builder(&run.url()).build().unwrap().realtime(APP).unwrap().open::<Value>().unwrap();
        session.send(&donut()).unwrap();
        let error = error(&mut session).await;
        assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_handshake_uses_the_custom_client_unless_it_follows_redirects() {
    let socket = WebSocketServer::start([vec![echo()]]);
    let own = reqwest::Client::builder().http1_only().user_agent("not sent");
    let own = own.default_headers([("x-app".parse().unwrap(), "donuts".parse().unwrap())].into_iter().collect());
    let own = own.build().unwrap();
    let client = builder(&socket.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().http_client(own.clone()).open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    result(&mut session).await;
    let [opened] = socket.opened().try_into().unwrap();
    assert_eq!(opened.all("x-app"), ["donuts"]);
    assert!(opened.all("user-agent").concat().starts_with("fal-sdk/"));

    let run = Server::start([raw(307, "text/plain", "").header("location", "/elsewhere"), token("x")]);
    let client = builder(&run.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().http_client(own).open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    let error = error(&mut session).await;
    assert!(error.to_string().contains("followed a redirect"), "{error}");
}

#[tokio::test]
async fn a_failed_connection_is_reported_as_such() {
    let mut session = builder("http://127.0.0.1:9").build().unwrap().realtime(APP).unwrap().open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    let error = error(&mut session).await;
    assert!(error.is_connect() && error.is_retryable(), "{error}");
}

#[tokio::test]
async fn no_debug_or_error_output_shows_the_token() {
    const TOKEN: &str = "eyJhbGciOi+secret";
    let echoed = format!("bad token {TOKEN} or eyJhbGciOi%2Bsecret");
    let run = Server::start([token(TOKEN), json(403, &json!({"detail": echoed})), token(TOKEN)]);
    let socket = WebSocketServer::start([vec![
        input(),
        text(&json!({"type": "x-fal-error", "error": "BAD", "reason": echoed})),
        closed(4001, &echoed),
    ]]);
    let refusing = builder(&run.url()).build().unwrap().realtime(APP).unwrap().token();
    let mut shown = vec![format!("{refusing:?}")];
    let sessions = [refusing.open::<Value>().unwrap(), with_tokens(&run, &socket)];
    for mut session in sessions {
        session.send(&donut()).unwrap();
        while let Some(error) = session.next().await {
            let error = error.unwrap_err();
            shown.push(format!("{error} {error:?} {}", String::from_utf8_lossy(error.body().unwrap_or_default())));
            shown.push(format!("{session:?} {:?}", session.sender()));
        }
    }
    assert_eq!(shown.len(), 7, "{shown:?}");
    for text in shown {
        assert!(!text.contains("secret"), "{text}");
    }
}
