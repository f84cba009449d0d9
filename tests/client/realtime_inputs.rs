//! Inputs of realtime sessions: the newest wins, dropping a future loses nothing, dropping a session leaves no
//! task.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};

use fal_sdk::realtime::{Sender, Session, SessionBuilder};
use fal_tests::{
    server::Server,
    websocket_server::{SocketStep, WebSocketServer, echo, input, text},
};
use serde_json::{Value, json};
use tokio::{runtime::Handle, task::yield_now, time::Instant};

use super::{
    fixtures::builder,
    realtime::{APP, error_message, keyed, message, token, with_tokens},
};

fn number(number: u64) -> Value {
    json!({"n": number})
}

/// Polls `next` once and drops it, so that the session advances as far as possible without waiting.
fn nudge(session: &mut Session<Value>) {
    let next = pin!(session.next()).poll(&mut Context::from_waker(Waker::noop()));
    assert!(next.is_pending(), "{next:?}");
}

#[tokio::test]
async fn a_session_does_nothing_until_next_is_awaited() {
    let socket = WebSocketServer::start([vec![echo()]]);
    let mut session = keyed(&socket);
    session.send(&number(1)).unwrap();
    for _ in 0..100 {
        yield_now().await;
    }
    assert!(socket.opened().is_empty());
    assert_eq!(session.next().await.unwrap().unwrap(), number(1));
}

#[tokio::test]
async fn while_connecting_only_the_newest_input_is_kept() {
    let socket = WebSocketServer::start([vec![SocketStep::Held, echo()]]);
    let mut session = keyed(&socket);
    for n in 1..=3 {
        session.send(&number(n)).unwrap();
        nudge(&mut session);
    }
    socket.release();
    assert_eq!(session.next().await.unwrap().unwrap(), number(3));
    assert_eq!(socket.opened()[0].json(), [number(3)]);
}

#[tokio::test]
async fn while_the_socket_is_busy_only_the_newest_input_is_kept() {
    let socket = WebSocketServer::start([vec![echo(), SocketStep::Held, input(), input(), text(&json!("both"))]]);
    let mut session = keyed(&socket);
    session.send(&number(0)).unwrap();
    session.next().await.unwrap().unwrap();
    // More than the buffers of a loopback connection.
    let large = json!("x".repeat(8 << 20));
    session.send(&large).unwrap();
    nudge(&mut session);
    for n in 1..=3 {
        session.send(&number(n)).unwrap();
        nudge(&mut session);
    }
    socket.release();
    assert_eq!(session.next().await.unwrap().unwrap(), "both");
    assert_eq!(socket.opened()[0].json(), [number(0), large, number(3)]);
}

/// A session with a throttle of one hour.
fn throttled(socket: &WebSocketServer) -> Session<Value> {
    let setup: SessionBuilder = builder(&socket.url()).build().unwrap().realtime(APP).unwrap();
    setup.throttle(Duration::from_secs(3600)).open().unwrap()
}

#[tokio::test]
async fn a_throttle_sends_the_first_input_and_then_the_newest_of_each_window() {
    let socket = WebSocketServer::start([vec![echo(), echo(), echo()]]);
    let mut session = throttled(&socket);
    session.send(&number(1)).unwrap();
    assert_eq!(session.next().await.unwrap().unwrap(), number(1));
    // The session is connected; from here on only the throttle waits for time to pass.
    tokio::time::pause();
    let begun = Instant::now();
    for n in 2..=4 {
        session.send(&number(n)).unwrap();
        nudge(&mut session);
    }
    assert_eq!(socket.opened()[0].json(), [number(1)]);
    assert_eq!(session.next().await.unwrap().unwrap(), number(4));
    assert!(begun.elapsed() >= Duration::from_secs(3590), "{:?}", begun.elapsed());
    assert_eq!(socket.opened()[0].json(), [number(1), number(4)]);
}

#[tokio::test]
async fn dropping_the_future_of_next_at_any_point_loses_nothing() {
    let server = Server::start([token("only")]);
    let results: Vec<Value> = (0..50).map(|n| json!({"n": n, "image": "x".repeat(50_000)})).collect();
    let steps = std::iter::once(input()).chain(results.iter().flat_map(|result| [message(), text(result)]));
    let socket = WebSocketServer::start([steps.chain([error_message("TIMEOUT")]).collect()]);
    let mut session = with_tokens(&server, &socket);
    session.send(&number(1)).unwrap();
    let (mut got, mut dropped) = (Vec::new(), 0);
    loop {
        tokio::select! {
            biased;
            next = session.next() => match next {
                Some(result) => got.push(result.unwrap()),
                None => break,
            },
            () = yield_now() => dropped += 1,
        }
    }
    assert!(got == results, "{} of {} results", got.len(), results.len());
    assert!(dropped > 3, "nothing was dropped");
    assert_eq!(server.requests().len(), 1);
    let [opened] = socket.opened().try_into().unwrap();
    assert_eq!(opened.json(), [number(1)]);
}

