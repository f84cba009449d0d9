use fal_mock::{Host, Mock};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::{get, header, json as response, keyed, mock, post, sent};

const MIB: usize = 1 << 20;

async fn initiate(mock: &Mock, path: &str) -> (String, String) {
    let url = format!("{}/rest.fal.ai/storage/upload/{path}", mock.url());
    let body = json!({ "file_name": "straße.txt", "content_type": "text/plain" });
    let (status, body) = response(keyed(post(url, &body))).await;
    assert_eq!(status, 200, "{body}");
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("upload_url"), text("file_url"))
}

fn put(url: &str, bytes: Vec<u8>) -> RequestBuilder {
    Client::new().put(url).header("content-type", "text/plain").body(bytes)
}

fn with_step(url: &str, step: &str) -> String {
    let (path, query) = url.split_once('?').unwrap();
    format!("{path}/{step}?{query}")
}

async fn error(request: RequestBuilder) -> (u16, String) {
    let response = sent(request).await;
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    (status, code.map(|(code, _)| code.to_owned()).unwrap_or_default())
}

#[tokio::test]
async fn an_initiated_upload_stores_the_file() {
    let mock = mock();
    for path in ["initiate?storage_type=fal-cdn-v3", "initiate?storage_type=gcs", "initiate"] {
        let (upload, file) = initiate(&mock, path).await;
        assert_eq!(sent(get(&file)).await.status(), 404);
        assert_eq!(sent(put(&upload, b"flour".to_vec())).await.status(), 200);
        let fetched = sent(get(&file)).await;
        assert_eq!(header(&fetched, "content-type"), "text/plain");
        assert_eq!(fetched.bytes().await.unwrap(), "flour");
    }
    let kept = mock.files();
    assert_eq!(kept.len(), 3);
    assert_eq!((kept[0].name.as_str(), &kept[0].bytes[..]), ("straße.txt", &b"flour"[..]));
}

#[tokio::test]
async fn an_upload_without_a_valid_signature_is_rejected() {
    let mock = mock();
    let (upload, file) = initiate(&mock, "initiate").await;
    let (another, _) = initiate(&mock, "initiate").await;
    let bare = upload.split('?').next().unwrap();
    let crossed = format!("{bare}?{}", another.split_once('?').unwrap().1);
    for url in [bare, &crossed] {
        assert_eq!(error(put(url, b"flour".to_vec())).await, (403, "AccessDenied".to_owned()), "{url}");
    }
    assert_eq!(sent(get(&file)).await.status(), 404);
}

#[tokio::test]
async fn an_api_key_on_a_signed_upload_is_rejected() {
    let mock = mock();
    let (upload, _) = initiate(&mock, "initiate").await;
    assert_eq!(error(keyed(put(&upload, b"flour".to_vec()))).await, (400, "InvalidArgument".to_owned()));
    let (upload, _) = initiate(&mock, "initiate?storage_type=gcs").await;
    assert_eq!(sent(keyed(put(&upload, b"flour".to_vec()))).await.status(), 200, "fal's own client sends it there");
}

#[tokio::test]
async fn initiating_requires_a_key_a_name_and_a_content_type() {
    let mock = mock();
    let url = format!("{}/rest.fal.ai/storage/upload/initiate", mock.url());
    assert_eq!(response(post(url.clone(), &json!({}))).await.0, 401);
    let (status, body) = response(keyed(post(url, &json!({ "content_type": "text/plain" })))).await;
    assert_eq!((status, &body["detail"][0]["loc"]), (422, &json!(["body", "file_name"])));
}

