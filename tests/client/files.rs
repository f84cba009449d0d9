//! Files in requests: URLs are sent unchanged, everything else is uploaded by the call.

use std::{collections::BTreeMap, path::Path, time::Duration};

use fal_sdk::{
    Call, Client, ErrorKind, FileInput, Lifecycle, UploadSource,
    codegen::{self, DirectCall, Operation},
    fal_ai::flux_pro::kontext,
};
use fal_tests::server::{Server, json, raw};
use serde_json::{Value, json};

use super::{
    fixtures::{KONTEXT, SUBMIT, client_of, completed, image, submit_response},
    memory_transport::{MemoryTransport, never},
    uploads::{INITIATE, file, path, place, stored, url},
};

#[test]
fn files_are_urls_data_uris_bytes_or_paths() {
    let text = |file: FileInput| file.as_str().map(str::to_owned).unwrap();
    assert_eq!(text(FileInput::from("https://example.com/a.png")), "https://example.com/a.png");
    assert_eq!(text(FileInput::from("/etc/passwd")), "/etc/passwd", "text is never a path to read");
    assert_eq!(text(FileInput::data_uri("image/png", [0x89, 0x50])), "data:image/png;base64,iVA=");
    assert_eq!(text(FileInput::data_uri("", [])), "data:application/octet-stream;base64,");
    assert_eq!(text(FileInput::data_uri("a/b, c\n", b"x")), "data:a/b%2C%20c;base64,eA==");
    assert_eq!(FileInput::bytes("image/png", &b"x"[..]).as_str(), None);
    assert_eq!(FileInput::from(Path::new("a.png")), FileInput::path("a.png"));
    assert_ne!(FileInput::from(Path::new("a.png")), FileInput::url("a.png"));
    assert_eq!(FileInput::url("a").file_name("b").content_type("c/d"), FileInput::url("a"));
}

