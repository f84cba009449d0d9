//! Responses of direct requests: none, text, bytes, files, events, and one variant per status.

use fal_sdk::{
    ErrorKind,
    codegen::{
        self, Bytes, Context, DirectCall, Events, Operation, ResponseDecoder, ResponseFormat, StatusResponse,
        direct_call_as,
    },
};
use fal_tests::server::{ScriptedResponse, Server, json, raw};
use serde_json::{Value, json};

use super::{fixtures::client_of, uploads::path};

const MAKE: Operation =
    Operation { method: "POST", path: "/v1/speech", media: Some("application/json"), ..Operation::DEFAULT };

fn call<R>(server: &Server, decoder: ResponseDecoder<R>) -> DirectCall<R> {
    direct_call_as(&client_of(server), &MAKE, &json!({"input": "a donut"}), decoder)
}

fn served(response: ScriptedResponse) -> Server {
    Server::start([response])
}

#[tokio::test]
async fn a_response_without_a_body_is_a_success() {
    for response in [raw(204, "", ""), raw(200, "", ""), raw(200, "text/plain", "ignored")] {
        call(&served(response), ResponseDecoder::empty()).await.unwrap();
    }
}

#[tokio::test]
async fn an_undescribed_response_is_json_text_or_null() {
    let cases = [
        (raw(200, "application/json", r#"{"a": 1}"#), json!({"a": 1})),
        (raw(200, "text/plain", "OK then"), json!("OK then")),
        (raw(200, "", ""), Value::Null),
    ];
    for (response, expected) in cases {
        assert_eq!(call(&served(response), ResponseDecoder::any()).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn text_is_returned_as_it_is() {
    let server = served(raw(200, "application/xml", "<ok>true</ok>\n"));
    assert_eq!(call(&server, ResponseDecoder::text()).await.unwrap(), "<ok>true</ok>\n");
    let [sent] = server.requests().try_into().unwrap();
    assert_eq!(sent.all("accept"), ["text/*, */*;q=0.5"]);
}

#[tokio::test]
async fn bytes_are_returned_in_memory_or_written_to_a_file() {
    let sound = b"ID3\x04\x00\xff\xfe";
    let response = || raw(200, "audio/mpeg", sound.to_vec());
    assert_eq!(call(&served(response()), ResponseDecoder::bytes()).await.unwrap(), Bytes::from_static(sound));

    let path = path("direct.mp3");
    let file = call(&served(response()), ResponseDecoder::bytes()).to_file(&path).await.unwrap();
    assert_eq!((file.size, file.content_type.as_deref()), (7, Some("audio/mpeg")));
    assert_eq!(std::fs::read(&path).unwrap(), sound);
}

#[tokio::test]
async fn an_interrupted_file_is_not_created_and_may_be_billed() {
    let path = path("interrupted.mp3");
    let server = served(raw(200, "audio/mpeg", "half").cut_after(2));
    let error = call(&server, ResponseDecoder::bytes()).to_file(&path).await.unwrap_err();
    assert!(error.maybe_submitted(), "{error}");
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
}

#[tokio::test]
async fn an_error_response_is_an_error_whatever_the_format() {
    let rejected = || json(400, &json!({"message": "too long"}));
    let error = call(&served(rejected()), ResponseDecoder::bytes()).to_file(path("refused.mp3")).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(400)));
    let error = call(&served(rejected()), ResponseDecoder::<Events>::events()).await.unwrap_err();
    assert!(error.to_string().contains("too long"), "{error}");
}

#[tokio::test]
async fn events_are_decoded_until_the_last_one() {
    let body = "data: {\"delta\": \"a\"}\n\ndata: plain words\n\ndata: [DONE]\n\n";
    let server = served(raw(200, "text/event-stream", body));
    let mut events = call(&server, ResponseDecoder::<Events>::events()).await.unwrap();
    let mut received = Vec::new();
    while let Some(event) = events.next().await {
        received.push(event.unwrap().data);
    }
    assert_eq!(received, [json!({"delta": "a"}), json!("plain words")]);
    let [sent] = server.requests().try_into().unwrap();
    assert_eq!(sent.all("accept"), ["text/event-stream"]);
}

#[tokio::test]
async fn an_unreadable_response_to_a_post_may_be_billed() {
    let error = call(&served(raw(200, "text/html", "<html>")), ResponseDecoder::<bool>::json()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.maybe_submitted() && !error.is_outcome_unknown());
    assert_eq!(error.raw_body(), Some(b"<html>".as_slice()));
    let get = Operation { method: "GET", media: None, ..MAKE };
    let server = served(raw(200, "text/html", "<html>"));
    let error = direct_call_as(&client_of(&server), &get, &Value::Null, ResponseDecoder::<bool>::json()).await;
    assert!(!error.unwrap_err().maybe_submitted());
}

/// What generated code has for an operation with several successful responses.
#[derive(Clone, Debug, PartialEq)]
enum Produced {
    Status200(Value),
    Status202(String),
    Status204(()),
    Other(Value),
}

impl codegen::Union for Produced {
    const VARIANTS: &'static [codegen::Variant<Self>] = &[
        |value, context| codegen::decode(value, context).map(Self::Status200),
        |value, context| codegen::decode(value, context).map(Self::Status202),
        |value, context| codegen::decode(value, context).map(Self::Status204),
    ];

    fn encode_variant(&self, context: &mut Context) -> Value {
        match self {
            Self::Status200(value) => codegen::encode(value, context),
            Self::Status202(value) => codegen::encode(value, context),
            Self::Status204(value) => codegen::encode(value, context),
            Self::Other(value) => value.clone(),
        }
    }
}

codegen::open_union!(Produced);

const RESPONSES: &[StatusResponse] = &[
    StatusResponse { first: 202, last: 202, format: ResponseFormat::Text, variant: 1 },
    StatusResponse { first: 204, last: 204, format: ResponseFormat::Empty, variant: 2 },
    StatusResponse { first: 200, last: 299, format: ResponseFormat::Json, variant: 0 },
];

#[tokio::test]
async fn the_status_selects_the_variant() {
    let cases = [
        (raw(200, "application/json", r#"{"url": "1"}"#), Produced::Status200(json!({"url": "1"}))),
        (raw(201, "application/json", r#""made""#), Produced::Status200(json!("made"))),
        (raw(202, "text/plain", "later"), Produced::Status202("later".to_owned())),
        (raw(204, "", ""), Produced::Status204(())),
    ];
    for (response, expected) in cases {
        assert_eq!(call(&served(response), ResponseDecoder::<Produced>::by_status(RESPONSES)).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn the_body_of_an_error_is_decoded_as_its_type() {
    let long = "x".repeat(20_000);
    let server = served(json(409, &json!({"reason": long, "code": 7})));
    let error = call(&server, ResponseDecoder::<Value>::json()).await.unwrap_err();
    assert_eq!(error.body().unwrap().len(), 8 << 10);
    let body: Value = error.body_as().unwrap();
    assert_eq!(body["reason"], json!(long));
    assert_eq!(error.body_as::<i64>(), None);

    let server = served(raw(500, "text/html", "<h1>Sorry</h1>"));
    let error = call(&server, ResponseDecoder::<Value>::json()).await.unwrap_err();
    assert_eq!(error.body_as::<Value>(), None);
}
