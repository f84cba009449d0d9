//! Downloads: no key is sent, no partial file is left, and interrupted downloads are resumed.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use fal_sdk::{Download, Error, ErrorKind, Progress, RetryPolicy, transport::HeaderMap};
use fal_tests::server::{ScriptedResponse, Server, json, pieces, raw, reset};
use serde_json::json;

use super::{
    fixtures::{KEY, client_of},
    memory_transport::{MemoryTransport, head_only, text},
    uploads::path,
};

const CONTENT: &[u8] = b"0123456789";

fn png() -> ScriptedResponse {
    raw(200, "image/png", CONTENT).header("etag", "\"one\"")
}

/// Returns the content from an offset.
fn rest(from: usize) -> ScriptedResponse {
    raw(206, "image/png", &CONTENT[from..]).header("content-range", &format!("bytes {from}-9/10"))
}

fn url(server: &Server) -> String {
    format!("{}/files/donut.png", server.url())
}

fn download(server: &Server) -> Download {
    client_of(server).download(url(server))
}

/// Names of the files in a folder.
fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_is_downloaded_unchanged_and_without_the_key() {
    let server = Server::start([png()]);
    let path = path("donut.png");
    let file = download(&server).to_file(&path).await.unwrap();
    assert_eq!((file.path.as_path(), file.size), (path.as_path(), 10));
    assert_eq!(file.content_type.as_deref(), Some("image/png"));
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    assert_eq!(names(&path), ["donut.png"]);
    let [asked] = server.requests().try_into().unwrap();
    assert_eq!(asked.line(), "GET /files/donut.png");
    assert_eq!((asked.all("accept-encoding"), asked.all("accept")), (vec!["identity"], vec!["*/*"]));
    assert!(asked.headers.iter().all(|(name, value)| name != "authorization" && !value.contains(KEY)));
    assert!(asked.all("range").is_empty());
}

#[tokio::test]
async fn a_download_is_read_whole_or_in_chunks() {
    let server = Server::start([png(), pieces("image/png", ["01234", "56789"]), raw(200, "image/png", "")]);
    assert_eq!(download(&server).bytes().await.unwrap(), CONTENT);
    let streamed = collected(download(&server)).await.unwrap();
    assert_eq!(streamed.concat(), CONTENT);
    assert_eq!(download(&server).bytes().await.unwrap(), "");
}

async fn collected(download: Download) -> Result<Vec<Vec<u8>>, Error> {
    let mut stream = download.stream();
    let mut all = Vec::new();
    while let Some(piece) = stream.next().await {
        all.push(piece?.to_vec());
    }
    Ok(all)
}

#[tokio::test]
async fn an_interrupted_download_is_resumed() {
    let script = || [png().cut_after(4), reset(), rest(4).cut_after(3), json(503, &json!({})), rest(7)];
    let expect_asked = |server: &Server| {
        let asked = server.requests();
        let ranges: Vec<Vec<&str>> = asked.iter().map(|request| request.all("range")).collect();
        assert_eq!(ranges, [vec![], vec!["bytes=4-"], vec!["bytes=4-"], vec!["bytes=7-"], vec!["bytes=7-"]]);
        assert!(asked.iter().skip(1).all(|request| request.all("if-range") == ["\"one\""]));
    };
    let server = Server::start(script());
    let path = path("donut.png");
    assert_eq!(download(&server).to_file(&path).await.unwrap().size, 10);
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    expect_asked(&server);
    let server = Server::start(script());
    assert_eq!(download(&server).bytes().await.unwrap(), CONTENT);
    expect_asked(&server);
    let server = Server::start(script());
    assert_eq!(collected(download(&server)).await.unwrap().concat(), CONTENT);
    expect_asked(&server);
}

