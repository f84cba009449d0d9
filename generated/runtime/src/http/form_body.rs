//! Bodies of an exchange: JSON, and the two kinds of forms.
//!
//! In a form every member is a part of its own; a list is its items, one part each. A data URI is sent
//! as the file that it is, under its name if it has one (`;name=`), any other text as text.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde_json::{Map, Value};

use crate::{call::direct::text, error::Error, http::url_encode};

/// A body and its media type.
pub(crate) struct Encoded {
    pub(crate) media: String,
    pub(crate) bytes: Bytes,
}

/// Whether bodies of a media type have files as parts of their own.
pub(crate) fn has_parts(media: &str) -> bool {
    media.starts_with("multipart/")
}

/// The members in the form that a media type asks for; JSON where it is neither kind of form.
pub(crate) fn encode(media: &str, members: &Map<String, Value>) -> Result<Encoded, Error> {
    if has_parts(media) {
        return multipart(members);
    }
    if media.contains("x-www-form-urlencoded") {
        let pair = |(name, value): (&str, &Value)| {
            format!("{}={}", url_encode::encode(name), url_encode::encode(&text(value)))
        };
        let pairs: Vec<String> = parts(members).into_iter().map(pair).collect();
        return Ok(Encoded { media: media.to_owned(), bytes: pairs.join("&").into() });
    }
    let media = if media.contains('/') && media.contains("json") { media } else { "application/json" };
    let json = serde_json::to_vec(members).map_err(|source| Error::invalid("the body has no JSON").because(source))?;
    Ok(Encoded { media: media.to_owned(), bytes: json.into() })
}

/// Every member that is set; a list is each of its items.
fn parts(members: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut parts = Vec::new();
    for (name, value) in members {
        match value {
            Value::Null => {}
            Value::Array(items) => parts.extend(items.iter().map(|item| (name.as_str(), item))),
            other => parts.push((name.as_str(), other)),
        }
    }
    parts
}

fn multipart(members: &Map<String, Value>) -> Result<Encoded, Error> {
    let parts = parts(members).into_iter().map(|(name, value)| part(name, value)).collect::<Result<Vec<_>, _>>()?;
    let boundary = boundary(&parts);
    let mut body = Vec::new();
    for part in &parts {
        body.extend_from_slice(format!("--{boundary}\r\n{}\r\n\r\n", part.head).as_bytes());
        body.extend_from_slice(&part.content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok(Encoded { media: format!("multipart/form-data; boundary={boundary}"), bytes: body.into() })
}

struct Part {
    head: String,
    content: Vec<u8>,
}

fn part(name: &str, value: &Value) -> Result<Part, Error> {
    let text = text(value);
    let quoted = quoted(name);
    let Some((media, file_name, data)) = data_uri(&text) else {
        return Ok(Part { head: format!("Content-Disposition: form-data; name=\"{quoted}\""), content: text.into() });
    };
    let content = BASE64_STANDARD
        .decode(data)
        .map_err(|source| Error::invalid(format!("`{name}` holds a data URI that is not base64")).because(source))?;
    let file_name = file_name.and_then(url_encode::decode).map(|name| self::quoted(&name));
    let file_name = file_name.unwrap_or_else(|| format!("{quoted}.{}", media.rsplit('/').next().unwrap_or("bin")));
    let head =
        format!("Content-Disposition: form-data; name=\"{quoted}\"; filename=\"{file_name}\"\r\nContent-Type: {media}");
    Ok(Part { head, content })
}

/// A name as browsers quote it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace(['\r', '\n'], " ")
}

/// The media type, the name and the data of a base64 data URI whose media type may stand in a header.
fn data_uri(text: &str) -> Option<(String, Option<&str>, &str)> {
    let (media, data) = text.strip_prefix("data:")?.split_once(";base64,")?;
    let (media, name) = media.split_once(";name=").map_or((media, None), |(media, name)| (media, Some(name)));
    let media = url_encode::decode(media)?;
    let fits = |c: char| c == ' ' || (c.is_ascii_graphic() && !"\"\\".contains(c));
    media.chars().all(fits).then_some((media, name, data))
}

/// A line that no part contains, the same for the same parts.
fn boundary(parts: &[Part]) -> String {
    let contained =
        |line: &str| parts.iter().any(|part| part.content.windows(line.len()).any(|w| w == line.as_bytes()));
    let mut boundary = "fal-sdk-part".to_owned();
    while contained(&boundary) {
        boundary.push('-');
    }
    boundary
}
