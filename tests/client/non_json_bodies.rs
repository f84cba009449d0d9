//! Non-JSON bodies, and typed payloads and results that JSON cannot represent.

use fal_sdk::{
    Call, Client, ErrorKind,
    codegen::{self, Context, JsonCodec},
};
use fal_tests::server::{ScriptedResponse, Server, json, raw};
use serde_json::{Value, json};

use super::fixtures::{ID, KONTEXT, RESULT, builder, client_of, completed, job, submit_response};

/// A hand-written request type with a number that JSON may not be able to represent.
struct Request {
    guidance: f64,
}

impl JsonCodec for Request {
    fn encode(&self, context: &mut Context) -> Value {
        {
            context.push("guidance_scale");
            let guidance = self.guidance.encode(context);
            context.pop();
            json!({"guidance_scale": guidance})
        }
    }

    fn decode(_: &Value, _: &mut Context) -> Option<Self> {
        None
    }
}

/// A response type with a required seed.
#[derive(Debug, PartialEq)]
struct Response {
    seed: i128,
}

impl JsonCodec for Response {
    fn encode(&self, context: &mut Context) -> Value {
        json!({"seed": self.seed.encode(context)})
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        context.push("seed");
        let seed = i128::decode(value.get("seed").unwrap_or(&Value::Null), context);
        context.pop();
        let seed = seed?;
        Some(Self { seed })
    }
}

fn typed(client: &Client, guidance: f64) -> Call<Response> {
    codegen::call(client, KONTEXT, &Request { guidance })
}

#[tokio::test]
async fn a_typed_call_keeps_every_digit() {
    let server = Server::start([
        submit_response(),
        completed(),
        raw(200, "application/json", r#"{"seed": 18446744073709551615}"#),
    ]);
    let response = typed(&client_of(&server), 3.5).await.unwrap();
    assert_eq!(response, Response { seed: i128::from(u64::MAX) });
    assert_eq!(server.requests()[0].body, br#"{"guidance_scale":3.5}"#);
}

#[tokio::test]
async fn values_without_a_json_form_are_rejected_before_sending() {
    let server = Server::start([]);
    let call = typed(&client_of(&server), f64::NAN).hint("x");
    let error = call.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.is_validation() && !error.maybe_submitted());
    assert_eq!(error.details()[0].pointer(), "/guidance_scale");
    assert!(error.to_string().starts_with("kontext was not called: /guidance_scale"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_invalid_endpoint_id_is_an_error_of_the_call() {
    let server = Server::start([]);
    let call: Call<Value> = codegen::call(&client_of(&server), "no-endpoint", &json!({}));
    assert_eq!(call.submit().await.unwrap_err().kind(), ErrorKind::Invalid);
}

/// Returns the error of a typed result with this body.
async fn undecoded(scripted: ScriptedResponse) -> fal_sdk::Error {
    let server = Server::start([submit_response(), completed(), scripted]);
    let error = typed(&client_of(&server), 1.0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!((error.status(), error.request_id()), (Some(200), Some(ID)));
    assert_eq!(server.lines().len(), 3, "no repetition");
    error
}

#[tokio::test]
async fn a_result_that_does_not_decode_is_kept_in_the_error() {
    let body = format!(r#"{{"seed": "seven", "filler": "{}"}}"#, "x".repeat(100_000));
    let error = undecoded(raw(200, "application/json", body.clone()).header("x-fal-billable-units", "2")).await;
    assert_eq!(error.raw_body().unwrap(), body.as_bytes());
    assert_eq!(error.body().unwrap().len(), 8 << 10);
    assert_eq!(error.details()[0].pointer(), "/seed");
    assert_eq!(error.meta().unwrap().billable_units, Some("2".parse().unwrap()));
    assert!(error.to_string().contains(r#"/seed: Input should be a valid integer, got "seven""#), "{error}");
    assert!(!format!("{error:?}").contains("xxxx"));
}

#[tokio::test]
async fn non_json_results_are_errors_with_their_body() {
    for body in [
        b"{\"score\": NaN}".to_vec(),
        br#"{"text": "bad \ud83d end"}"#.to_vec(),
        b"{\"t\": \"caf\xe9\"}".to_vec(),
        (0..16).collect(),
        b"{\"seed\": 1".to_vec(),
        Vec::new(),
    ] {
        let error = undecoded(raw(200, "image/png", body.clone())).await;
        assert_eq!(error.raw_body().unwrap(), body);
        assert!(std::error::Error::source(&error).is_some());
        assert!(error.to_string().contains("image/png"), "{error}");
    }
}

#[tokio::test]
async fn an_array_and_a_byte_order_mark_are_decoded() {
    let server =
        Server::start([json(200, &json!([1, 2])), raw(200, "application/json", b"\xef\xbb\xbf{\"a\":1}".to_vec())]);
    let job = job(&client_of(&server));
    assert_eq!(job.result().await.unwrap(), json!([1, 2]));
    assert_eq!(job.result().await.unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn a_result_beyond_the_size_limit_is_rejected_once() {
    let server = Server::start([json(200, &json!("x".repeat(2000)))]);
    let client = builder(&server.url()).result_limit(1000).build().unwrap();
    let error = job(&client).result().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Protocol, Some(ID)));
    assert!(error.to_string().contains("larger than 1000 bytes"), "{error}");
    assert_eq!(server.lines(), [RESULT]);
}