#[tokio::test]
async fn a_server_without_ranges_restarts_the_download() {
    // No validator, a weak validator, a changed file, a shorter file.
    let plain = || raw(200, "image/png", CONTENT);
    let other = || raw(200, "image/png", "another").header("etag", "\"two\"");
    let gone = raw(416, "text/plain", "").header("content-range", "bytes */3");
    for (script, expected) in [
        (vec![plain().cut_after(4), plain()], CONTENT),
        (vec![plain().header("etag", "W/\"one\"").cut_after(4), plain()], CONTENT),
        (vec![png().cut_after(4), other()], b"another"),
        (vec![png().cut_after(4), other().cut_after(2), png()], CONTENT),
        (vec![png().cut_after(4), gone, other()], b"another"),
    ] {
        let server = Server::start(script.clone());
        let path = path("donut.png");
        download(&server).to_file(&path).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), expected);
        let server = Server::start(script.clone());
        assert_eq!(download(&server).bytes().await.unwrap(), expected);
        let server = Server::start(script);
        let error = collected(download(&server)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol, "what was streamed cannot be taken back");
    }
}

#[tokio::test]
async fn a_response_with_another_range_is_rejected() {
    let wrong = |range: &str| raw(206, "image/png", "456789").header("content-range", range);
    for second in [wrong("bytes 5-9/10"), wrong("bytes 4-9/11"), wrong("bytes 4-9/*"), raw(206, "image/png", "456789")]
    {
        let server = Server::start([png().cut_after(4), second]);
        let error = download(&server).bytes().await.unwrap_err();
        assert_eq!((error.kind(), server.lines().len()), (ErrorKind::Protocol, 2));
    }
    let server = Server::start([rest(4)]);
    assert_eq!(download(&server).bytes().await.unwrap_err().kind(), ErrorKind::Protocol);
}

#[tokio::test]
async fn a_download_that_keeps_failing_ends_and_leaves_no_file() {
    let server = Server::start([png().cut_after(4), rest(4).cut_after(0).forever()]);
    let path = path("donut.png");
    let error = download(&server).to_file(&path).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Io, true));
    assert!(error.to_string().contains("the download"), "{error}");
    assert_eq!(server.lines().len(), 5);
    assert_eq!(names(&path), [""; 0]);
    let server = Server::start([png().cut_after(4)]);
    download(&server).retry(RetryPolicy::none()).bytes().await.unwrap_err();
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_dropped_download_leaves_no_file() {
    let server = Server::start([pieces("image/png", ["01234"]).then_silent()]);
    let path = path("donut.png");
    let here = Arc::new(tokio::sync::Notify::new());
    let reported = Arc::clone(&here);
    let going = download(&server).on_progress(move |_| reported.notify_one()).to_file(path.clone());
    let going = tokio::spawn(going);
    here.notified().await;
    assert_eq!(names(&path).len(), 1, "under another name");
    assert!(!path.exists());
    going.abort();
    assert!(going.await.unwrap_err().is_cancelled());
    server.gone(1).await;
    assert_eq!(names(&path), [""; 0]);
}

#[tokio::test]
async fn an_existing_file_is_replaced_only_by_a_complete_download() {
    let path = path("donut.png");
    fs::write(&path, "old").unwrap();
    let server = Server::start([json(404, &json!({"detail": "gone"})), png()]);
    download(&server).to_file(&path).await.unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    download(&server).to_file(&path).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
}

#[tokio::test]
async fn a_download_is_resumed_by_a_later_one() {
    let path = path("donut.png");
    let server = Server::start([png().cut_after(4), rest(4)]);
    let once = || download(&server).resume(true).retry(RetryPolicy::none());
    once().to_file(&path).await.unwrap_err();
    assert_eq!(names(&path), ["donut.png.part", "donut.png.part.json"]);
    assert_eq!(fs::read(path.with_file_name("donut.png.part")).unwrap(), &CONTENT[..4]);
    let note = fs::read_to_string(path.with_file_name("donut.png.part.json")).unwrap();
    assert!(!note.contains("127.0.0.1"), "a URL may be a permission: {note}");
    let file = once().to_file(&path).await.unwrap();
    assert_eq!((file.size, file.content_type.as_deref()), (10, Some("image/png")));
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    assert_eq!(names(&path), ["donut.png"]);
    let asked = server.requests();
    assert_eq!((asked[1].all("range"), asked[1].all("if-range")), (vec!["bytes=4-"], vec!["\"one\""]));
}

