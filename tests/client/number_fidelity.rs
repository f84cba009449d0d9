//! Numbers and strings are sent and received unchanged.

use fal_sdk::codegen::{self, Operation, Parameter, direct_call};
use fal_tests::server::{Server, json, raw};
use serde_json::{Value, json};

use super::fixtures::{KONTEXT, client_of, job, submit_response};

/// Numbers that a conversion to 64-bit floats would change.
const NUMBERS: &str = concat!(
    r#"{"most":18446744073709551615,"least":-9223372036854775808,"odd":9007199254740993,"#,
    r#""tenth":0.1,"sum":0.30000000000000004,"tiny":5e-324,"small":2.2250738585072014e-308,"#,
    r#""large":1.7976931348623157e308,"near":8.41e21,"#,
    r#""even":123456789.12345679}"#
);

#[tokio::test]
async fn numbers_of_a_result_are_exact() {
    let server = Server::start([raw(200, "application/json", NUMBERS)]);
    let numbers = job(&client_of(&server)).result().await.unwrap();
    assert_eq!(numbers["most"], json!(u64::MAX));
    assert_eq!(numbers["least"], json!(i64::MIN));
    assert_eq!(numbers["odd"], json!(9_007_199_254_740_993_u64));
    for (name, expected) in [
        ("tenth", 0.1),
        ("sum", 0.1 + 0.2),
        ("tiny", f64::from_bits(1)),
        ("small", f64::MIN_POSITIVE),
        ("large", f64::MAX),
        ("near", 8.41e21),
        ("even", 123_456_789.123_456_79),
    ] {
        assert_eq!(numbers[name].as_f64().unwrap().to_bits(), f64::to_bits(expected), "{name}");
    }
}

#[tokio::test]
async fn numbers_and_strings_of_a_request_are_exact() {
    let server = Server::start([submit_response(), submit_response()]);
    let client = client_of(&server);
    let request = json!({"a": u64::MAX, "b": i64::MIN, "c": 0.1 + 0.2, "d": f64::MAX, "e": f64::from_bits(1), "f": 1.0,
        "text": "Bücher 🍩 \u{2028}\u{0}\"\\"});
    client.endpoint(KONTEXT).unwrap().call(&request).submit().await.unwrap();
    let typed: fal_sdk::Call<Value> =
        codegen::call(&client, KONTEXT, &vec![i128::from(u64::MAX), i128::from(i64::MIN)]);
    typed.submit().await.unwrap();
    let [untyped, typed] = server.requests().try_into().unwrap();
    let body = String::from_utf8(untyped.body).unwrap();
    for expected in [
        r#""a":18446744073709551615,"#,
        r#""b":-9223372036854775808,"#,
        r#""c":0.30000000000000004,"#,
        r#""f":1.0,"#,
        "\"text\":\"Bücher 🍩 \u{2028}\\u0000\\\"\\\\\"",
    ] {
        assert!(body.contains(expected), "{expected} in {body}");
    }
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), request);
    assert_eq!(typed.body, b"[18446744073709551615,-9223372036854775808]");
}

#[tokio::test]
async fn nested_values_of_a_query_are_json() {
    const INFO: Operation = Operation {
        method: "GET",
        path: "/stub/ok/info",
        media: None,
        parameters: &[
            Parameter::query("q"),
            Parameter::query("n"),
            Parameter::query("flag"),
            Parameter::query("list"),
            Parameter::query("obj"),
            Parameter::query("none"),
        ],
        ..Operation::DEFAULT
    };
    let server = Server::start([json(200, &json!({"seed": 42}))]);
    let request = json!({"q": "a b&c=é", "n": u64::MAX, "flag": true, "list": [1, [2, "x"]], "obj": {"k": [1, null]},
        "none": null});
    let response: Value = direct_call(&client_of(&server), &INFO, &request).await.unwrap();
    assert_eq!(response, json!({"seed": 42}));
    assert_eq!(
        server.lines(),
        [
            "GET /stub/ok/info?q=a%20b%26c%3D%C3%A9&n=18446744073709551615&flag=true&list=1&list=%5B2%2C%22x%22%5D&k=%5B1%2Cnull%5D"
        ]
    );
}
