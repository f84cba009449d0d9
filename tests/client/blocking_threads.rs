//! The blocking client on different threads, in async code, and after it is dropped.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
};

use fal_sdk::{
    ErrorKind,
    blocking::{Client, Job},
    transport::{BoxFuture, FailurePhase, Request, Response, Transport, TransportError},
    webhook::VerifyError,
};
use fal_tests::{queue_server::QueueServer, server::Server};
use serde_json::{Value, json};

use super::{
    blocking::{client_of, id, kontext},
    fixtures::{ID, KONTEXT, builder, completed, image, result, submit_response},
    memory_transport::{MemoryTransport, response},
    webhook_fixtures::{NOW, at},
};

#[test]
fn clones_block_independently() {
    let queue = QueueServer::new(1, 4);
    let server = Server::start([queue.response()]);
    let client = client_of(&server);
    thread::scope(|scope| {
        for number in 0..4 {
            let client = client.clone();
            scope.spawn(move || {
                let payload = json!({"number": number});
                let value = client.endpoint(KONTEXT).unwrap().call(&payload).wait().unwrap();
                assert_eq!(value, json!({"echo": payload}));
            });
        }
    });
}

#[test]
fn an_update_callback_may_make_calls() {
    let server = Server::start([submit_response(), result(), completed(), result()]);
    let client = client_of(&server);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (inner, noted) = (client.clone(), Arc::clone(&seen));
    let call = kontext(&client).on_update(move |update| {
        if !update.status.is_completed() {
            let early = Job::<Value>::attach(&inner, update.job).result();
            noted.lock().unwrap().push(early.unwrap());
        }
    });
    assert_eq!(call.wait().unwrap(), image());
    assert_eq!(*seen.lock().unwrap(), [image()]);
}

#[tokio::test]
async fn the_blocking_client_in_async_code_is_an_error() {
    let memory = MemoryTransport::new([]);
    let client = Client::try_from(memory.client()).unwrap();
    let error = kontext(&client).wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("`fal_sdk::Client`") && !error.maybe_submitted(), "{error}");

    let other = client.clone();
    let task = tokio::spawn(async move { kontext(&client).wait().unwrap_err().kind() });
    assert_eq!(task.await.unwrap(), ErrorKind::Invalid);

    let item = Job::<Value>::attach(&other, id()).updates().next().unwrap();
    assert_eq!(item.unwrap_err().kind(), ErrorKind::Invalid);
    let sent = at(NOW);
    let verified = other.webhooks().verify_at(NOW, sent.headers.as_slice(), &sent.body);
    assert!(matches!(verified, Err(VerifyError::NoKeys(error)) if error.kind() == ErrorKind::Invalid));
    assert!(memory.lines().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_blocking_client_works_in_spawn_blocking() {
    let server = Server::start([result(), result()]);
    let job = Job::<Value>::attach(&client_of(&server), id());
    assert_eq!(tokio::task::block_in_place(|| job.result()).unwrap(), image());
    assert_eq!(tokio::task::spawn_blocking(move || job.result()).await.unwrap().unwrap(), image());
}

/// A transport that never responds, and spawns a task that owns a sender.
struct Lasting(mpsc::Sender<()>);

impl Transport for Lasting {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let held = self.0.clone();
        Box::pin(async move {
            tokio::spawn(async move {
                let _held = held;
                std::future::pending::<()>().await;
            });
            Err(TransportError::new(FailurePhase::Rejected, "scripted"))
        })
    }
}

#[tokio::test]
async fn the_runtime_thread_ends_with_the_last_clone() {
    let (sender, receiver) = mpsc::channel();
    let builder = builder("http://localhost").transport(Arc::new(Lasting(sender)));
    let client = builder.build_blocking().unwrap();
    let clone = client.clone();
    tokio::task::spawn_blocking(move || kontext(&clone).wait().unwrap_err()).await.unwrap();
    assert_eq!(receiver.try_recv(), Err(mpsc::TryRecvError::Empty), "the task lives as long as a client");
    drop(client);
    assert_eq!(receiver.recv(), Err(mpsc::RecvError));
}

#[test]
fn update_callbacks_run_on_the_waiting_thread() {
    let memory = MemoryTransport::new([
        response(200, &json!({"status": "IN_QUEUE", "request_id": ID})),
        response(200, &json!({"status": "COMPLETED"})),
        response(200, &json!({"ok": true})),
    ]);
    let client = Client::try_from(memory.client()).unwrap();
    let here = thread::current().id();
    kontext(&client).on_update(move |_| assert_eq!(thread::current().id(), here)).wait().unwrap();
}

#[tokio::test]
async fn an_iterator_in_async_code_fails_once() {
    let client = builder("http://localhost").build_blocking().unwrap();
    let mut models = client.items(client.models().stream());
    assert_eq!(models.next().unwrap().unwrap_err().kind(), ErrorKind::Invalid);
    assert!(models.next().is_none());
}