#[tokio::test]
async fn a_partial_file_of_another_url_or_without_metadata_is_not_resumed() {
    let begun = async |url: &str, path: &Path, server: &Server| {
        let download = client_of(server).download(url).resume(true).retry(RetryPolicy::none());
        download.to_file(path).await.unwrap_err();
    };
    let server = Server::start([png().cut_after(4), png(), png().cut_after(4), png(), png().cut_after(4), png()]);
    let other_url = format!("{}/files/donut.png?version=2", server.url());
    for spoil in [0, 1, 2] {
        let path = path("donut.png");
        begun(if spoil == 0 { &other_url } else { "x" }.replace('x', &url(&server)).as_str(), &path, &server).await;
        match spoil {
            1 => fs::remove_file(path.with_file_name("donut.png.part.json")).unwrap(),
            2 => fs::write(path.with_file_name("donut.png.part.json"), "{\"url\":").unwrap(),
            _ => {}
        }
        download(&server).resume(true).to_file(&path).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), CONTENT);
        assert!(server.requests().pop().unwrap().all("range").is_empty());
    }
}

#[tokio::test]
async fn a_partial_file_that_cannot_be_resumed_is_removed() {
    let unknown = raw(200, "image/png", CONTENT).cut_after(4);
    let server = Server::start([json(404, &json!({})), unknown, png().cut_after(4), json(404, &json!({}))]);
    let once = || download(&server).resume(true).retry(RetryPolicy::none());
    let path = path("donut.png");
    once().to_file(&path).await.unwrap_err();
    once().to_file(&path).await.unwrap_err();
    assert_eq!(names(&path), [""; 0]);
    once().to_file(&path).await.unwrap_err();
    once().to_file(&path).await.unwrap_err();
    assert_eq!(names(&path), ["donut.png.part", "donut.png.part.json"], "a later one may find it again");
}

#[tokio::test]
async fn resuming_a_changed_file_starts_over() {
    let path = path("donut.png");
    let server = Server::start([png().cut_after(8), raw(200, "image/png", "new").header("etag", "\"two\"")]);
    download(&server).resume(true).retry(RetryPolicy::none()).to_file(&path).await.unwrap_err();
    download(&server).resume(true).to_file(&path).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(&path), ["donut.png"]);
}

#[tokio::test]
async fn resuming_a_complete_file_requests_its_last_byte() {
    let path = path("donut.png");
    let server = Server::start([png().cut_after(4), rest(9)]);
    download(&server).resume(true).retry(RetryPolicy::none()).to_file(&path).await.unwrap_err();
    fs::write(path.with_file_name("donut.png.part"), b"0123456789 and more").unwrap();
    download(&server).resume(true).to_file(&path).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    assert_eq!(server.requests()[1].all("range"), ["bytes=9-"]);
}

#[tokio::test]
async fn downloads_beyond_the_limit_are_rejected_early() {
    let path = path("donut.png");
    let server = Server::start([png(), pieces("image/png", ["012345", "6789"]), png()]);
    let error = download(&server).limit(9).to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(error.to_string().contains("the file is larger than 9 bytes"), "{error}");
    download(&server).limit(9).bytes().await.unwrap_err();
    download(&server).limit(10).bytes().await.unwrap();
    assert_eq!(names(&path), [""; 0]);
    assert_eq!(server.lines().len(), 3, "no repetition");
}

