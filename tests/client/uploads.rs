//! Uploads in one request: headers and bodies, retries, errors.

use std::{
    cell::Cell,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, SystemTime},
};

use fal_sdk::{
    Access, Client, Error, ErrorKind, FileInput, Lifecycle, Progress, UploadSource,
    transport::{Body, BoxFuture, FailurePhase, HeaderMap, Request, Response, StatusCode, Transport, TransportError},
};
use fal_tests::server::{ScriptedResponse, Server, json, raw, reset, silent};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    fixtures::{KEY, client_of},
    memory_transport::{MemoryTransport, fails, never, response},
};

pub const INITIATE: &str = "POST /storage/upload/initiate?storage_type=fal-cdn-v3";
pub const PUT: &str = "PUT /put/1?sig=a%2Bb&expires=9";

/// Returns a path for this test, and removes the file that an earlier run has left.
pub fn path(name: &str) -> PathBuf {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    let count = COUNT.replace(COUNT.get() + 1);
    // The thread of a test has the name of the test.
    let test = thread::current().name().unwrap().replace("::", ".");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("files").join(format!("{test}-{count}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// Creates a file with this content.
pub fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = path(name);
    fs::write(&path, content).unwrap();
    path
}

/// The response that initiates an upload, with URLs of this number.
pub fn place(number: u32) -> ScriptedResponse {
    ScriptedResponse::by(move |request| {
        let host = request.all("host")[0].to_owned();
        let upload = format!("http://{host}/put/{number}?sig=a%2Bb&expires=9");
        json(200, &json!({"upload_url": upload, "file_url": url(number)}))
    })
}

pub fn url(number: u32) -> String {
    format!("https://v3.fal.media/files/{number}")
}

pub fn stored() -> ScriptedResponse {
    raw(200, "text/plain", "")
}

async fn donut(client: &Client) -> Result<fal_sdk::UploadedFile, Error> {
    client.upload(UploadSource::bytes("donut.png", &b"\x89PNG donut"[..])).await
}

#[tokio::test]
async fn the_key_is_sent_with_the_initiation_but_not_with_the_file() {
    let server = Server::start([place(1), stored()]);
    let file = donut(&client_of(&server)).await.unwrap();
    assert_eq!((file.url.as_str(), file.size), (url(1).as_str(), 10));
    assert_eq!((file.content_type.as_str(), file.file_name.as_str()), ("image/png", "donut.png"));
    assert_eq!(FileInput::from(&file), FileInput::url(url(1)));
    let [announced, put] = server.requests().try_into().unwrap();
    assert_eq!((announced.line().as_str(), put.line().as_str()), (INITIATE, PUT));
    assert_eq!(announced.all("authorization"), [format!("Key {KEY}")]);
    let body: Value = serde_json::from_slice(&announced.body).unwrap();
    assert_eq!(body, json!({"content_type": "image/png", "file_name": "donut.png"}));
    assert_eq!(put.body, b"\x89PNG donut");
    assert_eq!((put.all("content-type"), put.all("content-length")), (vec!["image/png"], vec!["10"]));
    let (id, secret) = KEY.split_once(':').unwrap();
    for (name, value) in &put.headers {
        assert!(name != "authorization" && !value.contains(id) && !value.contains(secret), "{name}: {value}");
    }
    assert!(put.headers.iter().all(|(name, _)| !name.starts_with("x-fal")));
}

#[tokio::test]
async fn a_path_has_its_name_and_the_type_of_its_name() {
    let server = Server::start([place(1), stored()]);
    let path = file("flour.jpg", &vec![7; 1_000_000]);
    let uploaded = client_of(&server).upload(path).await.unwrap();
    assert_eq!((uploaded.content_type.as_str(), uploaded.file_name.as_str()), ("image/jpeg", "flour.jpg"));
    let put = &server.requests()[1];
    assert_eq!(put.body, vec![7; 1_000_000]);
    assert_eq!((put.all("content-length"), put.all("transfer-encoding")), (vec!["1000000"], Vec::new()));
}

/// Content type and file name that an upload of a source sends.
async fn announced(source: UploadSource) -> (String, String) {
    let server = Server::start([place(1), stored()]);
    client_of(&server).upload(source).await.unwrap();
    let body: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("content_type"), text("file_name"))
}

#[tokio::test]
async fn missing_file_names_and_types_are_inferred() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";
    for (source, content_type, name) in [
        (UploadSource::bytes("", PNG), "image/png", "file.png"),
        (UploadSource::bytes("noname", PNG), "image/png", "noname"),
        (UploadSource::bytes("a.txt", PNG), "text/plain", "a.txt"),
        (UploadSource::bytes(" ", &b"?"[..]), "application/octet-stream", "file.bin"),
        (UploadSource::bytes("Käse 猫.webp", PNG), "image/webp", "Käse 猫.webp"),
        (UploadSource::path(file("Käse 猫", PNG)), "image/png", "Käse 猫"),
        (UploadSource::reader("", PNG), "image/png", "file.png"),
        (UploadSource::bytes("", &[][..]), "application/octet-stream", "file.bin"),
    ] {
        assert_eq!(announced(source).await, (content_type.to_owned(), name.to_owned()));
    }
}

