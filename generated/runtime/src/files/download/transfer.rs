//! The bytes of one file, taken up again where the connection broke.
//!
//! The rest of a file is asked for only with what identifies the file (`If-Range`), so that no two versions get
//! mixed. A server that cannot do that sends the whole file, and whoever reads is told to begin anew.

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
    files::progress::Meter,
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

/// What the user has said about a download.
pub(super) struct Terms {
    pub(super) policy: RetryPolicy,
    pub(super) until: Option<Instant>,
    pub(super) limit: u64,
    pub(super) meter: Meter,
}

/// What tells one version of a file from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// A strong `ETag` or the date of the last change. There is none without a length.
    pub(super) validator: Option<String>,
    pub(super) total: Option<u64>,
}

/// A file that is there in part.
pub(super) struct Begun {
    pub(super) have: u64,
    pub(super) identity: Identity,
}

/// A transfer under way.
pub(super) struct Transfer {
    client: Client,
    /// `None` for a data URI, which never breaks off.
    url: Option<Url>,
    terms: Terms,
    identity: Identity,
    content_type: Option<String>,
    have: u64,
    body: Option<SyncBody>,
    /// Whether the body is the whole file and nobody has been told so.
    anew: bool,
    /// How often the transfer broke off without getting much further, and how far it had got at most.
    breaks: u32,
    furthest: u64,
}

/// What comes next.
pub(super) enum Piece {
    /// More bytes.
    Next(Bytes),
    /// What follows is the file from its first byte: what came before is void. It stands before the first bytes
    /// of a file, too.
    Anew,
}

/// What counts as progress between two breaks.
const MUCH: u64 = 1 << 20;

impl Transfer {
    /// The transfer from a URL.
    pub(super) fn of(client: Client, url: &str, terms: Terms) -> Result<Self, Error> {
        let mut transfer = Self {
            client,
            url: None,
            terms,
            identity: Identity::default(),
            content_type: None,
            have: 0,
            body: None,
            anew: false,
            breaks: 0,
            furthest: 0,
        };
        if let Some((content_type, bytes)) = data_uri::decode(url)? {
            transfer.identity.total = Some(bytes.len() as u64);
            transfer.content_type = Some(content_type);
            transfer.body = Some(SyncBody::new(Box::new((!bytes.is_empty()).then_some(bytes))));
            transfer.anew = true;
            transfer.check_limit(transfer.identity.total)?;
        } else {
            let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            transfer.url = Some(url.ok_or_else(|| Error::invalid("only http, https and data URLs can be downloaded"))?);
        }
        Ok(transfer)
    }

    /// Whether something of the file is there.
    pub(super) fn has_begun(&self) -> bool {
        self.have > 0
    }

