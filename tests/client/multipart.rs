//! Multipart uploads: the bytes of each part, parallelism, retries, completion.

use std::{
    fs,
    io::{self, Seek, SeekFrom, Write},
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use fal_sdk::{ErrorKind, RetryPolicy, Upload, UploadSource, transport::FailurePhase};
use fal_tests::server::{Recorded, ScriptedResponse, Server, digest, json, raw, reset, silent};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, ReadBuf};

use super::{
    fixtures::{KEY, client_of},
    memory_transport::{MemoryTransport, fails, response},
    uploads::{path, place, stored, url},
};

const MIB: usize = 1 << 20;
const PART: usize = 10 * MIB;
const INITIATE: &str = "POST /storage/upload/initiate-multipart";
const COMPLETE: &str = "POST /put/1/complete";

/// The response to a part, with its number as ETag.
fn part() -> ScriptedResponse {
    ScriptedResponse::by(|request| {
        let number = number(&request.route());
        json(200, &json!({"partNumber": number, "etag": format!("\"tag {number}\"")}))
    })
}

fn number(route: &str) -> u64 {
    route.rsplit('/').next().unwrap().parse().unwrap()
}

/// A server that accepts parts; the given routes take precedence.
fn server<'r>(first: impl IntoIterator<Item = (&'r str, Vec<ScriptedResponse>)>) -> Server {
    let own = [
        (INITIATE, vec![place(1)]),
        ("PUT /put/1/*", vec![part().forever()]),
        (COMPLETE, vec![json(200, &json!({"ok": true}))]),
    ];
    Server::by_route(first.into_iter().chain(own)).forgetting_bodies()
}

/// A sparse file of zeros with one byte at its end.
fn large(length: usize) -> PathBuf {
    let path = path("large.mp4");
    let mut file = fs::File::create(&path).unwrap();
    file.seek(SeekFrom::Start(length as u64 - 1)).unwrap();
    file.write_all(&[1]).unwrap();
    path
}

/// The completion request of an upload with this number of parts, as a server that discards bodies records it.
fn completion(parts: u64) -> u64 {
    let part = |number| json!({"partNumber": number, "etag": format!("\"tag {number}\"")});
    digest(json!({"parts": (1..=parts).map(part).collect::<Vec<_>>()}).to_string().as_bytes())
}

fn is_part(request: &Recorded) -> bool {
    request.method == "PUT"
}

/// Part numbers in order of arrival.
fn parts(server: &Server) -> Vec<u64> {
    server.requests().iter().filter(|request| is_part(request)).map(|request| number(&request.route())).collect()
}

fn assert_completed(server: &Server, parts: u64) {
    let last = server.requests().pop().unwrap();
    assert_eq!((last.route().as_str(), last.digest), (COMPLETE, completion(parts)));
}

/// Bytes that differ from their neighbours and between parts.
fn content(length: usize) -> Vec<u8> {
    let mut content = (0..251).collect::<Vec<u8>>().repeat(length / 251 + 1);
    content.truncate(length);
    content
}

fn reader(server: &Server, content: &[u8]) -> Upload {
    client_of(server).upload(UploadSource::reader("a.bin", io::Cursor::new(content.to_vec())))
}

#[tokio::test]
async fn a_file_of_more_than_90_mib_is_uploaded_in_parts_of_10_mib() {
    let server = server([]);
    let file = client_of(&server).upload(large(91 * MIB)).await.unwrap();
    assert_eq!((file.url, file.size, file.content_type.as_str()), (url(1), 91 << 20, "video/mp4"));
    let mut sent = server.requests();
    assert_eq!(sent.remove(0).line(), "POST /storage/upload/initiate-multipart?storage_type=fal-cdn-v3");
    assert_completed(&server, 10);
    let complete = sent.pop().unwrap();
    assert_eq!(complete.target, "/put/1/complete?sig=a%2Bb&expires=9");
    sent.sort_by_key(|request| number(&request.route()));
    let zeros = digest(&vec![0; PART]);
    for (index, part) in sent.iter().enumerate() {
        assert_eq!(part.target, format!("/put/1/{}?sig=a%2Bb&expires=9", index + 1));
        assert_eq!((part.all("accept-encoding"), part.all("content-type")), (vec!["identity"], vec!["video/mp4"]));
        assert!(part.all("authorization").is_empty() && complete.all("authorization").is_empty());
        assert!(part.headers.iter().all(|(_, value)| !value.contains(KEY)));
        match index {
            0..9 => assert_eq!((part.size, part.digest), (PART as u64, zeros)),
            _ => assert_eq!((part.size, part.digest), (1 << 20, digest(&[&vec![0; MIB - 1][..], &[1]].concat()))),
        }
    }
    assert_eq!(sent.len(), 10);
}

