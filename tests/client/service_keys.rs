//! Which host a direct request is sent to, and which key that host receives.

use fal_sdk::{
    Client, ErrorKind,
    codegen::{KeyLocation, Operation, SecurityScheme, Service, direct_call},
};
use fal_tests::server::{Server, json};
use serde_json::{Value, json};

use super::fixtures::{KEY, client_of, hasty};

const SECRET: &str = "service-secret";

/// An operation of a service at the URL of the scripted server.
fn operation(server: &Server, schemes: &'static [&'static [SecurityScheme]]) -> Operation {
    let url: &'static str = Box::leak(server.url().into_boxed_str());
    let service = Box::leak(Box::new(Service { name: "example", url: Some(url), security: Some(schemes) }));
    Operation { path: "/v1/items", service: Some(service), ..Operation::DEFAULT }
}

const fn scheme(location: KeyLocation) -> SecurityScheme {
    SecurityScheme { name: "main", location }
}

async fn get(client: &Client, operation: &Operation) -> Result<Value, fal_sdk::Error> {
    direct_call(client, operation, &Value::Null).await
}

fn client() -> fal_sdk::ClientBuilder {
    Client::builder().environment(|_| None).key(KEY).retry(hasty())
}

#[tokio::test]
async fn the_key_of_fal_is_not_sent_to_the_server_of_a_document() {
    const SCHEMES: &[&[SecurityScheme]] = &[&[scheme(KeyLocation::Bearer)]];
    let server = Server::start([json(401, &json!({"message": "who are you"}))]);
    let error = get(&client().build().unwrap(), &operation(&server, SCHEMES)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    let message = error.to_string();
    assert!(message.starts_with("example rejected the credentials"), "{message}");
    assert!(message.contains("service_key(\"example\""), "{message}");
    let [sent] = server.requests().try_into().unwrap();
    assert_eq!(sent.line(), "GET /v1/items");
    assert!(sent.all("authorization").is_empty());
}

#[tokio::test]
async fn the_key_of_a_service_is_sent_where_its_scheme_says() {
    const CASES: &[(&[&[SecurityScheme]], &str, &str, &str)] = &[
        (&[&[scheme(KeyLocation::Bearer)]], "authorization", "Bearer service-secret", "/v1/items"),
        (&[&[scheme(KeyLocation::Basic)]], "authorization", "Basic c2VydmljZS1zZWNyZXQ6", "/v1/items"),
        (&[&[scheme(KeyLocation::Header("x-api-key"))]], "x-api-key", SECRET, "/v1/items"),
        (&[&[scheme(KeyLocation::Cookie("sid"))]], "cookie", "sid=service-secret", "/v1/items"),
        (&[&[scheme(KeyLocation::Query("key"))]], "", "", "/v1/items?key=service-secret"),
    ];
    for (schemes, header, value, target) in CASES {
        let server = Server::start([json(200, &json!({}))]);
        let client = client().service_key("example", SECRET).build().unwrap();
        get(&client, &operation(&server, schemes)).await.unwrap();
        let [sent] = server.requests().try_into().unwrap();
        assert_eq!(sent.line(), format!("GET {target}"));
        if !header.is_empty() {
            assert_eq!(sent.all(header), [*value]);
        }
        assert!(!sent.all("authorization").iter().any(|value| value.contains(KEY)));
    }
}

#[tokio::test]
async fn a_scheme_with_a_key_of_its_own_is_chosen_and_all_its_parts_are_sent() {
    const SCHEMES: &[&[SecurityScheme]] = &[
        &[SecurityScheme { name: "token", location: KeyLocation::Bearer }],
        &[
            SecurityScheme { name: "app", location: KeyLocation::Header("x-app") },
            SecurityScheme { name: "sign", location: KeyLocation::Header("x-sign") },
        ],
    ];
    let server = Server::start([json(200, &json!({}))]);
    let client = client().service_scheme_key("example", "app", "the-app").service_scheme_key("example", "sign", SECRET);
    get(&client.build().unwrap(), &operation(&server, SCHEMES)).await.unwrap();
    let [sent] = server.requests().try_into().unwrap();
    assert_eq!((sent.all("x-app"), sent.all("x-sign")), (vec!["the-app"], vec![SECRET]));
    assert!(sent.all("authorization").is_empty());
}

#[tokio::test]
async fn the_url_of_a_service_can_be_replaced_and_gets_no_key_of_fal() {
    const SCHEMES: &[&[SecurityScheme]] = &[&[scheme(KeyLocation::Bearer)]];
    let (stated, replaced) = (Server::start([]), Server::start([json(200, &json!({}))]));
    let client = client().service_url("example", format!("{}/below", replaced.url()));
    get(&client.build().unwrap(), &operation(&stated, SCHEMES)).await.unwrap();
    let [sent] = replaced.requests().try_into().unwrap();
    assert_eq!(sent.line(), "GET /below/v1/items");
    assert!(sent.all("authorization").is_empty() && stated.requests().is_empty());
}

#[tokio::test]
async fn a_base_url_replaces_the_server_and_gets_the_clients_key_where_the_scheme_says() {
    const HEADER: &[&[SecurityScheme]] = &[&[scheme(KeyLocation::Header("x-api-key"))]];
    const PUBLIC: &[&[SecurityScheme]] = &[];
    let (stated, relay) = (Server::start([]), Server::start([json(200, &json!({})), json(200, &json!({}))]));
    get(&client_of(&relay), &operation(&stated, HEADER)).await.unwrap();
    get(&client_of(&relay), &operation(&stated, PUBLIC)).await.unwrap();
    let [keyed, open] = relay.requests().try_into().unwrap();
    assert_eq!(keyed.all("x-api-key"), [KEY]);
    assert!(keyed.all("authorization").is_empty());
    assert!(open.all("authorization").is_empty() && open.all("x-api-key").is_empty());
    assert!(stated.requests().is_empty());
}

#[tokio::test]
async fn a_document_of_the_platform_is_sent_to_the_host_of_the_platform() {
    static PLATFORM: Service = Service {
        name: "api.fal.ai",
        url: Some("https://api.fal.ai/v1"),
        security: Some(&[&[scheme(KeyLocation::Header("Authorization"))]]),
    };
    let (platform, queue) = (Server::start([json(200, &json!({}))]), Server::start([]));
    let client = client().queue_url(queue.url()).run_url(queue.url()).api_url(format!("{}/v1", platform.url()));
    let operation = Operation { path: "/models", service: Some(&PLATFORM), ..Operation::DEFAULT };
    get(&client.build().unwrap(), &operation).await.unwrap();
    let [sent] = platform.requests().try_into().unwrap();
    assert_eq!(sent.line(), "GET /v1/models");
    assert_eq!(sent.all("authorization"), [format!("Key {KEY}")]);
    assert!(queue.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_does_not_carry_the_key_of_a_service_away() {
    const SCHEMES: &[&[SecurityScheme]] = &[&[scheme(KeyLocation::Header("x-api-key"))]];
    let elsewhere = Server::start([]);
    let server = Server::start([json(302, &json!({})).header("location", &elsewhere.url())]);
    let client = client().service_key("example", SECRET).build().unwrap();
    get(&client, &operation(&server, SCHEMES)).await.unwrap_err();
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_key_that_a_service_echoes_is_removed() {
    const SCHEMES: &[&[SecurityScheme]] = &[&[scheme(KeyLocation::Query("key"))]];
    let server = Server::start([json(400, &json!({"message": format!("bad key {SECRET}")}))]);
    let client = client().service_key("example", SECRET).build().unwrap();
    let error = get(&client, &operation(&server, SCHEMES)).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET) && !format!("{client:?}").contains(SECRET));
}