#[tokio::test]
async fn parts_are_assembled_into_one_file() {
    let mock = mock();
    let (upload, file) = initiate(&mock, "initiate-multipart?storage_type=fal-cdn-v3").await;
    let mut parts = Vec::new();
    for (number, length) in [(1, 5 * MIB), (2, 5 * MIB), (3, 7)] {
        let url = with_step(&upload, &number.to_string());
        let responded = sent(put(&url, vec![b'0' + number; length])).await;
        let etag = header(&responded, "etag");
        assert_eq!(
            serde_json::from_slice::<Value>(&responded.bytes().await.unwrap()).unwrap(),
            json!({ "partNumber": number, "etag": etag })
        );
        parts.push(json!({ "partNumber": number, "etag": etag }));
    }
    for _ in 0..2 {
        let (status, body) = response(post(with_step(&upload, "complete"), &json!({ "parts": parts }))).await;
        assert_eq!((status, &body["file_url"]), (200, &json!(file)), "a client that missed the response retries");
    }
    let bytes = sent(get(&file)).await.bytes().await.unwrap();
    assert_eq!(
        (bytes.len(), bytes[0], bytes[5 * MIB], &bytes[10 * MIB..]),
        (10 * MIB + 7, b'1', b'2', &b"3333333"[..])
    );
}

#[tokio::test]
async fn invalid_parts_have_s3_error_codes() {
    let mock = mock();
    let (upload, _) = initiate(&mock, "initiate-multipart").await;
    let part = |number: &str, length: usize| put(&with_step(&upload, number), vec![b'1'; length]);
    assert_eq!(error(part("0", 3)).await, (400, "InvalidArgument".to_owned()));
    assert_eq!(error(part("10001", 3)).await, (400, "InvalidArgument".to_owned()));
    assert_eq!(error(part("1", 0)).await, (400, "EntityTooSmall".to_owned()));
    assert_eq!(error(put(&upload, b"whole".to_vec())).await, (405, "MethodNotAllowed".to_owned()));
    let etag = header(&sent(part("1", 3)).await, "etag");
    sent(part("2", 3)).await;
    let lists = [
        (json!([]), "InvalidRequest"),
        (json!([{ "partNumber": 1 }]), "InvalidRequest"),
        (json!([{ "partNumber": 2, "etag": etag }, { "partNumber": 1, "etag": etag }]), "InvalidPartOrder"),
        (json!([{ "partNumber": 1, "etag": "\"another\"" }]), "InvalidPart"),
        (json!([{ "partNumber": 3, "etag": etag }]), "InvalidPart"),
        (json!([{ "partNumber": 1, "etag": etag }, { "partNumber": 2, "etag": etag }]), "EntityTooSmall"),
    ];
    for (list, code) in lists {
        let actual = error(post(with_step(&upload, "complete"), &json!({ "parts": list }))).await;
        assert_eq!(actual, (400, code.to_owned()), "{list}");
    }
}

async fn token(mock: &Mock) -> (String, String) {
    let url = format!("{}/rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3", mock.url());
    let (status, body) = response(keyed(post(url, &json!({})))).await;
    assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")));
    (body["base_url"].as_str().unwrap().to_owned(), format!("Bearer {}", body["token"].as_str().unwrap()))
}

#[tokio::test]
async fn direct_uploads_require_the_storage_token() {
    let mock = mock();
    let (base, token) = token(&mock).await;
    let upload = || {
        let request = Client::new().post(format!("{base}/files/upload")).header("x-fal-file-name", "a.png");
        request.header("content-type", "image/png").body("flour")
    };
    assert_eq!(response(upload()).await.0, 401);
    assert_eq!(response(keyed(upload())).await.0, 401);
    let (status, body) = response(upload().header("authorization", &token)).await;
    let url = body["access_url"].as_str().unwrap();
    assert!(status == 200 && url.ends_with("_a.png"), "{url}");
    assert_eq!(header(&sent(get(url)).await, "content-type"), "image/png");
}

#[tokio::test]
async fn direct_uploads_accept_part_lists_in_any_order() {
    let mock = mock();
    let (base, token) = token(&mock).await;
    let signed = |request: RequestBuilder| request.header("authorization", &token);
    let begin = signed(post(format!("{base}/files/upload/multipart"), &json!(null))).header("x-fal-file-name", "a.bin");
    let (_, begun) = response(begin).await;
    let upload = format!("{}/multipart/{}", begun["access_url"].as_str().unwrap(), begun["uploadId"].as_str().unwrap());
    let mut parts = Vec::new();
    for (number, length) in [(2, 9), (1, 5 * MIB)] {
        let responded = sent(signed(put(&format!("{upload}/{number}"), vec![b'0' + number; length]))).await;
        parts.push(json!({ "partNumber": number, "etag": header(&responded, "etag") }));
    }
    let complete = post(format!("{upload}/complete"), &json!({ "parts": parts }));
    assert_eq!(response(complete.try_clone().unwrap()).await.0, 401);
    assert_eq!(response(signed(complete)).await.1["access_url"], begun["access_url"]);
    assert_eq!(mock.files()[0].bytes.len(), 5 * MIB + 9);
}

