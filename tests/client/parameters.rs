//! The parameters and bodies of direct requests on the wire: method, path, query, headers and bytes.

use fal_sdk::{
    ErrorKind,
    codegen::{Operation, Parameter, ParameterStyle, direct_call},
};
use fal_tests::server::{Recorded, Server, json};
use serde_json::{Value, json};

use super::fixtures::client_of;

const GET: Operation = Operation { method: "GET", ..Operation::DEFAULT };
const POST: Operation = Operation { method: "POST", media: Some("application/json"), ..Operation::DEFAULT };

async fn sent(operation: &Operation, request: Value) -> Recorded {
    let server = Server::start([json(200, &json!({}))]);
    direct_call::<_, _, Value>(&client_of(&server), operation, &request).await.unwrap();
    let [sent] = server.requests().try_into().unwrap();
    sent
}

async fn rejected(operation: &Operation, request: Value) -> String {
    let server = Server::start([]);
    let error = direct_call::<_, _, Value>(&client_of(&server), operation, &request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert!(server.requests().is_empty());
    error.to_string()
}

#[tokio::test]
async fn a_segment_may_have_literals() {
    const LIFT: Operation = Operation { path: "/crane/{crane}:lift", parameters: &[Parameter::path("crane")], ..POST };
    let sent_lift = sent(&LIFT, json!({"crane": "big one", "load": 1})).await;
    assert_eq!(sent_lift.line(), "POST /crane/big%20one:lift");
    assert_eq!(serde_json::from_slice::<Value>(&sent_lift.body).unwrap(), json!({"load": 1}));
}

#[tokio::test]
async fn a_segment_may_have_several_parameters() {
    const PARAMETERS: &[Parameter] = &[Parameter::path("name"), Parameter::path("format"), Parameter::path("version")];
    let label = Operation { path: "/labels/{name}.{format}/v-{version}", parameters: PARAMETERS, ..GET };
    let sent_label = sent(&label, json!({"name": "a", "format": "png", "version": 7})).await;
    assert_eq!(sent_label.line(), "GET /labels/a.png/v-7");
}

#[tokio::test]
async fn a_path_is_sent_as_it_is_written() {
    for (path, line) in [
        ("/tide-tables/", "GET /tide-tables/"),
        ("/dry%2Fdock/%E6%B0%B4", "GET /dry%2Fdock/%E6%B0%B4"),
        ("/a;b=1/@c!$&'()*+,", "GET /a;b=1/@c!$&'()*+,"),
    ] {
        assert_eq!(sent(&Operation { path, ..GET }, Value::Null).await.line(), line);
    }
}

#[tokio::test]
async fn the_query_of_a_path_comes_first_and_has_its_parameters() {
    const PARAMETERS: &[Parameter] = &[Parameter::query("days"), Parameter::query("port")];
    let weather = Operation { path: "/weather?unit=metric&days={days}", parameters: PARAMETERS, ..GET };
    let line = sent(&weather, json!({"days": "3&4", "port": "Kiel"})).await.line();
    assert_eq!(line, "GET /weather?unit=metric&days=3%264&port=Kiel");
    assert_eq!(sent(&weather, json!({})).await.line(), "GET /weather?unit=metric");
}

#[tokio::test]
async fn a_parameter_may_stand_in_the_path_twice() {
    const TWICE: Operation = Operation { path: "/{id}/copies/{id}", parameters: &[Parameter::path("id")], ..GET };
    assert_eq!(sent(&TWICE, json!({"id": 5})).await.line(), "GET /5/copies/5");
}

#[tokio::test]
async fn several_values_are_written_in_their_style() {
    const PARAMETERS: &[Parameter] = &[
        Parameter::path("ids"),
        Parameter::query("colours").style(ParameterStyle::Comma),
        Parameter::query("sizes"),
        Parameter::query("filter").style(ParameterStyle::DeepObject),
        Parameter::query("range"),
        Parameter::query("marks").style(ParameterStyle::Pipe),
        Parameter::query("words").style(ParameterStyle::Space),
        Parameter::query("where").style(ParameterStyle::Json),
        Parameter::query("route").allow_reserved(),
        Parameter::header("x-holds"),
        Parameter::cookie("crew"),
        Parameter::cookie("watch"),
    ];
    let request = json!({
        "ids": [1, 2], "colours": ["a", "b,c"], "sizes": ["x", "y"], "filter": {"depth": 1, "side": "z"},
        "range": {"from": 1, "to": 2}, "marks": ["p", "q"], "words": ["v", "w"], "where": {"row": "k"},
        "route": "a/b:c&d", "x-holds": ["m", "n"], "crew": "Ann Lee", "watch": 2,
    });
    let sent = sent(&Operation { path: "/boxes/{ids}", parameters: PARAMETERS, ..GET }, request).await;
    let query = [
        "colours=a,b%2Cc",
        "sizes=x&sizes=y",
        "filter%5Bdepth%5D=1&filter%5Bside%5D=z",
        "from=1&to=2",
        "marks=p%7Cq",
        "words=v%20w",
        "where=%7B%22row%22%3A%22k%22%7D",
        "route=a/b:c%26d",
    ];
    assert_eq!(sent.line(), format!("GET /boxes/1,2?{}", query.join("&")));
    assert_eq!(sent.all("x-holds"), ["m,n"]);
    assert_eq!(sent.all("cookie"), ["crew=Ann%20Lee; watch=2"]);
}

#[tokio::test]
async fn parameters_of_one_name_are_different_fields() {
    const PARAMETERS: &[Parameter] =
        &[Parameter::path("id").of_field("path_id"), Parameter::query("id").of_field("query_id")];
    let moor = Operation { path: "/moorings/{path_id}", parameters: PARAMETERS, ..POST };
    let sent = sent(&moor, json!({"path_id": "P1", "query_id": 2, "id": true})).await;
    assert_eq!(sent.line(), "POST /moorings/P1?id=2");
    assert_eq!(serde_json::from_slice::<Value>(&sent.body).unwrap(), json!({"id": true}));
}

#[tokio::test]
async fn a_body_may_be_a_field_of_the_request() {
    const LIST: Operation =
        Operation { path: "/lists/{id}", body: Some("body"), parameters: &[Parameter::path("id")], ..POST };
    let sent_list = sent(&LIST, json!({"id": "J1", "body": ["x"]})).await;
    assert_eq!((sent_list.line().as_str(), sent_list.body.as_slice()), ("POST /lists/J1", br#"["x"]"#.as_slice()));
    let without = sent(&LIST, json!({"id": "J1"})).await;
    assert!(without.body.is_empty() && without.all("content-type").is_empty());
}

#[tokio::test]
async fn text_is_sent_as_it_is() {
    for media in ["text/plain", "application/xml"] {
        let text = "data:text/plain;base64,aGk= \"you\"";
        let sent = sent(&Operation { media: Some(media), path: "/text", ..POST }, json!(text)).await;
        assert_eq!(sent.all("content-type"), [media]);
        assert_eq!(sent.body, text.as_bytes());
    }
}

#[tokio::test]
async fn bytes_are_sent_as_they_are() {
    let cargo = Operation { media: Some("application/octet-stream"), path: "/cargo", ..POST };
    let sent = sent(&cargo, json!("data:application/octet-stream;base64,AP/+")).await;
    assert_eq!(sent.all("content-type"), ["application/octet-stream"]);
    assert_eq!(sent.body, b"\x00\xff\xfe");
    let message = rejected(&cargo, json!("https://example.com/cargo.bin")).await;
    assert!(message.contains("FileInput::path"), "{message}");
}