#[tokio::test]
async fn a_file_of_exactly_90_mib_is_uploaded_in_one_request() {
    let server = Server::start([place(1), stored()]).forgetting_bodies();
    client_of(&server).upload(large(90 * MIB)).await.unwrap();
    assert_eq!(server.requests()[1].size, 90 << 20);
}

#[tokio::test]
async fn a_reader_is_uploaded_in_one_request_or_in_parts_depending_on_its_length() {
    for (length, count) in [(0, 0), (5, 0), (PART - 1, 0), (PART, 1), (PART + 1, 2)] {
        let content = content(length);
        let server = server([("POST /storage/upload/initiate", vec![place(1)]), ("PUT /put/1", vec![stored()])]);
        let file = reader(&server, &content).await.unwrap();
        assert_eq!((file.url, file.size), (url(1), length as u64));
        let mut sent: Vec<Recorded> = server.requests().into_iter().filter(is_part).collect();
        if count == 0 {
            assert_eq!((sent.len(), sent[0].route().as_str(), sent[0].digest), (1, "PUT /put/1", digest(&content)));
        } else {
            sent.sort_by_key(|request| number(&request.route()));
            let sent: Vec<u64> = sent.iter().map(|part| part.digest).collect();
            assert_eq!(sent, content.chunks(PART).map(digest).collect::<Vec<_>>());
            assert_completed(&server, count);
        }
    }
}

#[tokio::test]
async fn parts_are_completed_in_ascending_order() {
    let server = server([("PUT /put/1/1", vec![part().held()])]);
    let upload = tokio::spawn(reader(&server, &content(3 * PART)).into_future());
    // The initiation and all parts.
    server.wait_for(4).await;
    server.release();
    upload.await.unwrap().unwrap();
    assert_completed(&server, 3);
}

#[tokio::test]
async fn only_a_failed_part_is_sent_again() {
    let server = server([("PUT /put/1/2", vec![raw(500, "text/plain", "part"), reset(), part()])]);
    let content = content(3 * PART);
    reader(&server, &content).await.unwrap();
    let mut sent = parts(&server);
    sent.sort_unstable();
    assert_eq!(sent, [1, 2, 2, 2, 3]);
    let second = digest(&content[PART..2 * PART]);
    let again = |request: &&Recorded| request.route() == "PUT /put/1/2" && request.digest == second;
    assert!(server.requests().iter().filter(again).count() >= 2, "a reset may cut what the server reads");
    assert_completed(&server, 3);
}

#[tokio::test]
async fn a_part_that_always_fails_is_reported_and_the_upload_is_not_completed() {
    let server = server([("PUT /put/1/2", vec![json(500, &json!({"detail": "no space"})).forever()])]);
    let twice = RetryPolicy::default().attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let error = reader(&server, &content(2 * PART)).retry(twice).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(500)));
    assert!(error.to_string().contains("part 2 of the upload: no space"), "{error}");
    assert_eq!(parts(&server).iter().filter(|number| **number == 2).count(), 2);
    assert!(server.lines().iter().all(|line| !line.contains("complete")));
}

