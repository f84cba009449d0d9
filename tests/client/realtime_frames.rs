//! Frames of realtime sessions in both directions, and every way in which a session ends.

use fal_sdk::ErrorKind;
use fal_tests::websocket_server::{SocketStep, WebSocketServer, bytes, closed, echo, input, ping, text};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use super::{
    fixtures::builder,
    realtime::{APP, donut, error, error_message, keyed, result},
};

#[tokio::test]
async fn an_error_frame_is_a_typed_error_and_the_session_continues() {
    let socket = WebSocketServer::start([vec![
        input(),
        error_message("INVALID_INPUT"),
        error_message("INTERNAL_ERROR"),
        echo(),
    ]]);
    let mut session = keyed(&socket);
    session.send(&json!({})).unwrap();
    let rejected = error(&mut session).await;
    assert_eq!((rejected.kind(), rejected.error_type()), (ErrorKind::Rejected, Some("INVALID_INPUT")));
    assert_eq!(rejected.to_string(), "fast-sdxl refused the request: INVALID_INPUT: prompt is missing");
    assert_eq!(error(&mut session).await.kind(), ErrorKind::Unavailable);
    session.send(&donut()).unwrap();
    assert_eq!(result(&mut session).await, donut());
    assert_eq!(socket.opened().len(), 1);
}

#[tokio::test]
async fn a_session_timeout_ends_the_session_and_the_next_input_opens_a_new_one() {
    let socket = WebSocketServer::start([vec![echo(), error_message("TIMEOUT")], vec![echo()]]);
    let mut session = keyed(&socket);
    session.send(&donut()).unwrap();
    assert_eq!(result(&mut session).await, donut());
    assert!(session.next().await.is_none());
    session.send(&json!({"again": true})).unwrap();
    assert_eq!(result(&mut session).await, json!({"again": true}));
    socket.until(|opened| opened.len() == 2 && opened[0].left == Some(Some(1000))).await;
}

#[tokio::test]
async fn only_a_normal_close_ends_a_session_without_an_error() {
    let cases = [
        (1011, ErrorKind::Unavailable),
        (1001, ErrorKind::Unavailable),
        (1008, ErrorKind::Rejected),
        (4404, ErrorKind::Rejected),
        (1002, ErrorKind::Protocol),
    ];
    for (code, kind) in cases {
        let socket =
            WebSocketServer::start([vec![input(), closed(code, "out of memory")], vec![input(), closed(1000, "bye")]]);
        let mut session = keyed(&socket);
        session.send(&donut()).unwrap();
        let error = error(&mut session).await;
        assert_eq!((error.kind(), error.error_type()), (kind, Some(&*code.to_string())));
        assert!(error.to_string().contains(&format!("code {code}: out of memory")), "{error}");
        session.send(&donut()).unwrap();
        assert!(session.next().await.is_none(), "1000 is an ordinary end");
    }
}

#[tokio::test]
async fn a_broken_connection_is_reported_and_reopened() {
    let socket = WebSocketServer::start([vec![input(), SocketStep::Cut], vec![echo()]]);
    let mut session = keyed(&socket);
    session.send(&json!({"lost": true})).unwrap();
    let broken = error(&mut session).await;
    assert_eq!((broken.kind(), broken.is_retryable()), (ErrorKind::Io, false));
    session.send(&donut()).unwrap();
    assert_eq!(result(&mut session).await, donut());
}

/// Serializes as bytes, like `serde_bytes`.
struct Raw(Vec<u8>);

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BytesVisitor;
        impl serde::de::Visitor<'_> for BytesVisitor {
            type Value = Raw;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Raw, E> {
                Ok(Raw(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(BytesVisitor)
    }
}

#[derive(Serialize, Deserialize)]
struct Frame {
    image: Raw,
    from: std::net::Ipv4Addr,
    at: Option<u8>,
}

#[tokio::test]
async fn messagepack_encodes_structs_as_maps_and_bytes_as_binary() {
    let packed = b"\x83\xa5image\xc4\x02\xff\x00\xa4from\xa9127.0.0.1\xa2at\xc0".to_vec();
    let socket = WebSocketServer::start([vec![input(), bytes(packed.clone())]]);
    let client = builder(&socket.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().open::<Frame>().unwrap();
    let frame = Frame { image: Raw(vec![255, 0]), from: [127, 0, 0, 1].into(), at: None };
    session.send(&frame).unwrap();
    let back = session.next().await.unwrap().unwrap();
    assert_eq!((back.image.0, back.from, back.at), (vec![255, 0], frame.from, None));
    assert_eq!(socket.opened()[0].inputs, [packed]);
}

#[tokio::test]
async fn a_result_that_does_not_decode_keeps_its_body_and_the_session_continues() {
    let socket = WebSocketServer::start([vec![input(), text(&json!({"seed": "x"})), bytes([0xc1]), text(&json!([7]))]]);
    let client = builder(&socket.url()).build().unwrap();
    let mut session = client.realtime(APP).unwrap().open::<Vec<u8>>().unwrap();
    session.send(&donut()).unwrap();
    for body in [br#"{"seed":"x"}"#.as_slice(), &[0xc1]] {
        let error = session.next().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.raw_body()), (ErrorKind::Decode, Some(body)));
    }
    assert_eq!(session.next().await.unwrap().unwrap(), [7]);
}

#[tokio::test]
async fn values_that_are_nested_too_deeply_are_rejected() {
    // One kilobyte that would overflow the stack if nesting were not limited.
    let deep: Vec<u8> = std::iter::repeat_n(0x91, 1_000).chain([0xc0]).collect();
    let socket = WebSocketServer::start([vec![input(), bytes(deep.clone()), text(&json!(1))]]);
    let mut session = keyed(&socket);
    session.send(&donut()).unwrap();
    let denied = error(&mut session).await;
    assert_eq!((denied.kind(), denied.raw_body()), (ErrorKind::Decode, Some(&*deep)));
    assert_eq!(result(&mut session).await, json!(1));
}

#[tokio::test]
async fn results_that_look_like_control_frames_are_results() {
    let results = [
        json!({"type": 5, "error": "x"}),
        json!({"status": "error", "error": "too dark"}),
        json!({"type": "image", "status": "error", "error": "Unauthorized"}),
        json!("x-fal-message"),
    ];
    let steps = std::iter::once(input()).chain(results.iter().map(text)).collect();
    let socket = WebSocketServer::start([steps]);
    let mut session = keyed(&socket);
    session.send(&donut()).unwrap();
    for expected in results {
        assert_eq!(result(&mut session).await, expected);
    }
}

#[tokio::test]
async fn pings_get_a_pong() {
    let socket = WebSocketServer::start([vec![input(), ping(), ping(), text(&json!(1)), echo()]]);
    let mut session = keyed(&socket);
    session.send(&donut()).unwrap();
    result(&mut session).await;
    session.send(&donut()).unwrap();
    result(&mut session).await;
    socket.until(|opened| opened[0].pongs > 0).await;
}

#[tokio::test]
async fn results_have_a_size_limit() {
    let socket = WebSocketServer::start([vec![input(), bytes(vec![0; 100_000])]]);
    let client = builder(&socket.url()).result_limit(10_000).build().unwrap();
    let mut session = client.realtime(APP).unwrap().open::<Value>().unwrap();
    session.send(&donut()).unwrap();
    let error = error(&mut session).await;
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(error.to_string().contains("100000 > 10000"), "{error}");
}
