//! Direct (non-queue) endpoints: the location of every request property, and retries.

use std::time::Duration;

use fal_sdk::{
    ErrorKind,
    codegen::{DirectCall, Operation, Parameter, direct_call},
};
use fal_tests::server::{Server, closed, json};
use serde_json::{Value, json};

use super::fixtures::{KEY, client_of};

const RESULT: Operation = Operation {
    method: "GET",
    path: "/fal-ai/{model}/requests/{request_id}",
    media: None,
    parameters: &[
        Parameter::path("model"),
        Parameter::path("request_id"),
        Parameter::query("page"),
        Parameter::query("tag"),
        Parameter::header("x-trace"),
    ],
    ..Operation::DEFAULT
};

const MAKE: Operation =
    Operation { method: "POST", path: "/v1/images", media: Some("application/json"), ..Operation::DEFAULT };

fn ask(server: &Server, route: &Operation, request: &Value) -> DirectCall<Value> {
    direct_call(&client_of(server), route, request)
}

#[tokio::test]
async fn properties_are_sent_in_path_query_and_headers() {
    let server = Server::start([json(200, &json!({"images": []}))]);
    let request = json!({"model": "veo 3", "request_id": "a/b?c", "page": 2, "tag": ["x&y", "z"], "x-trace": "t1"});
    let response = ask(&server, &RESULT, &request).await.unwrap();
    assert_eq!(response, json!({"images": []}));
    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), "GET /fal-ai/veo%203/requests/a%2Fb%3Fc?page=2&tag=x%26y&tag=z");
    assert_eq!(asked.all("x-trace"), ["t1"]);
    assert_eq!(asked.all("authorization"), [format!("Key {KEY}")]);
    assert!(asked.body.is_empty() && asked.all("content-type").is_empty());
}

#[tokio::test]
async fn a_missing_or_invalid_path_parameter_is_rejected_before_sending() {
    let server = Server::start([]);
    for id in [json!(".."), json!("."), json!(""), Value::Null] {
        let request = json!({"model": "veo3", "request_id": id});
        let error = ask(&server, &RESULT, &request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_get_is_retried_and_a_sent_post_is_not() {
    let server = Server::start([closed(), json(503, &json!({})), json(200, &json!(1))]);
    let request = json!({"model": "veo3", "request_id": "a"});
    assert_eq!(ask(&server, &RESULT, &request).await.unwrap(), json!(1));
    assert_eq!(server.requests().len(), 3);

    let server = Server::start([closed()]);
    let error = ask(&server, &MAKE, &json!({"prompt": "a donut"})).await.unwrap_err();
    assert!(error.maybe_submitted());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_json_body_has_the_properties_that_are_no_parameters() {
    let server = Server::start([json(200, &json!({}))]);
    ask(&server, &MAKE, &json!({"prompt": "a donut", "n": 2})).await.unwrap();
    let [sent] = server.requests().try_into().unwrap();
    assert_eq!(sent.all("content-type"), ["application/json"]);
    assert_eq!(serde_json::from_slice::<Value>(&sent.body).unwrap(), json!({"prompt": "a donut", "n": 2}));
}

#[tokio::test]
async fn a_urlencoded_form_repeats_the_name_for_every_array_item() {
    let route = Operation { media: Some("application/x-www-form-urlencoded"), ..MAKE };
    let server = Server::start([json(200, &json!({}))]);
    ask(&server, &route, &json!({"a": "x y&z", "b": [1, 2], "c": null, "d": true})).await.unwrap();
    let [sent] = server.requests().try_into().unwrap();
    assert_eq!(sent.all("content-type"), ["application/x-www-form-urlencoded"]);
    assert_eq!(String::from_utf8(sent.body).unwrap(), "a=x%20y%26z&b=1&b=2&d=true");
}

#[tokio::test]
async fn a_multipart_form_sends_a_data_uri_as_a_file() {
    let route = Operation { media: Some("multipart/form-data"), ..MAKE };
    let server = Server::start([json(200, &json!({}))]);
    ask(&server, &route, &json!({"image": "data:image/png;base64,iVBORw==", "prompt": "a donut"})).await.unwrap();
    let [sent] = server.requests().try_into().unwrap();
    let [content_type] = sent.all("content-type").try_into().unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
    let expected = [
        format!("--{boundary}\r\n").as_bytes(),
        b"Content-Disposition: form-data; name=\"image\"; filename=\"image.png\"\r\nContent-Type: image/png\r\n\r\n",
        b"\x89PNG\r\n",
        format!("--{boundary}\r\n").as_bytes(),
        b"Content-Disposition: form-data; name=\"prompt\"\r\n\r\na donut\r\n",
        format!("--{boundary}--\r\n").as_bytes(),
    ]
    .concat();
    assert_eq!(sent.body, expected);
}

#[tokio::test]
async fn a_response_that_does_not_decode_keeps_its_body() {
    let server = Server::start([fal_tests::server::raw(200, "text/plain", "not JSON")]);
    let error = ask(&server, &MAKE, &json!({})).deadline(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!(error.raw_body(), Some(b"not JSON".as_slice()));
    assert_eq!(error.status(), Some(200));
}
