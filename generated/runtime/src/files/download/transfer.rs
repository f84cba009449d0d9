//! Transfer of one file, resumed after lost connections.
//!
//! The rest of a file is requested with `If-Range`, so that two versions are never mixed. A server without support for
//! it sends the whole file, and the transfer restarts with [`Chunk::Restart`].

use std::pin::pin;

use bytes::Bytes;
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue, IF_RANGE, RANGE},
};

use super::data_uri;
use crate::{
    client::Client,
    error::Error,
    files::progress::ProgressMeter,
    http::{
        headers,
        retry::{RetryClass, RetryPolicy},
        send::{AttemptState, BodyMode, HttpRequest, HttpResponse, send_with_retry},
        sync_body::SyncBody,
        transport::{FailurePhase, TransportError},
    },
    rt::{
        clock::{self, Instant},
        deadline,
    },
};

/// Options of a download.
pub(super) struct DownloadOptions {
    pub(super) policy: RetryPolicy,
    pub(super) until: Option<Instant>,
    pub(super) limit: u64,
    pub(super) meter: ProgressMeter,
}

/// Identifies a version of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileValidator {
    /// Strong `ETag` or `Last-Modified`. `None` without a length.
    pub(super) value: Option<String>,
    pub(super) total: Option<u64>,
}

/// Size and version of a partial file.
pub(super) struct ResumePoint {
    pub(super) received: u64,
    pub(super) validator: FileValidator,
}

/// State of a transfer.
pub(super) struct Transfer {
    client: Client,
    /// `None` for a data URI.
    url: Option<Url>,
    options: DownloadOptions,
    validator: FileValidator,
    content_type: Option<String>,
    received: u64,
    body: Option<SyncBody>,
    /// Whether the body starts at the first byte and [`Chunk::Restart`] was not returned yet.
    restart: bool,
    /// Number of interruptions without significant progress, and the maximum number of received bytes.
    interruptions: u32,
    max_received: u64,
}

/// Item of a transfer.
pub(super) enum Chunk {
    /// The next bytes of the file.
    Data(Bytes),
    /// The following bytes start at the beginning of the file; discard earlier ones. Also returned before the first
    /// bytes.
    Restart,
}

/// Received bytes that count as significant progress between two interruptions.
const SIGNIFICANT_PROGRESS: u64 = 1 << 20;

impl Transfer {
    /// Creates a transfer from a URL.
    pub(super) fn new(client: Client, url: &str, options: DownloadOptions) -> Result<Self, Error> {
        let mut transfer = Self {
            client,
            url: None,
            options,
            validator: FileValidator::default(),
            content_type: None,
            received: 0,
            body: None,
            restart: false,
            interruptions: 0,
            max_received: 0,
        };
        if let Some((content_type, bytes)) = data_uri::decode(url)? {
            transfer.validator.total = Some(bytes.len() as u64);
            transfer.content_type = Some(content_type);
            transfer.body = Some(SyncBody::new(Box::new((!bytes.is_empty()).then_some(bytes))));
            transfer.restart = true;
            transfer.check_limit(transfer.validator.total)?;
        } else {
            let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            transfer.url = Some(url.ok_or_else(|| Error::invalid("only http, https and data URLs can be downloaded"))?);
        }
        Ok(transfer)
    }

    /// Returns whether any bytes were received.
    pub(super) fn has_data(&self) -> bool {
        self.received > 0
    }

    /// Returns the next chunk within the deadline; `None` when the file is complete.
    pub(super) async fn next(&mut self) -> Result<Option<Chunk>, Error> {
        let expired = || Error::deadline("the deadline passed during the download");
        deadline::with_deadline(self.options.until, pin!(self.advance())).await.unwrap_or_else(|| Err(expired()))
    }