    /// The next piece, within the deadline; `None` once the file is whole.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, Error> {
        let late = || Error::deadline("the deadline passed during the download");
        deadline::with_deadline(self.terms.until, pin!(self.advance())).await.unwrap_or_else(|| Err(late()))
    }

    async fn advance(&mut self) -> Result<Option<Piece>, Error> {
        loop {
            if std::mem::take(&mut self.anew) {
                return Ok(Some(Piece::Anew));
            }
            let Some(body) = &mut self.body else {
                self.open().await?;
                continue;
            };
            let patience = self.client.inner().http.request_timeout;
            let silent =
                |_| TransportError::new(FailurePhase::Reading, format!("nothing came for {patience:?}")).into_timeout();
            match clock::timeout(patience, body.chunk()).await.map_err(silent).and_then(|chunk| chunk) {
                Ok(Some(bytes)) => return self.took(bytes).map(Some),
                Ok(None) if self.identity.total.is_none_or(|total| total <= self.have) => return Ok(None),
                Ok(None) => {
                    self.broke(TransportError::new(FailurePhase::Reading, "the file came to an early end")).await?
                }
                Err(failure) => self.broke(failure).await?,
            }
        }
    }

    fn took(&mut self, bytes: Bytes) -> Result<Piece, Error> {
        self.have += bytes.len() as u64;
        self.check_limit(Some(self.have))?;
        if self.identity.total.is_some_and(|total| total < self.have) {
            return Err(refused("more came than the file has".to_owned()));
        }
        self.terms.meter.set(self.have);
        Ok(Piece::Next(bytes))
    }

    fn check_limit(&self, bytes: Option<u64>) -> Result<(), Error> {
        let limit = self.terms.limit;
        if bytes.is_none_or(|bytes| bytes <= limit) {
            return Ok(());
        }
        Err(refused(format!("the file is larger than {limit} bytes")))
    }

    /// Waits before the transfer is taken up again, if it may be.
    async fn broke(&mut self, failure: TransportError) -> Result<(), Error> {
        self.body = None;
        // What comes a second time, because the file began anew, brings nothing.
        let much = self.have.saturating_sub(self.furthest) >= MUCH;
        self.breaks = if much { 1 } else { self.breaks + 1 };
        self.furthest = self.furthest.max(self.have);
        let pause =
            self.terms.policy.resume_backoff(self.breaks).filter(|_| self.client.inner().http.retry_budget.try_take());
        let Some(pause) = pause else {
            return Err(Error::failed(failure, &AttemptState::default(), RetryClass::Always).during("the download"));
        };
        tracing::debug!(target: crate::rt::TRACING_TARGET, bytes = self.have, ?pause, "a download broke off; going on");
        clock::sleep(pause).await;
        Ok(())
    }

    /// Asks for what is missing.
    async fn open(&mut self) -> Result<(), Error> {
        let url = self.url.clone().ok_or_else(not_the_same)?;
        let mut ask = HttpRequest::new(Method::GET, url).without_auth().body_mode(BodyMode::Stream);
        ask.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        // The length and the place of the bytes are those of the file, not of a compressed form.
        ask.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let goes_on = self.ask_for_rest(&mut ask.headers);
        let (client, mut trace) = (self.client.inner(), AttemptState::default());
        let reply =
            send_with_retry(&client.http, &ask, (RetryClass::Always, &self.terms.policy), self.terms.until, &mut trace)
                .await;
        let reply =
            reply.map_err(|failure| Error::failed(failure, &trace, RetryClass::Always).during("the download"))?;
        match reply.status {
            StatusCode::PARTIAL_CONTENT if goes_on && self.is_of(&reply.headers) => self.rest(reply),
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if goes_on => {
                self.forget();
                Ok(())
            }
            StatusCode::PARTIAL_CONTENT => Err(odd(&reply, "a part of the file came, not what was asked for")),
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => self.whole(reply),
            // Accepted, or no content: a success, but no file.
            status if status.is_success() => Err(odd(&reply, "an answer without the file came")),
            _ => Err(Error::answered(&reply, RetryClass::Always).during("the download")),
        }
    }

    fn ask_for_rest(&self, headers: &mut HeaderMap) -> bool {
        let validator = self.identity.validator.as_ref().filter(|_| self.have > 0);
        let (Some(validator), Ok(range)) = (
            validator.and_then(|validator| HeaderValue::from_str(validator).ok()),
            HeaderValue::from_str(&format!("bytes={}-", self.have)),
        ) else {
            return false;
        };
        headers.insert(RANGE, range);
        headers.insert(IF_RANGE, validator);
        true
    }

    /// Whether a part is of the version that was begun. A server that does not know `If-Range` sends one of any.
    fn is_of(&self, headers: &HeaderMap) -> bool {
        self.identity.validator.as_deref().is_none_or(|known| {
            let name = if known.starts_with('"') { "etag" } else { "last-modified" };
            headers::text(headers, name).is_none_or(|told| told == known)
        })
    }

    /// The rest of the file.
    fn rest(&mut self, reply: HttpResponse) -> Result<(), Error> {
        let (from, total) = content_range(&reply.headers).unwrap_or_default();
        if from != self.have || self.identity.total.is_some_and(|known| known != total) {
            return Err(odd(&reply, "another part of the file came than was asked for"));
        }
        self.content_type = content_type(&reply.headers);
        self.identity.total = Some(total);
        self.check_limit(Some(total))?;
        self.terms.meter.set_total(Some(total));
        self.body = reply.stream;
        Ok(())
    }

    /// The file from its first byte.
    fn whole(&mut self, reply: HttpResponse) -> Result<(), Error> {
        let encoding = headers::text(&reply.headers, CONTENT_ENCODING.as_str());
        if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            return Err(odd(&reply, "the file came encoded, although that was not asked for"));
        }
        self.forget();
        self.identity = Identity::of(&reply.headers);
        self.content_type = content_type(&reply.headers);
        self.check_limit(self.identity.total)?;
        self.terms.meter.set_total(self.identity.total);
        self.body = reply.stream;
        self.anew = true;
        Ok(())
    }

    /// Nothing of the file is there any more.
    fn forget(&mut self) {
        self.identity = Identity::default();
        self.have = 0;
    }
}

#[cfg_attr(target_family = "wasm", expect(dead_code, reason = "a browser has no files"))]
impl Transfer {
    /// Goes on where an earlier transfer has ended.
    pub(super) fn go_on_from(&mut self, begun: Begun) {
        (self.have, self.furthest, self.identity) = (begun.have, begun.have, begun.identity);
    }

    /// What the file is, as far as the server has told.
    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The size and the content type of a file that has come whole.
    pub(super) fn into_whole(self) -> (u64, Option<String>) {
        (self.have, self.content_type)
    }
}

impl Identity {
    fn of(headers: &HeaderMap) -> Self {
        let total = headers::text(headers, "content-length").and_then(|length| length.parse().ok());
        // A weak tag says that two files look alike, not that they are the same. One without quotes is none.
        let tag = headers::text(headers, "etag").filter(|tag| tag.starts_with('"'));
        let validator = tag.or_else(|| headers::text(headers, "last-modified")).filter(|_| total.is_some());
        Self { validator: validator.map(str::to_owned), total }
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    headers::text(headers, "content-type").map(str::to_owned)
}

/// The first byte of a part and the length of the whole: `bytes 100-199/200`.
fn content_range(headers: &HeaderMap) -> Option<(u64, u64)> {
    let (range, total) = headers::text(headers, "content-range")?.strip_prefix("bytes ")?.split_once('/')?;
    let (from, _) = range.split_once('-')?;
    Some((from.trim().parse().ok()?, total.trim().parse().ok()?))
}

fn odd(reply: &HttpResponse, message: &str) -> Error {
    Error::unexpected(reply, RetryClass::Always, message).during("the download")
}

fn refused(why: String) -> Error {
    Error::failed(TransportError::new(FailurePhase::Rejected, why), &AttemptState::default(), RetryClass::Always)
        .during("the download")
}

/// What was read already cannot be taken back.
pub(super) fn not_the_same() -> Error {
    refused("it broke off, and the server cannot go on with the same file".to_owned())
}
