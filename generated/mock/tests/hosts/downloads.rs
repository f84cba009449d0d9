use fal_mock::Mock;
use reqwest::{Client, RequestBuilder};
use serde_json::json;

use crate::{get, header, json as response, keyed, mock, post, sent};

const BYTES: &[u8] = b"0123456789";

async fn file(mock: &Mock) -> String {
    let url = format!("{}/rest.fal.ai/storage/upload/initiate", mock.url());
    let (_, body) =
        response(keyed(post(url, &json!({ "file_name": "straße 1.txt", "content_type": "text/plain" })))).await;
    sent(Client::new().put(body["upload_url"].as_str().unwrap()).body(BYTES)).await;
    body["file_url"].as_str().unwrap().to_owned()
}

async fn ranged(request: RequestBuilder) -> (u16, String, String) {
    let response = sent(request).await;
    let (status, range) = (response.status().as_u16(), header(&response, "content-range"));
    (status, range, response.text().await.unwrap())
}

#[tokio::test]
async fn a_file_has_its_metadata_in_headers() {
    let mock = mock();
    let url = file(&mock).await;
    let (got, head) = (sent(get(&url)).await, sent(Client::new().head(&url)).await);
    for response in [&got, &head] {
        assert_eq!(header(response, "content-length"), "10");
        assert_eq!(header(response, "content-type"), "text/plain");
        assert_eq!(header(response, "etag"), header(&got, "etag"));
        let name = "inline; filename=\"stra_e_1.txt\"; filename*=UTF-8''stra%C3%9Fe%201%2Etxt";
        assert_eq!(header(response, "content-disposition"), name);
    }
    assert_eq!((got.bytes().await.unwrap(), head.bytes().await.unwrap().len()), (BYTES.into(), 0));
}

#[tokio::test]
async fn a_range_request_returns_a_part_of_the_file() {
    let mock = mock();
    let url = file(&mock).await;
    let some = |status, range: &str, text: &str| (status, range.to_owned(), text.to_owned());
    let cases = [
        ("bytes=2-4", some(206, "bytes 2-4/10", "234")),
        ("bytes=7-", some(206, "bytes 7-9/10", "789")),
        ("bytes=-3", some(206, "bytes 7-9/10", "789")),
        ("bytes=8-99", some(206, "bytes 8-9/10", "89")),
        ("bytes=10-", some(416, "bytes */10", "")),
        ("bytes=-0", some(416, "bytes */10", "")),
        ("bytes=4-2", some(200, "", "0123456789")),
        ("bytes=1-2,4-5", some(200, "", "0123456789")),
        ("lines=1-2", some(200, "", "0123456789")),
    ];
    for (range, expected) in cases {
        assert_eq!(ranged(get(&url).header("range", range)).await, expected, "{range}");
    }
}

#[tokio::test]
async fn a_range_request_for_another_version_returns_the_full_file() {
    let mock = mock();
    let url = file(&mock).await;
    let etag = header(&sent(get(&url)).await, "etag");
    let ranged = async |tag: &str| ranged(get(&url).header("range", "bytes=8-").header("if-range", tag)).await;
    assert_eq!(ranged(&etag).await.2, "89");
    assert_eq!(ranged("\"another\"").await.2, "0123456789");
}

#[tokio::test]
async fn an_interrupted_download_can_be_resumed() {
    let mock = mock();
    let url = file(&mock).await;
    mock.inject_fault("download:cut*1").unwrap();
    let mut broken = sent(get(&url)).await;
    assert_eq!(header(&broken, "content-length"), "10");
    assert_eq!(broken.chunk().await.unwrap().unwrap(), "01234");
    assert!(broken.chunk().await.is_err());
    assert_eq!(ranged(get(&url).header("range", "bytes=5-")).await.2, "56789");
    mock.inject_fault("download:404").unwrap();
    assert_eq!(sent(get(&url)).await.status(), 404);
}