#[tokio::test]
async fn sending_from_another_task_wakes_the_receiver() {
    let socket = WebSocketServer::start([vec![echo(), echo(), error_message("TIMEOUT")]]);
    let mut session = keyed(&socket);
    let (sender, (reported, mut received)) = (session.sender(), tokio::sync::mpsc::channel::<()>(1));
    let sending = tokio::spawn(async move {
        for n in 1..=2 {
            sender.clone().send(&number(n)).unwrap();
            received.recv().await;
        }
        sender
    });
    let mut got = Vec::new();
    // Starts before anything was sent.
    while let Some(result) = session.next().await {
        got.push(result.unwrap());
        reported.send(()).await.unwrap();
    }
    assert_eq!(got, [number(1), number(2)]);
    let sender = sending.await.unwrap();
    drop(session);
    let error = sender.send(&number(3)).unwrap_err();
    assert!(error.to_string().contains("the session was dropped"), "{error}");
}

#[tokio::test]
async fn an_unsent_input_is_sent_on_the_next_connection() {
    let socket = WebSocketServer::start([vec![echo(), SocketStep::Cut], vec![echo()]]);
    let mut session = throttled(&socket);
    session.send(&number(1)).unwrap();
    session.next().await.unwrap().unwrap();
    // The throttle delays it until the connection fails.
    session.send(&number(2)).unwrap();
    session.next().await.unwrap().unwrap_err();
    assert_eq!(session.next().await.unwrap().unwrap(), number(2));
    assert_eq!(socket.opened()[1].json(), [number(2)]);
}

#[tokio::test]
async fn an_input_is_not_sent_to_a_session_that_has_ended() {
    let socket = WebSocketServer::start([vec![echo(), error_message("TIMEOUT"), SocketStep::Cut], vec![echo()]]);
    let mut session = keyed(&socket);
    session.send(&number(1)).unwrap();
    session.next().await.unwrap().unwrap();
    socket.until(|opened| opened[0].left.is_some()).await;
    session.send(&number(2)).unwrap();
    assert!(session.next().await.is_none());
    assert_eq!(session.next().await.unwrap().unwrap(), number(2));
}

/// Waits until no task is left, including those of the HTTP library.
async fn quiet() {
    while Handle::current().metrics().num_alive_tasks() > 0 {
        yield_now().await;
    }
}

#[tokio::test]
async fn dropping_a_session_closes_its_socket_and_leaves_no_task() {
    let socket = WebSocketServer::start([vec![echo()]]);
    let mut session = keyed(&socket);
    session.send(&number(1)).unwrap();
    session.next().await.unwrap().unwrap();
    quiet().await;
    nudge(&mut session);
    drop(session);
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0);
    socket.until(|opened| opened[0].left == Some(Some(1000))).await;
}

#[tokio::test]
async fn dropping_a_session_while_it_connects_leaves_no_task() {
    let socket = WebSocketServer::start([vec![SocketStep::Held]]);
    let mut session = keyed(&socket);
    session.send(&number(1)).unwrap();
    for _ in 0..100 {
        nudge(&mut session);
        yield_now().await;
    }
    drop(session);
    quiet().await;
    assert!(socket.opened().is_empty());
}

#[tokio::test]
async fn a_handshake_times_out() {
    let socket = WebSocketServer::start([vec![SocketStep::Held]]);
    let setup = builder(&socket.url()).build().unwrap().realtime(APP).unwrap();
    let mut session = setup.connect_timeout(Duration::from_millis(50)).open::<Value>().unwrap();
    session.send(&number(1)).unwrap();
    let error = session.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("the handshake took longer than 50ms"), "{error}");
}

#[test]
fn an_input_that_is_too_large_is_rejected_at_once() {
    let session = builder("http://127.0.0.1:9").build().unwrap().realtime(APP).unwrap().open::<Value>().unwrap();
    let error = session.send(&"x".repeat(65 << 20)).unwrap_err();
    assert!(error.is_validation() && error.to_string().contains("larger"), "{error}");
}

#[test]
fn sessions_are_send_and_streams() {
    fn crosses<T: Send + Unpin + 'static>() {}
    fn shared<T: Send + Sync + Clone + 'static>() {}
    fn sends<T: Send>(_: &T) {}
    crosses::<Session<Value>>();
    shared::<Sender>();
    shared::<SessionBuilder>();
    let mut session = builder("http://127.0.0.1:9").build().unwrap().realtime(APP).unwrap().open::<Value>().unwrap();
    sends(&session.next());
    let idle: Poll<Option<_>> =
        futures_core::Stream::poll_next(Pin::new(&mut session), &mut Context::from_waker(Waker::noop()));
    assert!(idle.is_pending());
}
