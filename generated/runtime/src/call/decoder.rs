//! How the response of a direct request becomes a value: by the format and the status that the document states.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    call::{events::Events, received::ReceivedResponse},
    error::Error,
    http::{
        json_body,
        send::{BodyMode, HttpResponse},
    },
    json::{
        codec::{self, JsonCodec},
        union::{self, Union},
    },
};

/// Reads the response of a direct request as `R`.
pub struct ResponseDecoder<R> {
    pub(crate) body_mode: BodyMode,
    /// The media types that the request accepts.
    pub(crate) accept: &'static str,
    responses: &'static [StatusResponse],
    decode: Decode<R>,
}

/// Decodes a response; the second argument are those that the document describes.
type Decode<R> = fn(ReceivedResponse, &'static [StatusResponse]) -> Result<R, Error>;

/// A successful response as a document describes it.
#[derive(Clone, Copy, Debug)]
pub struct StatusResponse {
    /// The lowest status.
    pub first: u16,
    /// The highest status.
    pub last: u16,
    /// The format of the body.
    pub format: ResponseFormat,
    /// The index of the variant of the response type.
    pub variant: usize,
}

/// The format of a body that is a JSON value or can be represented as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// JSON.
    Json,
    /// Text, which is a string.
    Text,
    /// No body, which is `null`.
    Empty,
}

impl<R> Clone for ResponseDecoder<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for ResponseDecoder<R> {}

impl<R: JsonCodec> ResponseDecoder<R> {
    /// JSON of one type.
    pub fn json() -> Self {
        Self::new("application/json", BodyMode::Large, |received, _| json_body::decode(&received.response))
    }
}

impl<R: Union + JsonCodec> ResponseDecoder<R> {
    /// One variant per status.
    pub fn by_status(responses: &'static [StatusResponse]) -> Self {
        let all_text = responses.iter().all(|response| response.format != ResponseFormat::Json);
        let accept = if all_text { "*/*" } else { "application/json, text/*;q=0.5, */*;q=0.1" };
        Self {
            responses,
            ..Self::new(accept, BodyMode::Large, |received, responses| decode_status(&received.response, responses))
        }
    }
}

impl ResponseDecoder<Value> {
    /// A response that the document does not describe: JSON, text as a string, or `null` for an empty body.
    pub fn any() -> Self {
        Self::new("application/json, */*;q=0.5", BodyMode::Large, |received, _| {
            let response = &received.response;
            if response.body.trim_ascii().is_empty() {
                return Ok(Value::Null);
            }
            json_body::parse(response)
                .or_else(|source| text(response).map(Value::String).map_err(|error| error.with_source(source)))
        })
    }
}

impl ResponseDecoder<()> {
    /// A response without a body. A body that is sent anyway is ignored.
    pub fn empty() -> Self {
        Self::new("*/*", BodyMode::Large, |_, _| Ok(()))
    }
}

impl ResponseDecoder<String> {
    /// Text, XML included.
    pub fn text() -> Self {
        Self::new("text/*, */*;q=0.5", BodyMode::Large, |received, _| text(&received.response))
    }
}

impl ResponseDecoder<Bytes> {
    /// Bytes, such as a file.
    pub fn bytes() -> Self {
        Self::new("*/*", BodyMode::Large, |received, _| Ok(received.response.body))
    }
}

impl<T: DeserializeOwned + 'static> ResponseDecoder<Events<T>> {
    /// Server-sent events.
    pub fn events() -> Self {
        Self::new("text/event-stream", BodyMode::Stream, |received, _| Ok(Events::of_direct(received)))
    }
}

impl<R> ResponseDecoder<R> {
    fn new(accept: &'static str, body_mode: BodyMode, decode: Decode<R>) -> Self {
        Self { body_mode, accept, responses: &[], decode }
    }

    /// Decodes a successful response.
    pub(crate) fn decode(self, received: ReceivedResponse) -> Result<R, Error> {
        (self.decode)(received, self.responses)
    }
}

/// Returns the body as text without a byte order mark.
fn text(response: &HttpResponse) -> Result<String, Error> {
    let body = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
    let decoded = std::str::from_utf8(body).map(str::to_owned);
    decoded.map_err(|source| Error::decode(response, "the body is not UTF-8 text", Vec::new()).with_source(source))
}

fn decode_status<R: Union + JsonCodec>(response: &HttpResponse, responses: &[StatusResponse]) -> Result<R, Error> {
    let status = response.status.as_u16();
    let exact = responses.iter().find(|stated| stated.first == status && stated.last == status);
    let in_range = || responses.iter().find(|stated| (stated.first..=stated.last).contains(&status));
    let stated = exact.or_else(in_range);
    let json = match stated.map_or(ResponseFormat::Json, |stated| stated.format) {
        _ if response.body.is_empty() => Value::Null,
        ResponseFormat::Empty => Value::Null,
        ResponseFormat::Text => Value::String(text(response)?),
        ResponseFormat::Json => json_body::parse(response)
            .map_err(|source| Error::decode(response, "the body is not JSON", Vec::new()).with_source(source))?,
    };
    let variant = stated.and_then(|stated| R::VARIANTS.get(stated.variant));
    if let Some(decoded) = variant.and_then(|variant| union::decode_variant(*variant, &json)) {
        return Ok(decoded);
    }
    codec::from_json(&json).map_err(|violations| Error::decode(response, "it has an unexpected shape", violations))
}
