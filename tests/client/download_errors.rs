//! Downloads from incorrect servers: other content is never saved as the file, and retries are bounded.

use std::{fs, future::poll_fn, sync::mpsc, task::Poll};

use fal_sdk::ErrorKind;
use fal_tests::server::{ScriptedResponse, Server, pieces, raw};
use tokio::sync::oneshot;

use super::{
    fixtures::{builder, client_of, hasty},
    uploads::path,
};

fn url(server: &Server) -> String {
    format!("{}/files/donut.png", server.url())
}

#[tokio::test]
async fn a_download_that_restarts_every_time_ends() {
    // No validator, so the download cannot be resumed, and every time more than a MiB arrives before the failure.
    let large = vec![b'x'; 3 << 20];
    let server = Server::start([raw(200, "image/png", large).cut_after(2 << 20).forever()]);
    let client = builder(&server.url()).retry(hasty().attempts(3)).build().unwrap();
    let error = client.download(url(&server)).to_file(path("donut.png")).await.unwrap_err();
    assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Io, 3));
}

/// The first part of a file of ten bytes.
fn beginning() -> ScriptedResponse {
    raw(200, "image/png", "0123456789").header("etag", "\"one\"").cut_after(4)
}

#[tokio::test]
async fn a_partial_file_of_another_version_is_not_resumed() {
    // The server supports ranges but not `If-Range`, and the file was replaced by one of the same length.
    let rest = || raw(206, "image/png", "efghij").header("content-range", "bytes 4-9/10");
    let other = || raw(200, "image/png", "abcdefghij").header("etag", "\"two\"");
    let server = Server::start([beginning(), rest().header("etag", "\"two\""), other()]);
    assert_eq!(client_of(&server).download(url(&server)).bytes().await.unwrap(), "abcdefghij");
    let ranges: Vec<usize> = server.requests().iter().map(|request| request.all("range").len()).collect();
    assert_eq!(ranges, [0, 1, 0]);

    let day = "Sun, 22 Nov 2026 10:00:00 GMT";
    let dated = raw(200, "image/png", "0123456789").header("last-modified", day).cut_after(4);
    let later = rest().header("last-modified", "Sun, 22 Nov 2026 11:00:00 GMT");
    let server = Server::start([dated, later, other()]);
    assert_eq!(client_of(&server).download(url(&server)).bytes().await.unwrap(), "abcdefghij");
}

#[tokio::test]
async fn more_bytes_than_the_file_size_are_rejected() {
    let endless = pieces("image/png", ["456789", "and more"]).status(206).header("content-range", "bytes 4-9/10");
    let server = Server::start([beginning(), endless]);
    let error = client_of(&server).download(url(&server)).bytes().await.unwrap_err();
    assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Protocol, 2));
}

#[tokio::test]
async fn a_success_response_without_the_file_is_an_error() {
    for status in [202, 204] {
        let server = Server::start([raw(status, "application/json", "")]);
        let path = path("donut.png");
        let error = client_of(&server).download(url(&server)).to_file(&path).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Protocol, Some(status)));
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn a_download_url_may_have_a_fragment_or_credentials() {
    let server = Server::start([raw(200, "image/png", "01").forever()]);
    let client = client_of(&server);
    assert_eq!(client.download(format!("{}#preview", url(&server))).bytes().await.unwrap(), "01");
    let with_user = url(&server).replace("http://", "http://user:word@");
    assert_eq!(client.download(with_user).bytes().await.unwrap(), "01");
    let [first, second] = server.requests().try_into().unwrap();
    assert_eq!((first.line(), second.line()), ("GET /files/donut.png".to_owned(), "GET /files/donut.png".to_owned()));
    assert_eq!((first.all("authorization").len(), second.all("authorization")), (0, vec!["Basic dXNlcjp3b3Jk"]));
}

/// Blocks the only blocking thread until it is dropped. The receiver reports when it has started.
fn hold() -> (mpsc::Sender<()>, oneshot::Receiver<()>) {
    let ((release, held), (begins, begun)) = (mpsc::channel::<()>(), oneshot::channel());
    tokio::task::spawn_blocking(move || {
        let _ = begins.send(());
        let _ = held.recv();
    });
    (release, begun)
}

#[test]
fn a_download_dropped_while_its_file_is_created_leaves_no_file() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    for steps in 1..4 {
        let server = Server::start([raw(200, "image/png", "0123456789")]);
        let path = path("donut.png");
        runtime.block_on(async {
            let mut download = Box::pin(client_of(&server).download(url(&server)).to_file(&path));
            let (mut gate, _) = hold();
            for step in 1..=steps {
                poll_fn(|context| Poll::Ready(download.as_mut().poll(context).is_pending())).await;
                if step < steps {
                    // Runs the file operation that the download waits for, and no more.
                    let (next, begun) = hold();
                    drop(std::mem::replace(&mut gate, next));
                    begun.await.unwrap();
                }
            }
            drop((download, gate));
            tokio::task::spawn_blocking(|| ()).await.unwrap();
        });
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "after {steps} steps");
    }
}
