//! Credentials: their sources, the header, and redaction everywhere else.

use fal_sdk::{Client, ErrorKind, Job, JobId};
use fal_tests::server::{Server, json, raw};
use serde_json::{Value, json};

use super::{
    fixtures::{ID, KEY, SUBMIT, builder, client_of, completed, hasty, image, kontext, result, submit_response},
    memory_transport::{MemoryTransport, response},
};

const SECRET: &str = "3ac2b9a1e5d94c58";

/// A client with these environment variables, and its server.
async fn authorization(variables: &'static [(&'static str, &'static str)]) -> Result<String, fal_sdk::Error> {
    let server = Server::start([submit_response()]);
    let lookup = |name: &str| variables.iter().find(|(each, _)| *each == name).map(|(_, value)| (*value).to_owned());
    let client = Client::builder().environment(lookup).base_url(server.url()).retry(hasty()).build()?;
    kontext(&client).submit().await?;
    Ok(server.requests()[0].all("authorization").join(" and "))
}

#[tokio::test]
async fn the_key_comes_from_the_environment() {
    let key = authorization(&[("FAL_KEY", " id:secret\n"), ("FAL_KEY_ID", "x"), ("FAL_KEY_SECRET", "y")]).await;
    assert_eq!(key.unwrap(), "Key id:secret");
    let pair = authorization(&[("FAL_KEY", "  "), ("FAL_KEY_ID", "id "), ("FAL_KEY_SECRET", "secret\n")]).await;
    assert_eq!(pair.unwrap(), "Key id:secret");
}

#[tokio::test]
async fn a_missing_key_is_an_error_that_names_the_variable() {
    for variables in [&[][..], &[("FAL_KEY", "")], &[("FAL_KEY_ID", "id")], &[("FAL_KEY_SECRET", SECRET)]] {
        let error = authorization(variables).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("FAL_KEY"), "{error}");
        assert!(!format!("{error} {error:?}").contains(SECRET));
    }
}

#[test]
fn invalid_keys_are_rejected_without_being_shown() {
    let inner = [
        format!("id:{SECRET}\nx"),
        format!("{SECRET}\u{7}"),
        format!("Key {SECRET}"),
        format!("{SECRET}é"),
        " ".to_owned(),
    ];
    for key in inner {
        let error = Client::builder().environment(|_| None).key(key).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(shown.contains("the client builder"), "{shown}");
    }
}

#[tokio::test]
async fn whitespace_around_a_key_is_trimmed() {
    let server = Server::start([submit_response()]);
    let client = builder(&server.url()).key(format!(" {KEY}\r\n")).build().unwrap();
    kontext(&client).submit().await.unwrap();
    assert_eq!(server.requests()[0].all("authorization"), [format!("Key {KEY}")]);
}

#[tokio::test]
async fn a_bearer_token_and_no_credentials_at_all() {
    let server = Server::start([submit_response(), submit_response()]);
    let client = builder(&server.url()).bearer("sk-relay").build().unwrap();
    kontext(&client).submit().await.unwrap();
    let client = builder(&server.url()).anonymous().build().unwrap();
    kontext(&client).submit().await.unwrap();
    assert_eq!(server.requests()[0].all("authorization"), ["Bearer sk-relay"]);
    assert!(server.requests()[1].all("authorization").is_empty());
}

