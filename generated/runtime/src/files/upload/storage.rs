//! The storage's requests: an upload is announced with the key, its bytes go to the address that comes back,
//! without it.
//!
//! In which order they are sent is up to `multipart`.

use reqwest::{
    Method, Url,
    header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::{Value, json};

use super::{body::Load, metadata::About};
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

/// Where uploads are announced, and how long that is tried.
pub(crate) struct Storage<'c> {
    pub(crate) client: &'c ClientInner,
    pub(crate) policy: &'c RetryPolicy,
    pub(crate) until: Option<Instant>,
    /// The header that says what becomes of the files.
    pub(crate) lifecycle: Option<&'c HeaderValue>,
}

/// What an announcement is answered.
pub(super) struct Place {
    /// Where the bytes go.
    pub(super) upload: Url,
    /// Where the file is afterwards.
    pub(super) file: String,
}

/// One part of a file, as the storage confirmed it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) number: u64,
    pub(super) etag: String,
}

/// The header has two names: fal's JavaScript client sends the first, its documentation shows the second.
const LIFECYCLE: [HeaderName; 2] =
    [HeaderName::from_static("x-fal-object-lifecycle"), HeaderName::from_static("x-fal-object-lifecycle-preference")];

impl Storage<'_> {
    /// Announces an upload: `initiate`, or `initiate-multipart`.
    pub(super) async fn announce(&self, way: &str, about: &About) -> Result<Place, Error> {
        let url = self.client.base_urls.rest.join(&format!("storage/upload/{way}?storage_type=fal-cdn-v3"));
        let body = json!({"content_type": about.content_type, "file_name": about.name});
        let mut ask = HttpRequest::new(Method::POST, url).json(body.to_string().into());
        for name in LIFECYCLE {
            ask.headers.extend(self.lifecycle.map(|value| (name, value.clone())));
        }
        let reply = self.send(&ask).await.map_err(|error| error.during("the announcement of the upload"))?;
        let answer: Option<Value> = json_body::parse_ok(&reply);
        let text = |name| answer.as_ref().and_then(|answer| answer.get(name)).and_then(Value::as_str);
        match (text("upload_url").and_then(|url| Url::parse(url).ok()), text("file_url")) {
            (Some(upload), Some(file)) if self.may_send_to(&upload) => Ok(Place { upload, file: file.to_owned() }),
            (Some(_), Some(_)) => Err(odd(&reply, "the address for the upload is not https, or holds a password")),
            _ => Err(odd(&reply, "the answer to the announcement of the upload has no addresses")),
        }
    }

    /// Whether an address that came in an answer may get a file: plain http only where the user's own is.
    fn may_send_to(&self, url: &Url) -> bool {
        let plain = self.client.base_urls.rest.url().scheme() == "http";
        let allowed = url.scheme() == "https" || (url.scheme() == "http" && plain);
        allowed && url.username().is_empty() && url.password().is_none()
    }

    /// Sends a file in one piece.
    pub(super) async fn put(&self, place: &Place, about: &About, load: &Load) -> Result<(), Error> {
        let mut ask = load.ask(place.upload.clone());
        ask.headers.insert(CONTENT_TYPE, about.header.clone());
        self.send_load(&ask, load).await.map(drop).map_err(|error| error.during("the upload"))
    }

    /// Sends one part. It is known by its number, so it may be sent again.
    pub(super) async fn put_part(
        &self,
        (place, about): (&Place, &About),
        number: u64,
        load: &Load,
    ) -> Result<Part, Error> {
        let mut ask = load.ask(below(&place.upload, &number.to_string()));
        ask.headers.insert(CONTENT_TYPE, about.header.clone());
        // Where an answer is compressed on its way, its ETag may get lost.
        ask.headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let doing = format!("part {number} of the upload");
        let reply = self.send_load(&ask, load).await.map_err(|error| error.during(&doing))?;
        match etag(&reply) {
            Some(etag) => Ok(Part { number, etag }),
            None => Err(odd(&reply, "the answer has no ETag").during(&doing)),
        }
    }

    /// Says that all parts are there, in ascending order.
    pub(super) async fn complete(&self, place: &Place, parts: &[Part]) -> Result<(), Error> {
        let part = |part: &Part| json!({"partNumber": part.number, "etag": part.etag});
        let body = json!({"parts": parts.iter().map(part).collect::<Vec<_>>()});
        let ask = HttpRequest::new(Method::POST, below(&place.upload, "complete"))
            .without_auth()
            .json(body.to_string().into());
        self.send(&ask).await.map(drop).map_err(|error| error.during("the completion of the upload"))
    }

    /// A file that cannot be read is the error then, not what the connection made of it.
    async fn send_load(&self, ask: &HttpRequest, load: &Load) -> Result<HttpResponse, Error> {
        let outcome = self.send(ask).await;
        if outcome.is_ok() {
            load.done();
        }
        outcome.map_err(|error| load.fault().unwrap_or(error))
    }

    async fn send(&self, ask: &HttpRequest) -> Result<HttpResponse, Error> {
        let mut trace = AttemptState::default();
        match send_with_retry(&self.client.http, ask, (RetryClass::Always, self.policy), self.until, &mut trace).await {
            Ok(reply) if reply.status.is_success() => Ok(reply),
            Ok(reply) => Err(refused(&reply)),
            Err(failure) => Err(Error::failed(failure, &trace, RetryClass::Always)),
        }
    }
}

fn odd(reply: &HttpResponse, message: &str) -> Error {
    Error::unexpected(reply, RetryClass::Always, message)
}

/// An address below the one of the upload, whose query is its permission.
fn below(upload: &Url, step: &str) -> Url {
    let mut url = upload.clone();
    url.set_path(&format!("{}/{step}", upload.path().trim_end_matches('/')));
    url
}

/// The part's tag as the storage wants it back: untouched, quotes and all.
fn etag(reply: &HttpResponse) -> Option<String> {
    let told = json_body::parse_ok(reply).and_then(|answer: Value| Some(answer.get("etag")?.as_str()?.to_owned()));
    told.or_else(|| headers::text(&reply.headers, "etag").map(str::to_owned)).filter(|etag| !etag.is_empty())
}

/// An answer that is no success. Storage hosts explain themselves in XML.
fn refused(reply: &HttpResponse) -> Error {
    let error = Error::answered(reply, RetryClass::Always);
    let text = String::from_utf8_lossy(&reply.body);
    let said: Vec<&str> = ["Code", "Message"].into_iter().filter_map(|name| element(&text, name)).collect();
    if said.is_empty() { error } else { error.during(&said.join(": ")) }
}

/// The text of the first XML element of a name, where it has nothing but text.
fn element<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    (!text.is_empty() && !text.contains('<')).then_some(text)
}