#[tokio::test(start_paused = true)]
async fn failed_parts_are_retried_after_a_pause() {
    let memory = MemoryTransport::new([
        response(200, &json!({"upload_url": "https://upload.test/put", "file_url": url(1)})),
        fails(FailurePhase::Waiting),
        response(200, &json!({"etag": "1"})),
        response(200, &Value::Null),
    ]);
    let upload = memory.client().upload(UploadSource::reader("a", io::Cursor::new(vec![0; PART])));
    upload.await.unwrap();
    let times = memory.times();
    assert!((370..=630).contains(&(times[2] - times[1])), "{times:?}");
}

#[tokio::test]
async fn the_etag_is_read_from_body_or_header_and_sent_unchanged() {
    let tagged = raw(200, "text/plain", "").header("etag", "\"tag 1\"");
    let both = json(200, &json!({"partNumber": 2, "etag": "\"tag 2\""})).header("etag", "other");
    let server = server([("PUT /put/1/1", vec![tagged]), ("PUT /put/1/2", vec![both])]);
    reader(&server, &content(2 * PART)).await.unwrap();
    assert_completed(&server, 2);
}

#[tokio::test]
async fn a_part_response_without_an_etag_is_an_error_that_names_the_part() {
    let server = server([("PUT /put/1/2", vec![json(200, &json!({"ok": true}))])]);
    let error = reader(&server, &content(2 * PART)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(error.to_string().contains("part 2 of the upload: the response has no ETag"), "{error}");
}

#[tokio::test]
async fn the_completion_is_retried_and_its_failure_fails_the_upload() {
    let once = server([(COMPLETE, vec![json(500, &json!({})), json(200, &json!({}))])]);
    reader(&once, &content(PART)).await.unwrap();
    assert_completed(&once, 1);
    let forever = server([(COMPLETE, vec![json(500, &json!({"detail": "later"})).forever()])]);
    let error = reader(&forever, &content(PART)).retry(RetryPolicy::none()).await.unwrap_err();
    assert!(error.to_string().contains("completing the upload: later"), "{error}");
    assert_eq!(forever.lines().len(), 3);
}

#[tokio::test]
async fn the_number_of_parallel_parts_is_bounded() {
    let server = server([("PUT /put/1/*", vec![part().held().forever()])]);
    let upload = tokio::spawn(reader(&server, &content(4 * PART)).parallel(2).into_future());
    for done in 0..4 {
        // The initiation, the completed parts and those in progress.
        server.wait_for((1 + done + 2).min(5)).await;
        assert!(parts(&server).len() <= done + 2);
        server.release_one();
    }
    upload.await.unwrap().unwrap();
    assert_completed(&server, 4);
}

#[tokio::test]
async fn dropping_an_upload_stops_all_its_parts() {
    let server = server([("PUT /put/1/*", vec![silent().forever()])]);
    let upload = tokio::spawn(reader(&server, &content(2 * PART)).into_future());
    server.wait_for(3).await;
    upload.abort();
    server.gone(2).await;
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn an_upload_of_a_shrinking_file_is_not_completed() {
    let path = large(95 * MIB);
    let cut = path.clone();
    let cutting = ScriptedResponse::by(move |_| {
        fs::File::options().write(true).open(&cut).unwrap().set_len(50 << 20).unwrap();
        json(200, &json!({"etag": "1"}))
    });
    let server = server([("PUT /put/1/1", vec![cutting])]);
    let error = client_of(&server).upload(path).parallel(1).await.unwrap_err();
    assert!(error.to_string().contains("part 2 of the upload: cannot read"), "{error}");
    assert!(server.lines().iter().all(|line| !line.contains("complete")));
}

/// A reader that fails after a number of bytes.
struct Broken {
    left: usize,
}

impl AsyncRead for Broken {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::Error::other("the disk is gone")));
        }
        let count = buffer.remaining().min(self.left);
        buffer.initialize_unfilled_to(count);
        buffer.advance(count);
        self.left -= count;
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_reader_that_fails_ends_the_upload() {
    let server = server([]);
    let error = client_of(&server).upload(UploadSource::reader("a", Broken { left: PART + 5 })).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.to_string(), "the reader of the upload failed: the disk is gone");
    assert!(server.lines().iter().all(|line| !line.contains("complete")));
}