#[tokio::test]
async fn explicit_file_names_and_types_take_precedence_over_inferred_ones() {
    let server = Server::start([place(1), stored()]);
    let upload = client_of(&server).upload(UploadSource::bytes("a.png", &b"{}"[..]));
    let file = upload.content_type("application/json; charset=utf-8").file_name("b").await.unwrap();
    assert_eq!((file.content_type.as_str(), file.file_name.as_str()), ("application/json; charset=utf-8", "b"));
    assert_eq!(server.requests()[1].all("content-type"), ["application/json; charset=utf-8"]);
    let odd = client_of(&server).upload(UploadSource::bytes("a", &b""[..])).content_type("a/\nb");
    assert_eq!(odd.await.unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test]
async fn an_empty_file_is_one_request_without_bytes() {
    for source in [
        UploadSource::bytes("a", &[][..]),
        UploadSource::path(file("a", b"")),
        UploadSource::reader("a", tokio::io::empty()),
    ] {
        let server = Server::start([place(1), stored()]);
        assert_eq!(client_of(&server).upload(source).await.unwrap().size, 0);
        let [_, put] = server.requests().try_into().unwrap();
        assert_eq!((put.line().as_str(), put.size, put.all("content-length")), (PUT, 0, vec!["0"]));
    }
}

#[tokio::test]
async fn an_upload_sends_its_lifecycle_under_both_header_names() {
    let server = Server::start([place(1), stored()]);
    let lifecycle = Lifecycle::new().expires_after(Duration::from_secs(60)).default_access(Access::Hide);
    let upload = client_of(&server).upload(UploadSource::bytes("a", &b"a"[..]));
    upload.lifecycle(lifecycle).await.unwrap();
    let [announced, put] = server.requests().try_into().unwrap();
    let expected = r#"{"expiration_duration_seconds":60,"initial_acl":{"default":"hide","rules":[]}}"#;
    for name in ["x-fal-object-lifecycle", "x-fal-object-lifecycle-preference"] {
        assert_eq!(announced.all(name), [expected]);
        assert!(put.all(name).is_empty());
    }
}

#[tokio::test]
async fn an_upload_is_retried_from_its_first_byte() {
    let content: Vec<u8> = (0..1_000_000_u32).map(|at| (at % 251) as u8).collect();
    for source in [UploadSource::path(file("a", &content)), UploadSource::bytes("a", content.clone())] {
        let server = Server::start([place(1), raw(503, "text/plain", "slow down"), reset(), stored()]);
        client_of(&server).upload(source).await.unwrap();
        let puts = server.requests().split_off(1);
        assert_eq!(puts.len(), 3);
        assert!(puts.iter().all(|put| put.line() == PUT && put.body == content));
    }
}

#[tokio::test]
async fn a_rejected_upload_is_final_and_keeps_the_message_of_the_storage() {
    const XML: &str =
        "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    let server = Server::start([place(1), raw(403, "application/xml", XML)]);
    let error = donut(&client_of(&server)).await.unwrap_err();
    assert_eq!(server.lines(), [INITIATE, PUT]);
    assert_eq!((error.status(), error.body()), (Some(403), Some(XML.as_bytes())));
    assert!(error.to_string().contains("the upload: AccessDenied: Request has expired"), "{error}");
    assert!(!error.is_retryable() && !error.maybe_submitted());
}

#[tokio::test]
async fn the_initiation_of_an_upload_is_retried_within_the_policy() {
    let server = Server::start([json(503, &json!({})), place(1), stored()]);
    donut(&client_of(&server)).await.unwrap();
    assert_eq!(server.lines(), [INITIATE, INITIATE, PUT]);
    let server = Server::start([json(500, &json!({"detail": "storage is down"})).forever()]);
    let error = donut(&client_of(&server)).await.unwrap_err();
    assert_eq!(server.lines().len(), 5);
    assert_eq!((error.kind(), error.status()), (ErrorKind::Unavailable, Some(500)));
    assert!(error.to_string().contains("initiating the upload: storage is down"), "{error}");
}

#[tokio::test]
async fn upload_urls_in_plain_http_with_a_password_or_missing_are_rejected() {
    for place in [
        json!({"upload_url": "http://upload.test/put", "file_url": url(1)}),
        json!({"upload_url": "https://user:word@upload.test/put", "file_url": url(1)}),
        json!({"upload_url": "ftp://upload.test/put", "file_url": url(1)}),
        json!({"upload_url": "/put", "file_url": url(1)}),
        json!({"upload_url": "https://upload.test/put"}),
        json!("<html>"),
    ] {
        let memory = MemoryTransport::new([response(200, &place)]);
        let error = donut(&memory.client()).await.unwrap_err();
        assert_eq!((error.kind(), memory.lines()), (ErrorKind::Protocol, vec![INITIATE.to_owned()]), "{place}");
    }
}

#[tokio::test]
async fn a_missing_file_is_reported_before_anything_is_sent() {
    let server = Server::start([]);
    let missing = path("missing.png");
    let folder = missing.parent().unwrap().to_owned();
    for path in [missing, folder] {
        let error = client_of(&server).upload(path.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().starts_with(&format!("cannot read {}: ", path.display())), "{error}");
        assert!(std::error::Error::source(&error).is_some() && !error.is_retryable());
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_file_that_changes_during_the_upload_is_an_error() {
    for changed in [vec![1; 700_000], vec![1; 500_000], vec![1; 600_000], Vec::new()] {
        let path = file("a.bin", &vec![0; 600_000]);
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        let (changing, content) = (path.clone(), changed);
        let announced = ScriptedResponse::by(move |request| {
            fs::write(&changing, &content).unwrap();
            let host = request.all("host")[0].to_owned();
            json(200, &json!({"upload_url": format!("http://{host}/put/1"), "file_url": url(1)}))
        });
        let server = Server::start([announced, stored()]);
        let error = client_of(&server).upload(path.clone()).await.unwrap_err();
        let expected = format!("the upload: cannot read {}: the file changed during the upload", path.display());
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Io, expected));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_response_without_a_length_is_not_an_empty_file() {
    let server = Server::start([]);
    let error = client_of(&server).upload(UploadSource::path("/dev/zero")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("`UploadSource::reader`"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn progress_is_monotonic_and_ends_at_the_total() {
    let path = file("a.bin", &vec![0; 1_000_000]);
    for source in [UploadSource::path(path), UploadSource::bytes("a", vec![0; 1_000_000])] {
        let server = Server::start([place(1), raw(503, "text/plain", ""), stored()]);
        let reported = Arc::new(Mutex::new(Vec::new()));
        let listener = Arc::clone(&reported);
        let upload = client_of(&server).upload(source);
        upload.on_progress(move |progress: Progress| listener.lock().unwrap().push(progress)).await.unwrap();
        let reported = reported.lock().unwrap();
        assert!(reported.len() >= 4, "{reported:?}");
        assert!(reported.windows(2).all(|pair| pair[0].bytes < pair[1].bytes), "{reported:?}");
        assert!(reported.iter().all(|progress| progress.total == Some(1_000_000)));
        assert_eq!(reported.last().unwrap().bytes, 1_000_000);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_bounds_the_whole_upload() {
    let placed = || response(200, &json!({"upload_url": "https://upload.test/put", "file_url": url(1)}));
    for script in [vec![never()], vec![placed(), never()], vec![placed(), fails(FailurePhase::Waiting), never()]] {
        let memory = MemoryTransport::new(script);
        let begun = tokio::time::Instant::now();
        let upload = memory.client().upload(UploadSource::bytes("a", &b"a"[..]));
        let error = upload.deadline(Duration::from_secs(30)).await.unwrap_err();
        assert_eq!(begun.elapsed(), Duration::from_secs(30));
        assert!(error.is_timeout() && !error.maybe_submitted(), "{error}");
    }
}

/// A storage host with a slow connection: one minute per chunk.
struct SlowStorage;

impl Transport for SlowStorage {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            if let Body::Stream(_, mut pieces) = request.body {
                while pieces.chunk().await?.is_some() {
                    sleep(Duration::from_secs(60)).await;
                }
            }
            let placed = json!({"upload_url": "https://upload.test/put", "file_url": url(1)});
            Ok(Response::new(StatusCode::OK, HeaderMap::new(), Box::new(Some(placed.to_string().into()))))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_with_progress_may_take_longer_than_the_request_timeout() {
    let client = Client::builder().environment(|_| None).key(KEY).transport(Arc::new(SlowStorage)).build().unwrap();
    let begun = tokio::time::Instant::now();
    client.upload(UploadSource::bytes("a", vec![0; 2 << 20])).await.unwrap();
    assert_eq!(begun.elapsed(), Duration::from_secs(8 * 60));
}

#[tokio::test(start_paused = true)]
async fn an_upload_without_progress_times_out() {
    let placed = response(200, &json!({"upload_url": "https://upload.test/put", "file_url": url(1)}));
    let memory = MemoryTransport::new([placed, never()]);
    let begun = tokio::time::Instant::now();
    let error = memory.client().upload(UploadSource::bytes("a", &b"a"[..])).await.unwrap_err();
    assert!(error.is_timeout() && !error.maybe_submitted(), "{error}");
    assert_eq!(begun.elapsed(), Duration::from_secs(120));
}

#[tokio::test]
async fn dropping_an_upload_stops_it() {
    let server = Server::start([place(1), silent()]);
    let client = client_of(&server);
    let upload = tokio::spawn(async move { donut(&client).await });
    server.wait_for(2).await;
    upload.abort();
    server.gone(1).await;
    assert_eq!(server.lines().len(), 2);
}
