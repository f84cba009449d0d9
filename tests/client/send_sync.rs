//! Every future, stream and handle of the crate is `Send` and `Sync`, whatever types users pass in. Most of this
//! is checked by compiling.

use std::{
    cell::Cell,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use fal_sdk::{
    ByteStream, Call, Client, ClientBuilder, DirectCall, DownloadStream, Error, Events, Job, JobId, Updates,
    UploadSource,
    codegen::{Operation, direct_call},
    platform::{Estimate, Models},
    realtime::Session,
    transport::{BoxFuture, FailurePhase, Request, Response, Transport, TransportError},
    webhook::{Delivery, Webhooks},
};
use serde_json::Value;
use tokio::io::{AsyncRead, ReadBuf};

use super::fixtures::{KONTEXT, job, kontext, prompt};

fn shared<T: Send + Sync>(_: &T) {}
fn is_shared<T: Send + Sync>() {}

/// A type that is `Send` but not `Sync`.
type Unshared = Cell<u8>;

/// A transport whose futures are only `Send`, which is all that the trait requires.
struct Offline;

impl Transport for Offline {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async {
            let unshared = Unshared::new(1);
            std::future::ready(()).await;
            Err(TransportError::new(FailurePhase::Rejected, format!("attempt {}", unshared.get())))
        })
    }
}

fn client() -> Client {
    Client::builder().environment(|_| None).key("id:secret").transport(Arc::new(Offline)).build().unwrap()
}

#[tokio::test]
async fn a_transport_need_not_be_shared() {
    let call = kontext(&client()).outcome();
    shared(&call);
    assert!(call.await.unwrap_err().to_string().contains("attempt 1"));
}

#[test]
fn calls_are_shared() {
    let client = client();
    let listened = || {
        let unshared = Unshared::new(0);
        kontext(&client).deadline(Duration::from_secs(1)).on_update(move |_| unshared.set(1))
    };
    shared(&listened());
    shared(&listened().into_future());
    shared(&listened().outcome());
    shared(&listened().submit());
    shared(&kontext(&client).run());
    shared(&kontext(&client).run_outcome());
    shared(&kontext(&client).run_bytes());
    shared(&kontext(&client).stream());
    shared(&kontext(&client).stream_of::<Unshared>());
    shared(&kontext(&client).stream_bytes());
}

#[test]
fn jobs_are_shared() {
    let client = client();
    let job = job(&client);
    shared(&job);
    shared(&job.status());
    shared(&job.status_with_logs());
    shared(&job.result());
    shared(&job.cancel());
    shared(&job.wait());
    shared(&job.outcome());
    let mut updates = job.updates();
    shared(&updates.next());
}

/// An empty reader.
struct Unread(Unshared);

impl AsyncRead for Unread {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        self.0.set(1);
        Poll::Ready(Ok(()))
    }
}

#[test]
fn files_are_shared() {
    let client = client();
    let unshared = Unshared::new(0);
    let upload = client.upload(UploadSource::path("donut.png")).on_progress(move |_| unshared.set(1));
    shared(&upload);
    shared(&upload.into_future());
    let reader = UploadSource::reader("donut.png", Unread(Unshared::new(0)));
    shared(&reader);
    shared(&client.upload(reader).into_future());

    let download = || {
        let unshared = Unshared::new(0);
        client.download("https://v3.fal.media/files/donut.png").on_progress(move |_| unshared.set(1))
    };
    shared(&download());
    shared(&download().bytes());
    shared(&download().to_file("donut.png"));
    let mut stream = download().stream();
    shared(&stream.next());
}

const ROUTE: Operation = Operation { path: "models", ..Operation::DEFAULT };

#[test]
fn builders_and_helpers_are_shared() {
    let client = client();
    let asked = || direct_call::<_, _, Value>(&client, &ROUTE, &prompt());
    shared(&asked().into_future());
    shared(&asked().outcome());
    let webhooks = client.webhooks();
    shared(&webhooks.verify(&[] as &[(&str, &str)], b""));
    let estimate = Estimate::from_calls([(KONTEXT, 1)]);
    shared(&client.estimate(&estimate));
    shared(&client.models().stream().next());
    shared(&client.models().page());
    shared(&client.prices([KONTEXT]));
    shared(&client.webhook_ip_ranges());
}

#[test]
fn sessions_are_shared() {
    let token = |_| async {
        let unshared = Unshared::new(1);
        std::future::ready(()).await;
        Ok::<_, Error>(format!("token {}", unshared.get()))
    };
    let session = client().realtime(KONTEXT).unwrap().token_with(token).open::<Value>();
    let mut session = session.unwrap();
    shared(&session.sender());
    shared(&session.next());
}

#[test]
fn types_are_shared() {
    is_shared::<(Client, ClientBuilder, Error, JobId, Delivery, Webhooks)>();
    is_shared::<(Call<Unshared>, DirectCall<Unshared>, Job<Unshared>)>();
    is_shared::<(Updates, Events<u8>, ByteStream, DownloadStream, Models, Session<u8>)>();
}
