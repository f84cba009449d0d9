//! HTTP requests to the storage. The request that initiates an upload carries the API key; the bytes are sent without
//! it to the URL in the response.

use reqwest::{
    Method, Url,
    header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::{Value, json};

use super::{body::UploadBody, metadata::FileMetadata};
use crate::{
    client::ClientInner,
    error::Error,
    http::{
        headers, json_body,
        retry::{RetryClass, RetryPolicy},
        send::{AttemptState, HttpRequest, HttpResponse, send_with_retry},
    },
    rt::clock::Instant,
};

/// Storage host with the retry policy, deadline and lifecycle of an upload.
pub(crate) struct Storage<'c> {
    pub(crate) client: &'c ClientInner,
    pub(crate) policy: &'c RetryPolicy,
    pub(crate) until: Option<Instant>,
    /// Value of the lifecycle headers.
    pub(crate) lifecycle: Option<&'c HeaderValue>,
}

/// URLs in the response to an initiated upload.
pub(super) struct UploadUrls {
    /// URL that the bytes are sent to.
    pub(super) upload: Url,
    /// URL of the uploaded file.
    pub(super) file: String,
}

/// Uploaded part, as confirmed by the storage.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) number: u64,
    pub(super) etag: String,
}

/// Names of the lifecycle header: fal's JavaScript client uses the first, fal's documentation the second.
const LIFECYCLE_HEADERS: [HeaderName; 2] =
    [HeaderName::from_static("x-fal-object-lifecycle"), HeaderName::from_static("x-fal-object-lifecycle-preference")];

impl Storage<'_> {
    /// Initiates an upload; `step` is `initiate` or `initiate-multipart`.
    pub(super) async fn initiate(&self, step: &str, metadata: &FileMetadata) -> Result<UploadUrls, Error> {
        let url = self.client.base_urls.rest.join(&format!("storage/upload/{step}?storage_type=fal-cdn-v3"));
        let body = json!({"content_type": metadata.content_type, "file_name": metadata.name});
        let mut request = HttpRequest::new(Method::POST, url).json(body.to_string().into());
        for name in LIFECYCLE_HEADERS {
            request.headers.extend(self.lifecycle.map(|value| (name, value.clone())));
        }
        let response = self.send(&request).await.map_err(|error| error.with_context("initiating the upload"))?;
        let json: Option<Value> = json_body::parse_ok(&response);
        let text = |name| json.as_ref().and_then(|json| json.get(name)).and_then(Value::as_str);
        match (text("upload_url").and_then(|url| Url::parse(url).ok()), text("file_url")) {
            (Some(upload), Some(file)) if self.may_send_to(&upload) => Ok(UploadUrls { upload, file: file.to_owned() }),
            (Some(_), Some(_)) => Err(protocol_error(&response, "the upload URL is not https or contains credentials")),
            _ => Err(protocol_error(&response, "the response to the initiated upload contains no URLs")),
        }
    }

    /// Returns whether a file may be sent to a URL from a response: plain http only if the user configured plain http.
    fn may_send_to(&self, url: &Url) -> bool {
        let plain = self.client.base_urls.rest.url().scheme() == "http";
        let allowed = url.scheme() == "https" || (url.scheme() == "http" && plain);
        allowed && url.username().is_empty() && url.password().is_none()
    }

    /// Sends a file in a single request.
    pub(super) async fn upload_body(
        &self,
        urls: &UploadUrls,
        metadata: &FileMetadata,
        body: &UploadBody,
    ) -> Result<(), Error> {
        let mut request = body.request(urls.upload.clone());
        request.headers.insert(CONTENT_TYPE, metadata.header.clone());
        self.send_body(&request, body).await.map(drop).map_err(|error| error.with_context("the upload"))
    }

    /// Sends one part. Idempotent, since parts are numbered.
    pub(super) async fn upload_part(
        &self,
        (urls, metadata): (&UploadUrls, &FileMetadata),
        number: u64,
        body: &UploadBody,
    ) -> Result<Part, Error> {
        let mut request = body.request(join(&urls.upload, &number.to_string()));
        request.headers.insert(CONTENT_TYPE, metadata.header.clone());
        // Proxies that compress a response may drop its ETag.
        request.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let context = format!("part {number} of the upload");
        let response = self.send_body(&request, body).await.map_err(|error| error.with_context(&context))?;
        match etag(&response) {
            Some(etag) => Ok(Part { number, etag }),
            None => Err(protocol_error(&response, "the response has no ETag").with_context(&context)),
        }
    }

    /// Completes a multipart upload; parts are in ascending order.
    pub(super) async fn complete(&self, urls: &UploadUrls, parts: &[Part]) -> Result<(), Error> {
        let part = |part: &Part| json!({"partNumber": part.number, "etag": part.etag});
        let body = json!({"parts": parts.iter().map(part).collect::<Vec<_>>()});
        let request =
            HttpRequest::new(Method::POST, join(&urls.upload, "complete")).without_auth().json(body.to_string().into());
        self.send(&request).await.map(drop).map_err(|error| error.with_context("completing the upload"))
    }

    /// Sends a body. An error of reading the file takes precedence over the resulting error of the connection.
    async fn send_body(&self, request: &HttpRequest, body: &UploadBody) -> Result<HttpResponse, Error> {
        let outcome = self.send(request).await;
        if outcome.is_ok() {
            body.on_done();
        }
        outcome.map_err(|error| body.read_error().unwrap_or(error))
    }

    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, Error> {
        let mut attempt = AttemptState::default();
        match send_with_retry(&self.client.http, request, (RetryClass::Always, self.policy), self.until, &mut attempt)
            .await
        {
            Ok(response) if response.status.is_success() => Ok(response),
            Ok(response) => Err(storage_error(&response)),
            Err(failure) => Err(Error::from_transport(failure, &attempt, RetryClass::Always)),
        }
    }
}

fn protocol_error(response: &HttpResponse, message: &str) -> Error {
    Error::protocol(response, RetryClass::Always, message)
}

/// Appends a segment to the upload URL and keeps its query, which contains the authorization.
fn join(upload: &Url, step: &str) -> Url {
    let mut url = upload.clone();
    url.set_path(&format!("{}/{step}", upload.path().trim_end_matches('/')));
    url
}

/// Returns the `ETag` of a part unchanged, including quotes, as the storage expects it.
fn etag(response: &HttpResponse) -> Option<String> {
    let in_body = json_body::parse_ok(response).and_then(|json: Value| Some(json.get("etag")?.as_str()?.to_owned()));
    in_body.or_else(|| headers::text(&response.headers, "etag").map(str::to_owned)).filter(|etag| !etag.is_empty())
}

/// Returns the error of an unsuccessful response, with the message of an XML body.
fn storage_error(response: &HttpResponse) -> Error {
    let error = Error::from_response(response, RetryClass::Always);
    let text = String::from_utf8_lossy(&response.body);
    let parts: Vec<&str> = ["Code", "Message"].into_iter().filter_map(|name| xml_element(&text, name)).collect();
    if parts.is_empty() { error } else { error.with_context(&parts.join(": ")) }
}

/// Returns the text of the first XML element of this name, if it contains only text.
fn xml_element<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    (!text.is_empty() && !text.contains('<')).then_some(text)
}
