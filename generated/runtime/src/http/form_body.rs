//! Request bodies: JSON, URL-encoded forms, multipart forms, text and bytes.
//!
//! In a form each property is one part, and each item of an array is a part of its own. A data URI is sent as a file,
//! with its file name if it has one (`;name=`); any other string is sent as text.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::{error::Error, rt::url_encode};

/// A body and its media type.
pub(crate) struct EncodedBody {
    pub(crate) media: String,
    pub(crate) bytes: Bytes,
}

/// Whether bodies of this media type contain the bytes of files.
pub(crate) fn takes_bytes(media: &str) -> bool {
    has_parts(media) || is_raw(media)
}

fn has_parts(media: &str) -> bool {
    media.starts_with("multipart/")
}

fn is_url_encoded(media: &str) -> bool {
    media.contains("x-www-form-urlencoded")
}

/// Whether a body of this media type is neither JSON nor a form. A name that is no media type counts as JSON.
fn is_raw(media: &str) -> bool {
    media.contains('/')
        && !(media.contains("json") || media.starts_with("*/") || has_parts(media) || is_url_encoded(media))
}

/// Encodes a body for a media type: as a form, as text or bytes, or as JSON.
pub(crate) fn encode(media: &str, body: &Value) -> Result<EncodedBody, Error> {
    match body {
        Value::Object(properties) if has_parts(media) => multipart(properties),
        Value::Object(properties) if is_url_encoded(media) => {
            Ok(EncodedBody { media: media.to_owned(), bytes: url_encoded(properties).into() })
        }
        _ if is_raw(media) => raw(media, body),
        _ => json(media, body),
    }
}

fn json(media: &str, body: &Value) -> Result<EncodedBody, Error> {
    let media = if media.contains('/') && media.contains("json") { media } else { "application/json" };
    let json = serde_json::to_vec(body)
        .map_err(|source| Error::invalid("the body cannot be encoded as JSON").with_source(source))?;
    Ok(EncodedBody { media: media.to_owned(), bytes: json.into() })
}

/// Encodes text as it is. Of any other media type, a data URI is sent as the bytes in it.
fn raw(media: &str, body: &Value) -> Result<EncodedBody, Error> {
    const TEXT: &[&str] = &["text/", "xml", "yaml", "csv"];
    let text = plain_text(body);
    let is_text = TEXT.iter().any(|kind| media.contains(kind));
    let bytes = match split_data_uri(&text).filter(|_| !is_text) {
        Some((_, _, data)) => BASE64_STANDARD
            .decode(data)
            .map_err(|source| Error::invalid("the body is a data URI with invalid base64").with_source(source))?,
        None if !is_text && (text.starts_with("https://") || text.starts_with("http://")) => {
            let remedy = "use `FileInput::path` or `FileInput::bytes`";
            return Err(Error::invalid(format!("a body of `{media}` is bytes, not the URL of a file; {remedy}")));
        }
        None => text.into_bytes(),
    };
    Ok(EncodedBody { media: media.to_owned(), bytes: bytes.into() })
}

/// Writes a value outside of JSON: strings without quotes.
pub(crate) fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn url_encoded(properties: &Map<String, Value>) -> String {
    let pair = |(name, value): (&str, &Value)| {
        format!("{}={}", url_encode::encode(name), url_encode::encode(&plain_text(value)))
    };
    let pairs: Vec<String> = fields(properties).into_iter().map(pair).collect();
    pairs.join("&")
}

/// Returns every property that is not null, with each item of an array as a field of its own.
fn fields(properties: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut fields = Vec::new();
    for (name, value) in properties {
        match value {
            Value::Null => {}
            Value::Array(items) => fields.extend(items.iter().map(|item| (name.as_str(), item))),
            other => fields.push((name.as_str(), other)),
        }
    }
    fields
}

fn multipart(properties: &Map<String, Value>) -> Result<EncodedBody, Error> {
    let parts: Vec<FormPart> =
        fields(properties).into_iter().map(|(name, value)| FormPart::new(name, value)).collect::<Result<_, _>>()?;
    let boundary = boundary(&parts);
    let mut body = Vec::new();
    for part in &parts {
        body.extend_from_slice(format!("--{boundary}\r\n{}\r\n\r\n", part.headers).as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(EncodedBody { media: format!("multipart/form-data; boundary={boundary}"), bytes: body.into() })
}

/// A part of a multipart form.
struct FormPart {
    headers: String,
    content: Vec<u8>,
}

impl FormPart {
    fn new(name: &str, value: &Value) -> Result<Self, Error> {
        let text = plain_text(value);
        let field = quote(name);
        let Some((media, file_name, data)) = split_data_uri(&text) else {
            let headers = format!("Content-Disposition: form-data; name=\"{field}\"");
            return Ok(Self { headers, content: text.into() });
        };
        let content = BASE64_STANDARD.decode(data).map_err(|source| {
            Error::invalid(format!("`{name}` is a data URI with invalid base64")).with_source(source)
        })?;
        let file_name = file_name.and_then(url_encode::decode).map(|name| quote(&name));
        let file_name = file_name.unwrap_or_else(|| format!("{field}.{}", media.rsplit('/').next().unwrap_or("bin")));
        let headers = format!(
            "Content-Disposition: form-data; name=\"{field}\"; filename=\"{file_name}\"\r\nContent-Type: {media}"
        );
        Ok(Self { headers, content })
    }
}

/// Escapes a name the way browsers do.
fn quote(name: &str) -> String {
    name.replace('"', "%22").replace(['\r', '\n'], " ")
}

/// Splits a base64 data URI into media type, file name and data. `None` if the media type is not a valid header value.
fn split_data_uri(text: &str) -> Option<(String, Option<&str>, &str)> {
    let (media, data) = text.strip_prefix("data:")?.split_once(";base64,")?;
    let (media, name) = media.split_once(";name=").map_or((media, None), |(media, name)| (media, Some(name)));
    let media = url_encode::decode(media)?;
    let is_valid = |c: char| c == ' ' || (c.is_ascii_graphic() && !"\"\\".contains(c));
    media.chars().all(is_valid).then_some((media, name, data))
}

/// Returns a boundary that no part contains. It is deterministic.
fn boundary(parts: &[FormPart]) -> String {
    let is_contained =
        |line: &str| parts.iter().any(|part| part.content.windows(line.len()).any(|window| window == line.as_bytes()));
    let mut boundary = "fal-sdk-part".to_owned();
    while is_contained(&boundary) {
        boundary.push('-');
    }
    boundary
}