    async fn advance(&mut self) -> Result<Option<Chunk>, Error> {
        loop {
            if std::mem::take(&mut self.restart) {
                return Ok(Some(Chunk::Restart));
            }
            let Some(body) = &mut self.body else {
                self.open().await?;
                continue;
            };
            let stall_timeout = self.client.inner().http.request_timeout;
            let stalled =
                |_| TransportError::new(FailurePhase::Reading, format!("no data for {stall_timeout:?}")).into_timeout();
            match clock::timeout(stall_timeout, body.chunk()).await.map_err(stalled).and_then(|chunk| chunk) {
                Ok(Some(bytes)) => return self.on_chunk(bytes).map(Some),
                Ok(None) if self.validator.total.is_none_or(|total| total <= self.received) => return Ok(None),
                Ok(None) => {
                    self.on_disconnect(TransportError::new(FailurePhase::Reading, "the file ended early")).await?;
                }
                Err(failure) => self.on_disconnect(failure).await?,
            }
        }
    }

    fn on_chunk(&mut self, bytes: Bytes) -> Result<Chunk, Error> {
        self.received += bytes.len() as u64;
        self.check_limit(Some(self.received))?;
        if self.validator.total.is_some_and(|total| total < self.received) {
            return Err(rejected("the server sent more bytes than announced".to_owned()));
        }
        self.options.meter.set(self.received);
        Ok(Chunk::Data(bytes))
    }

    fn check_limit(&self, bytes: Option<u64>) -> Result<(), Error> {
        let limit = self.options.limit;
        if bytes.is_none_or(|bytes| bytes <= limit) {
            return Ok(());
        }
        Err(rejected(format!("the file is larger than {limit} bytes")))
    }

    /// Waits before the transfer is resumed, or returns the error if the retries are used up.
    async fn on_disconnect(&mut self, failure: TransportError) -> Result<(), Error> {
        self.body = None;
        // Bytes received again after a restart are no progress.
        let progressed = self.received.saturating_sub(self.max_received) >= SIGNIFICANT_PROGRESS;
        self.interruptions = if progressed { 1 } else { self.interruptions + 1 };
        self.max_received = self.max_received.max(self.received);
        let pause = self
            .options
            .policy
            .resume_backoff(self.interruptions)
            .filter(|_| self.client.inner().http.retry_budget.try_take());
        let Some(pause) = pause else {
            return Err(Error::from_transport(failure, &AttemptState::default(), RetryClass::Always)
                .with_context("the download"));
        };
        tracing::debug!(
            target: crate::rt::TRACING_TARGET,
            bytes = self.received,
            ?pause,
            "download interrupted; resuming"
        );
        clock::sleep(pause).await;
        Ok(())
    }

    /// Requests the missing bytes.
    async fn open(&mut self) -> Result<(), Error> {
        let url = self.url.clone().ok_or_else(changed_on_server)?;
        let mut request = HttpRequest::new(Method::GET, url).without_auth().body_mode(BodyMode::Stream);
        request.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        // Ranges refer to the file, not to a compressed form of it.
        request.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let is_range = self.request_rest(&mut request.headers);
        let (client, mut attempt) = (self.client.inner(), AttemptState::default());
        let response = send_with_retry(
            &client.http,
            &request,
            (RetryClass::Always, &self.options.policy),
            self.options.until,
            &mut attempt,
        )
        .await;
        let response = response.map_err(|failure| {
            Error::from_transport(failure, &attempt, RetryClass::Always).with_context("the download")
        })?;
        match response.status {
            StatusCode::PARTIAL_CONTENT if is_range && self.is_same_version(&response.headers) => {
                self.continue_with(response)
            }
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if is_range => {
                self.reset();
                Ok(())
            }
            StatusCode::PARTIAL_CONTENT => {
                Err(protocol_error(&response, "the server sent a range that was not requested"))
            }
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => self.start_with(response),
            // Accepted or No Content: successful, but without a file.
            status if status.is_success() => Err(protocol_error(&response, "the response contains no file")),
            _ => Err(Error::from_response(&response, RetryClass::Always).with_context("the download")),
        }
    }

    fn request_rest(&self, headers: &mut HeaderMap) -> bool {
        let validator = self.validator.value.as_ref().filter(|_| self.received > 0);
        let (Some(validator), Ok(range)) = (
            validator.and_then(|validator| HeaderValue::from_str(validator).ok()),
            HeaderValue::from_str(&format!("bytes={}-", self.received)),
        ) else {
            return false;
        };
        headers.insert(RANGE, range);
        headers.insert(IF_RANGE, validator);
        true
    }