#[tokio::test]
async fn lifecycle_settings_are_recorded_from_either_header() {
    let mock = mock();
    let url = format!("{}/rest.fal.ai/storage/upload/initiate", mock.url());
    let body = json!({ "file_name": "a", "content_type": "text/plain" });
    for name in ["X-Fal-Object-Lifecycle", "X-Fal-Object-Lifecycle-Preference"] {
        let asked = keyed(post(url.clone(), &body)).header(name, r#"{"expiration_duration_seconds":60}"#);
        let upload = response(asked).await.1["upload_url"].as_str().unwrap().to_owned();
        sent(put(&upload, b"flour".to_vec())).await;
    }
    for file in mock.files() {
        assert_eq!(file.lifecycle, Some(json!({ "expiration_duration_seconds": 60 })));
    }
    assert_eq!(response(keyed(post(url, &body)).header("X-Fal-Object-Lifecycle", "3600")).await.0, 400);
}

#[tokio::test]
async fn a_hidden_file_is_visible_to_its_owner_and_at_a_signed_url() {
    let mock = mock();
    let (base, token) = token(&mock).await;
    let upload = Client::new().post(format!("{base}/files/upload")).header("authorization", &token).body("flour");
    let lifecycle = r#"{"initial_acl":{"default":"hide"}}"#;
    let (_, body) = response(upload.header("x-fal-object-lifecycle", lifecycle)).await;
    let url = body["access_url"].as_str().unwrap();
    assert_eq!(sent(get(url)).await.status(), 404);
    assert_eq!(sent(get(url).header("authorization", &token)).await.status(), 200);
    let sign = post(format!("{url}/sign"), &json!({ "duration": 60 })).header("authorization", &token);
    let signed = sent(sign).await.text().await.unwrap();
    assert_eq!(sent(get(&signed)).await.status(), 200);
    let rules = format!("{}/rest.fal.ai/storage/files/acl?url={url}", mock.url());
    assert_eq!(response(keyed(get(&rules))).await.1, json!({ "default": "hide" }));
    let allow = keyed(Client::new().put(&rules)).body(r#"{"default":"allow"}"#);
    assert_eq!(response(allow).await.0, 200);
    assert_eq!(sent(get(url)).await.status(), 200);
}

#[tokio::test]
async fn upload_faults_affect_uploads_only() {
    let mock = mock();
    mock.inject_fault("upload:503*2").unwrap();
    let url = format!("{}/rest.fal.ai/storage/upload/initiate", mock.url());
    let body = json!({ "file_name": "a", "content_type": "text/plain" });
    assert_eq!(response(keyed(post(url, &body))).await.0, 503);
    assert_eq!(sent(put(&format!("{}/v3.fal.media/uploads/1", mock.url()), vec![])).await.status(), 503);
    let (upload, _) = initiate(&mock, "initiate").await;
    assert_eq!(sent(put(&upload, b"flour".to_vec())).await.status(), 200);
    let hosts: Vec<Host> = mock.requests().iter().map(|received| received.host).collect();
    assert_eq!(hosts, [Host::Rest, Host::Cdn, Host::Rest, Host::Cdn]);
}

#[tokio::test]
async fn the_older_token_path_returns_a_bare_string() {
    let mock = mock();
    let tokens = |path: &str, body: Value| keyed(post(format!("{}/rest.fal.ai/{path}", mock.url()), &body));
    let (_, old) = response(tokens("tokens/", json!({ "allowed_apps": ["echo"], "token_expiration": 120 }))).await;
    let (_, new) = response(tokens("tokens/realtime", json!({ "allowed_apps": ["acme/echo/realtime"] }))).await;
    assert!(old.is_string() && new["token"].is_string(), "{old} {new}");
    assert_eq!(response(tokens("tokens/", json!({}))).await.0, 422);
}
