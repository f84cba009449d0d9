//! Base URLs from the builder and the environment, and their validation.

use fal_sdk::{Client, ErrorKind};
use fal_tests::server::Server;
use serde_json::json;

use super::fixtures::{KEY, builder, completed, image, kontext, result, submit_response};

/// Debug output of a client's base URLs with these environment variables.
fn hosts(variables: &'static [(&'static str, &'static str)]) -> Result<String, fal_sdk::Error> {
    let lookup = |name: &str| variables.iter().find(|(each, _)| *each == name).map(|(_, value)| (*value).to_owned());
    let client = Client::builder().environment(lookup).key(KEY).build()?;
    Ok(format!("{client:?}"))
}

#[tokio::test]
async fn a_relay_below_a_path_gets_every_request() {
    let server = Server::start([submit_response(), completed(), result()]);
    let client = builder(&format!("{}/v1/fal/", server.url())).bearer("sk-relay").build().unwrap();
    assert_eq!(kontext(&client).await.unwrap(), image());
    assert_eq!(
        server.lines(),
        [
            "POST /v1/fal/fal-ai/flux-pro/kontext",
            "GET /v1/fal/fal-ai/flux-pro/requests/764cabcf/status?logs=0",
            "GET /v1/fal/fal-ai/flux-pro/requests/764cabcf",
        ]
    );
    assert!(server.requests().iter().all(|request| request.all("authorization") == ["Bearer sk-relay"]));
}

#[tokio::test]
async fn the_queue_has_its_own_base_url() {
    let (all, queue) = (Server::start([]), Server::start([submit_response()]));
    let client = builder(&all.url()).queue_url(queue.url()).build().unwrap();
    client.endpoint("fal-ai/flux").unwrap().call(&json!({})).submit().await.unwrap();
    assert_eq!(queue.lines(), ["POST /fal-ai/flux"]);
    assert!(all.requests().is_empty());
}

#[test]
fn the_environment_sets_base_urls() {
    let shown = hosts(&[]).unwrap();
    for default in ["https://queue.fal.run", "https://fal.run", "https://rest.fal.ai", "https://v3.fal.media"] {
        assert!(shown.contains(default), "{shown}");
    }
    let shown = hosts(&[("FAL_RUN_HOST", "fal.example")]).unwrap();
    assert!(shown.contains("queue: https://queue.fal.example,") && shown.contains("run: https://fal.example,"));
    let shown = hosts(&[("FAL_RUN_HOST", "a.example"), ("FAL_QUEUE_RUN_HOST", "q.example:8443")]).unwrap();
    assert!(shown.contains("queue: https://q.example:8443,"), "{shown}");
    let urls: &[(&str, &str)] = &[
        ("FAL_QUEUE_URL", "http://127.0.0.1:7/q/"),
        ("FAL_RUN_URL", "http://localhost:8"),
        ("FAL_REST_URL", "http://[::1]:9"),
        ("FAL_QUEUE_RUN_HOST", "other.example"),
    ];
    let shown = hosts(urls).unwrap();
    assert!(shown.contains("queue: http://127.0.0.1:7/q, run: http://localhost:8, rest: http://[::1]:9,"), "{shown}");
    assert!(hosts(&[("FAL_QUEUE_URL", " ")]).unwrap().contains("queue: https://queue.fal.run,"));
}

#[test]
fn a_mock_url_has_a_path_per_host_and_ignores_the_key_of_the_environment() {
    let lookup = |name: &str| match name {
        "FAL_MOCK_URL" => Some("http://127.0.0.1:8325/".to_owned()),
        "FAL_QUEUE_URL" => Some("https://queue.example".to_owned()),
        "FAL_KEY" => Some(KEY.to_owned()),
        _ => None,
    };
    let client = Client::builder().environment(lookup).build().unwrap();
    let shown = format!("{client:?}");
    for host in ["queue.fal.run", "fal.run", "rest.fal.ai", "v3.fal.media", "api.fal.ai/v1"] {
        assert!(shown.contains(&format!("http://127.0.0.1:8325/{host}")), "{shown}");
    }
    let elsewhere = Client::builder().environment(lookup).key(KEY).base_url("https://relay.example").build().unwrap();
    assert!(!format!("{elsewhere:?}").contains("8325"), "one base address goes before it");
}

#[tokio::test]
async fn a_mock_server_gets_a_placeholder_key() {
    let server = Server::start([submit_response()]);
    let client = Client::builder().environment(|_| Some(KEY.to_owned())).mock_url(server.url()).build().unwrap();
    client.endpoint("fal-ai/flux").unwrap().call(&json!({})).submit().await.unwrap();
    assert_eq!(server.lines(), ["POST /queue.fal.run/fal-ai/flux"]);
    assert_eq!(server.requests()[0].all("authorization"), ["Key mock:mock"]);
}

#[test]
fn the_builder_takes_precedence_over_the_environment() {
    let client = Client::builder()
        .environment(|name| (name == "FAL_QUEUE_URL").then(|| "https://environment.example".to_owned()))
        .key(KEY)
        .base_url("https://builder.example")
        .build()
        .unwrap();
    assert!(format!("{client:?}").contains("queue: https://builder.example,"));
}

#[test]
fn invalid_urls_are_rejected_without_being_shown() {
    for address in [
        "",
        "queue.fal.run",
        "/relative",
        "ftp://fal.run",
        "https://user:hunter22@fal.run",
        "https://fal.run/?key=hunter22",
        "https://fal.run/#hunter22",
        "hunter22",
        "http://fal.run",
        "http://10.0.0.7:8080",
        "http://localhost.evil.test",
    ] {
        let error = Client::builder().environment(|_| None).key(KEY).queue_url(address).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{address}");
        assert!(error.to_string().contains("queue_url"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter22"), "{error}");
    }
    assert!(hosts(&[("FAL_RUN_HOST", "https://fal.run")]).unwrap_err().to_string().contains("FAL_RUN_HOST"));
}

#[test]
fn plain_http_is_allowed_for_localhost_or_on_request() {
    let build = |url: &str| Client::builder().environment(|_| None).key(KEY).base_url(url);
    assert!(build("http://localhost:8080").build().is_ok());
    assert!(build("http://app.localhost").build().is_ok());
    assert!(build("http://[::1]:8080/x").build().is_ok());
    assert!(build("http://relay.internal").build().is_err());
    assert!(build("http://relay.internal").allow_plain_http().build().is_ok());
}