    /// Returns whether a range belongs to the expected version. A server that ignores `If-Range` may send another one.
    fn is_same_version(&self, headers: &HeaderMap) -> bool {
        self.validator.value.as_deref().is_none_or(|known| {
            let name = if known.starts_with('"') { "etag" } else { "last-modified" };
            headers::text(headers, name).is_none_or(|sent| sent == known)
        })
    }

    /// Continues with the requested range.
    fn continue_with(&mut self, response: HttpResponse) -> Result<(), Error> {
        let (from, total) = content_range(&response.headers).unwrap_or_default();
        if from != self.received || self.validator.total.is_some_and(|known| known != total) {
            return Err(protocol_error(&response, "the server sent a different range than requested"));
        }
        self.content_type = content_type(&response.headers);
        self.validator.total = Some(total);
        self.check_limit(Some(total))?;
        self.options.meter.set_total(Some(total));
        self.body = response.stream;
        Ok(())
    }

    /// Starts with the first byte of the file.
    fn start_with(&mut self, response: HttpResponse) -> Result<(), Error> {
        let encoding = headers::text(&response.headers, CONTENT_ENCODING.as_str());
        if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            return Err(protocol_error(
                &response,
                "the server sent the file with a content encoding that was not requested",
            ));
        }
        self.reset();
        self.validator = FileValidator::from_headers(&response.headers);
        self.content_type = content_type(&response.headers);
        self.check_limit(self.validator.total)?;
        self.options.meter.set_total(self.validator.total);
        self.body = response.stream;
        self.restart = true;
        Ok(())
    }

    /// Discards what was received.
    fn reset(&mut self) {
        self.validator = FileValidator::default();
        self.received = 0;
    }
}

#[cfg_attr(target_family = "wasm", expect(dead_code, reason = "browsers have no files"))]
impl Transfer {
    /// Resumes a transfer of an earlier download.
    pub(super) fn resume_from(&mut self, point: ResumePoint) {
        (self.received, self.max_received, self.validator) = (point.received, point.received, point.validator);
    }

    /// Returns the version of the file.
    pub(super) fn validator(&self) -> &FileValidator {
        &self.validator
    }

    /// Returns size and content type of the complete file.
    pub(super) fn into_metadata(self) -> (u64, Option<String>) {
        (self.received, self.content_type)
    }
}

impl FileValidator {
    fn from_headers(headers: &HeaderMap) -> Self {
        let total = headers::text(headers, "content-length").and_then(|length| length.parse().ok());
        // A weak tag does not guarantee equal bytes; a tag without quotes is invalid.
        let tag = headers::text(headers, "etag").filter(|tag| tag.starts_with('"'));
        let value = tag.or_else(|| headers::text(headers, "last-modified")).filter(|_| total.is_some());
        Self { value: value.map(str::to_owned), total }
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    headers::text(headers, "content-type").map(str::to_owned)
}

/// Parses the start of a range and the total length: `bytes 100-199/200`.
fn content_range(headers: &HeaderMap) -> Option<(u64, u64)> {
    let (range, total) = headers::text(headers, "content-range")?.strip_prefix("bytes ")?.split_once('/')?;
    let (from, _) = range.split_once('-')?;
    Some((from.trim().parse().ok()?, total.trim().parse().ok()?))
}

fn protocol_error(response: &HttpResponse, message: &str) -> Error {
    Error::protocol(response, RetryClass::Always, message).with_context("the download")
}

fn rejected(reason: String) -> Error {
    Error::from_transport(
        TransportError::new(FailurePhase::Rejected, reason),
        &AttemptState::default(),
        RetryClass::Always,
    )
    .with_context("the download")
}

/// Returns the error for a stream that cannot be resumed.
pub(super) fn changed_on_server() -> Error {
    rejected("the connection was lost, and the server cannot resume the same file".to_owned())
}