#[tokio::test]
async fn unknown_models_and_missing_permissions_are_errors() {
    let server = Server::start([json(404, &json!({"detail": "no such file"})), raw(403, "text/plain", "private")]);
    let error = download(&server).bytes().await.unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("no such file"), "{error}");
    assert_eq!(download(&server).bytes().await.unwrap_err().status(), Some(403));
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn redirects_are_followed_to_other_hosts() {
    let target = Server::start([png()]);
    let server = Server::start([raw(302, "text/plain", "").header("location", &url(&target))]);
    assert_eq!(download(&server).bytes().await.unwrap(), CONTENT);
    assert!(target.requests()[0].all("authorization").is_empty());
}

#[tokio::test]
async fn a_redirect_from_https_to_http_is_not_followed() {
    let memory = MemoryTransport::new([text(302, "text/plain", "").header("location", "http://files.test/donut.png")]);
    let error = memory.client().download("https://files.test/donut.png").bytes().await.unwrap_err();
    assert_eq!((error.kind(), memory.lines().len()), (ErrorKind::Protocol, 1));
}

#[tokio::test]
async fn only_http_urls_and_data_uris_are_downloaded() {
    let server = Server::start([]);
    for url in ["file:///etc/passwd", "/etc/passwd", "ftp://x.test/a", "", "data:no comma", "data:;base64,%%%"] {
        let error = client_of(&server).download(url).bytes().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{url}");
        let path = path("a");
        client_of(&server).download(url).to_file(&path).await.unwrap_err();
        assert_eq!(names(&path), [""; 0]);
    }
}

#[tokio::test]
async fn data_uris_are_decoded_without_a_request() {
    let server = Server::start([]);
    let client = client_of(&server);
    for (uri, bytes, content_type) in [
        ("data:image/png;base64,iVBORw==", &b"\x89PNG"[..], "image/png"),
        ("DATA:image/png;base64,iVBO Rw", b"\x89PNG", "image/png"),
        ("data:text/plain;charset=utf-8,a%20%F0%9F%8D%A9", "a 🍩".as_bytes(), "text/plain;charset=utf-8"),
        ("data:,", b"", "text/plain;charset=US-ASCII"),
    ] {
        assert_eq!(client.download(uri).bytes().await.unwrap(), bytes);
        let file = client.download(uri).to_file(path("a")).await.unwrap();
        assert_eq!((fs::read(&file.path).unwrap().as_slice(), file.size), (bytes, bytes.len() as u64));
        assert_eq!(file.content_type.as_deref(), Some(content_type));
    }
    assert_eq!(client.download("data:,ab").limit(1).bytes().await.unwrap_err().kind(), ErrorKind::Protocol);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_unwritable_path_is_reported_before_the_download() {
    let server = Server::start([]);
    let folder = path("a").parent().unwrap().to_owned();
    for place in [folder.clone(), folder.join("missing").join("a.png")] {
        let error = download(&server).to_file(&place).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().starts_with(&format!("cannot write {}: ", place.display())), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn progress_includes_the_resumed_part() {
    let server = Server::start([png().cut_after(4), rest(4)]);
    let reported: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let listener = Arc::clone(&reported);
    download(&server).on_progress(move |progress| listener.lock().unwrap().push(progress)).bytes().await.unwrap();
    let reported = reported.lock().unwrap();
    assert_eq!(reported.iter().map(|progress| progress.bytes).collect::<Vec<_>>(), [4, 10]);
    assert!(reported.iter().all(|progress| progress.total == Some(10)));
}

#[tokio::test(start_paused = true)]
async fn a_download_ends_at_its_deadline_or_after_silence() {
    let url = "https://files.test/a";
    let memory = MemoryTransport::new([head_only(HeaderMap::new())]);
    let begun = tokio::time::Instant::now();
    let error = memory.client().download(url).deadline(Duration::from_secs(30)).bytes().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(begun.elapsed(), Duration::from_secs(30));
    let silence = || head_only(HeaderMap::new());
    let memory = MemoryTransport::new([silence(), silence()]);
    let patient = RetryPolicy::default().attempts(2);
    let begun = tokio::time::Instant::now();
    let error = memory.client().download(url).retry(patient).bytes().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error}");
    assert!((240..242).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}