#[test]
fn debug_output_of_files_has_a_prefix_or_the_size() {
    let shown = |file: FileInput| format!("{file:?}");
    let data_uri = FileInput::data_uri("image/png", vec![0; 10_000]);
    assert_eq!(shown(data_uri), "FileInput(data:image/png;base64,… 13336 bytes)");
    assert_eq!(shown(FileInput::url("https://x.test/a")), r#"FileInput("https://x.test/a")"#);
    assert_eq!(shown(FileInput::bytes("image/png", vec![0; 10_000])), "FileInput(10000 bytes)");
    assert_eq!(shown(FileInput::path("a/b.png")), "FileInput(a/b.png)");
}

#[test]
fn the_json_form_of_a_file_is_its_url() {
    let file: FileInput = serde_json::from_value(json!("https://x.test/a")).unwrap();
    assert_eq!(serde_json::to_value(&file).unwrap(), json!("https://x.test/a"));
    for wrong in [json!(null), json!(1), json!({"url": "https://x.test"}), json!([])] {
        assert!(serde_json::from_value::<FileInput>(wrong.clone()).is_err());
        assert_eq!(codegen::from_json::<FileInput>(&wrong).unwrap_err()[0].r#type, "string_type");
    }
}

#[test]
fn serializing_a_local_file_is_an_error() {
    let request = kontext::Request::new("a donut", Path::new("a.png"));
    let error = serde_json::to_value(&request).unwrap_err().to_string();
    assert!(error.contains("/image_url: the file has no URL yet"), "{error}");
    assert_eq!(codegen::to_json(&request).unwrap_err()[0].r#type, "file_not_uploaded");
}

/// A server for jobs with uploads; the n-th initiated upload gets the n-th URL.
fn server(uploads: u32) -> Server {
    let places = (1..=uploads).map(place).collect();
    Server::by_route([
        ("POST /storage/upload/initiate", places),
        ("PUT /put/*", vec![stored().forever()]),
        (SUBMIT, vec![submit_response()]),
        ("GET /fal-ai/flux-pro/requests/764cabcf/status", vec![completed()]),
        ("GET /fal-ai/flux-pro/requests/764cabcf", vec![json(200, &image())]),
    ])
}

/// The submitted payload.
fn submitted(server: &Server) -> Value {
    let requests = server.requests();
    let submit = requests.iter().find(|request| request.line() == SUBMIT).unwrap();
    serde_json::from_slice(&submit.body).unwrap()
}

fn count(server: &Server, word: &str) -> usize {
    server.lines().iter().filter(|line| line.contains(word)).count()
}

#[tokio::test]
async fn a_path_is_uploaded_when_the_call_is_made() {
    let server = server(1);
    let request = kontext::Request::new("a donut", file("flour.png", b"flour").as_path());
    let call = kontext(&client_of(&server), request.clone());
    assert!(server.requests().is_empty());
    call.await.unwrap();
    assert_eq!(submitted(&server), json!({"prompt": "a donut", "image_url": url(1)}));
    let requests = server.requests();
    assert_eq!(requests[0].line(), INITIATE);
    assert_eq!(requests[0].body, br#"{"content_type":"image/png","file_name":"flour.png"}"#);
    assert_eq!(requests[1].body, b"flour");
    assert_eq!(server.lines().last().unwrap(), "GET /fal-ai/flux-pro/requests/764cabcf");
}

type FilesByField = BTreeMap<String, Vec<FileInput>>;

fn call(client: &Client, files: &[(&str, Vec<FileInput>)]) -> Call<Value> {
    let files: FilesByField = files.iter().map(|(name, files)| ((*name).to_owned(), files.clone())).collect();
    codegen::call(client, KONTEXT, &files)
}

#[tokio::test]
async fn equal_files_of_a_request_are_uploaded_once() {
    let server = server(9);
    let one = FileInput::bytes("image/png", &b"one"[..]);
    let files = [
        ("a/b", vec![one.clone(), FileInput::url("https://x.test"), FileInput::bytes("image/png", &b"one"[..])]),
        ("paths", vec![file("1.png", b"one").into(), file("2.png", b"two").into(), file("3.png", b"two").into()]),
        ("same", vec![one.clone().file_name("another.png"), one.clone()]),
        ("types", vec![FileInput::bytes("image/webp", &b"one"[..])]),
    ];
    call(&client_of(&server), &files).await.unwrap();
    assert_eq!((count(&server, "initiate"), count(&server, "PUT /put")), (3, 3), "one, two, and one as another type");
    let sent = submitted(&server);
    let one = sent["a/b"][0].clone();
    let two = sent["paths"][1].clone();
    let webp = sent["types"][0].clone();
    assert_eq!(
        sent,
        json!({"a/b": [one, "https://x.test", one], "paths": [one, two, two], "same": [one, one], "types": [webp]})
    );
    let distinct: std::collections::BTreeSet<_> = [&one, &two, &webp].map(|url| url.as_str().unwrap()).into();
    assert_eq!(distinct.len(), 3);
}

#[tokio::test]
async fn the_lifecycle_of_a_call_applies_to_its_files() {
    let server = server(1);
    let client = client_of(&server);
    let lifecycle = Lifecycle::new().expires_after(Duration::from_secs(60));
    call(&client, &[("a", vec![FileInput::bytes("", &b"a"[..])])]).lifecycle(lifecycle).await.unwrap();
    let requests = server.requests();
    let expected = [r#"{"expiration_duration_seconds":60}"#];
    assert_eq!(requests[0].all("x-fal-object-lifecycle"), expected);
    assert_eq!(requests[0].all("x-fal-object-lifecycle-preference"), expected);
    let submit = requests.iter().find(|request| request.line() == SUBMIT).unwrap();
    assert_eq!(submit.all("x-fal-object-lifecycle-preference"), expected);
}

#[tokio::test]
async fn a_file_that_cannot_be_uploaded_ends_the_call_before_the_submit() {
    let missing = path("missing.png");
    let server = Server::start([]);
    let files = [("a", vec![file("there.png", b"").into(), missing.as_path().into(), file("too.png", b"").into()])];
    let error = call(&client_of(&server), &files).await.unwrap_err();
    assert_eq!((error.kind(), error.maybe_submitted()), (ErrorKind::Io, false));
    let expected = format!("kontext was not called: /a/1: cannot read {}", missing.display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert!(server.requests().is_empty());

    let server = Server::start([place(1), raw(403, "application/xml", "<Error><Code>AccessDenied</Code></Error>")]);
    let files = [("a", vec![FileInput::bytes("", &b"a"[..])])];
    let error = call(&client_of(&server), &files).submit().await.unwrap_err();
    assert_eq!((error.status(), error.maybe_submitted(), error.job()), (Some(403), false, None));
    assert!(error.to_string().contains("/a/0: the upload: AccessDenied"), "{error}");
    assert_eq!(count(&server, "flux"), 0);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_of_the_call_covers_its_files() {
    let memory = MemoryTransport::new([never()]);
    let begun = tokio::time::Instant::now();
    let call = call(&memory.client(), &[("a", vec![FileInput::bytes("", &b"a"[..])])]);
    let error = call.deadline(Duration::from_secs(10)).await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(10));
    assert!(error.is_timeout() && !error.maybe_submitted(), "{error}");
    assert_eq!(memory.lines(), [INITIATE]);
}

#[tokio::test]
async fn a_file_field_that_was_replaced_is_not_uploaded() {
    let server = server(0);
    let request = kontext::Request::new("a donut", file("a.png", b"a").as_path()).extra("image_url", "https://x.test");
    kontext(&client_of(&server), request).await.unwrap();
    assert_eq!(submitted(&server), json!({"prompt": "a donut", "image_url": "https://x.test"}));
}

#[tokio::test]
async fn an_uploaded_file_can_be_used_in_a_request() {
    let server = server(1);
    let client = client_of(&server);
    let uploaded = client.upload(UploadSource::bytes("a.png", &b"a"[..])).await.unwrap();
    call(&client, &[("a", vec![uploaded.into()])]).await.unwrap();
    assert_eq!(submitted(&server), json!({"a": [url(1)]}));
    assert_eq!(count(&server, "initiate"), 1);
}

const EDIT: Operation =
    Operation { method: "POST", path: "/v1/edits", media: Some("multipart/form-data"), ..Operation::DEFAULT };

#[tokio::test]
async fn a_multipart_form_has_one_part_per_file() {
    let server = Server::start([json(200, &json!({}))]);
    let files: FilesByField = [
        ("image".to_owned(), vec![file("a \"b\" 猫.png", b"flour").into()]),
        ("mask".to_owned(), vec![FileInput::bytes("image/webp", &b"mask"[..]), FileInput::url("https://x.test")]),
        ("words".to_owned(), vec![FileInput::bytes("text/plain; charset=utf-8", &b"words"[..]).file_name("a.txt")]),
    ]
    .into();
    let direct: DirectCall<Value> = codegen::direct_call(&client_of(&server), &EDIT, &files);
    direct.await.unwrap();
    let [asked] = server.requests().try_into().unwrap();
    let head = |name: &str| format!("\r\nContent-Disposition: form-data; name=\"{name}\"");
    let body = String::from_utf8(asked.body).unwrap();
    for part in [
        format!("{}; filename=\"a %22b%22 猫.png\"\r\nContent-Type: image/png\r\n\r\nflour\r\n", head("image")),
        format!("{}; filename=\"file.webp\"\r\nContent-Type: image/webp\r\n\r\nmask\r\n", head("mask")),
        format!("{}\r\n\r\nhttps://x.test\r\n", head("mask")),
        format!("{}; filename=\"a.txt\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nwords\r\n", head("words")),
    ] {
        assert!(body.contains(&part), "{part:?} in {body:?}");
    }
}

#[tokio::test]
async fn json_without_a_queue_has_the_urls_of_its_files() {
    let server = Server::start([place(1), stored(), json(200, &json!({}))]);
    let route = Operation { media: Some("application/json"), ..EDIT };
    let files: FilesByField = [("image".to_owned(), vec![file("a.png", b"flour").into()])].into();
    let direct: DirectCall<Value> = codegen::direct_call(&client_of(&server), &route, &files);
    assert!(format!("{direct:?}").contains("/v1/edits"));
    direct.await.unwrap();
    assert_eq!(server.requests()[2].body, json!({"image": [url(1)]}).to_string().as_bytes());
}