#[tokio::test]
async fn no_debug_or_error_output_shows_the_key() {
    let server = Server::start([
        submit_response(),
        raw(500, "text/plain", format!("bad Authorization: Key {KEY}")),
        json(401, &json!({"detail": format!("No user found for Key {KEY}, secret {SECRET}")})),
    ]);
    let builder = builder(&server.url());
    let mut shown = vec![format!("{builder:?}")];
    let client = builder.build().unwrap();
    shown.push(format!("{client:?} {:?}", client.endpoint("fal-ai/flux").unwrap()));
    let call = kontext(&client);
    shown.push(format!("{call:?}"));
    let job = call.submit().await.unwrap();
    shown.push(format!("{job:?} {} {}", job.id(), serde_json::to_string(job.id()).unwrap()));
    for error in [job.result().await.unwrap_err(), job.status().await.unwrap_err()] {
        shown.push(format!("{error} {error:?} {}", String::from_utf8_lossy(error.body().unwrap())));
    }
    for text in shown {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn debug_output_of_a_request_has_no_key() {
    let memory = MemoryTransport::new([response(200, &json!({"request_id": ID}))]);
    kontext(&memory.client()).submit().await.unwrap();
    assert!(memory.shown().contains("authorization"));
    assert!(!memory.shown().contains(SECRET), "{}", memory.shown());
}

#[tokio::test]
async fn unexpected_success_responses_do_not_show_the_key() {
    let echo = raw(200, "text/plain", format!("you sent Key {KEY}"));
    let server = Server::start([echo.clone(), echo]);
    let client = client_of(&server);
    let submit = kontext(&client).await.unwrap_err();
    let status = super::fixtures::job(&client).status().await.unwrap_err();
    for error in [submit, status] {
        assert_eq!(error.body().unwrap(), b"you sent Key [key]");
    }
}

#[tokio::test]
async fn urls_in_responses_are_not_followed() {
    let foreign = Server::start([]);
    let urls = json!({
        "request_id": ID,
        "status_url": format!("{}/status", foreign.url()),
        "response_url": format!("{}/response", foreign.url()),
        "cancel_url": format!("{}/cancel", foreign.url()),
    });
    let server = Server::start([json(200, &urls), completed(), result()]);
    assert_eq!(kontext(&client_of(&server)).await.unwrap(), image());
    assert!(foreign.requests().is_empty());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let foreign = Server::start([]);
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = raw(status, "text/plain", "").header("location", &foreign.url());
        let server = Server::start([elsewhere.clone(), submit_response(), elsewhere.clone(), elsewhere]);
        let client = client_of(&server);
        let error = kontext(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Protocol, Some(status)));
        assert!(error.to_string().contains("redirect"), "{error}");
        let job = kontext(&client).submit().await.unwrap();
        assert_eq!(job.status().await.unwrap_err().kind(), ErrorKind::Protocol);
        assert_eq!(job.result().await.unwrap_err().kind(), ErrorKind::Protocol);
        assert_eq!(server.requests().len(), 4);
        assert_eq!(server.lines()[0], SUBMIT);
    }
    assert!(foreign.requests().is_empty());
}

#[tokio::test]
async fn an_http_client_that_follows_redirects_is_rejected() {
    let same = raw(307, "text/plain", "").header("location", "/fal-ai/other");
    let server = Server::start([same, submit_response()]);
    let following = reqwest::Client::new();
    let client = builder(&server.url()).http_client(following).build().unwrap();
    let error = kontext(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(error.to_string().contains("followed a redirect"), "{error}");
    assert!(error.maybe_submitted());
}

#[test]
fn clients_calls_and_jobs_are_send_and_errors_are_pointer_sized() {
    fn crosses<T: Send + Sync + 'static>() {}
    fn sends<T: Send>(_: &T) {}
    crosses::<Client>();
    crosses::<fal_sdk::Call<Value>>();
    crosses::<Job<Value>>();
    crosses::<JobId>();
    crosses::<fal_sdk::Error>();
    assert_eq!(size_of::<fal_sdk::Error>(), size_of::<usize>());
    let client = Client::builder().environment(|_| None).key(KEY).build().unwrap();
    sends(&kontext(&client).into_future());
    sends(&kontext(&client).outcome());
    sends(&kontext(&client).submit());
}

#[test]
fn debug_output_of_a_call_has_no_headers_or_webhooks() {
    let client = Client::builder().environment(|_| None).key(KEY).build().unwrap();
    let call = kontext(&client).header("x-app-token", "hunter2").webhook("https://example.com/hook?token=hunter3");
    let shown = format!("{call:?}");
    assert!(shown.contains("x-app-token") && !shown.contains("hunter"), "{shown}");
}

#[tokio::test]
async fn an_error_does_not_repeat_the_key_that_a_header_echoes() {
    let echo = json(422, &json!({"detail": "no"})).header("x-fal-error-type", &format!("Key {KEY}"));
    let server = Server::start([echo.header("x-fal-request-id", KEY)]);
    let error = kontext(&client_of(&server)).run().await.unwrap_err();
    assert_eq!((error.error_type(), error.request_id()), (Some("Key [key]"), Some("[key]")));
    assert!(!format!("{error} {error:?} {:?}", error.meta()).contains("3ac2b9a1e5d94c58"));
}
