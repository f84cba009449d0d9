//! Files in a response of any type: fal's endpoints return files as objects with a `url`.

use std::{collections::HashMap, fmt};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{files::upload::extension, rt::url_encode};

/// A file in a response.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Media {
    /// URL of the file; a data URI if the request asked for inline media.
    pub url: String,
    /// JSON pointer to the file in the response, e.g. `/images/0`.
    pub pointer: String,
    /// Content type.
    pub content_type: Option<String>,
    /// File name sent by the endpoint; see [`suggested_file_name`](Self::suggested_file_name).
    pub file_name: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
    /// Width of an image or a video in pixels.
    pub width: Option<u64>,
    /// Height of an image or a video in pixels.
    pub height: Option<u64>,
    /// Number of earlier files of the response with the same name.
    duplicates: usize,
}

/// Returns every file in a response, in document order: each object whose `url` is an HTTP URL or a data URI. Returns
/// nothing for a value that cannot be serialized to JSON.
///
/// ```
/// let response = serde_json::json!({
///     "images": [{"url": "https://v3.fal.media/files/a/donut.png", "content_type": "image/png", "width": 512}],
///     "seed": 7,
/// });
/// let media = fal_sdk::media(&response);
/// assert_eq!(media[0].pointer, "/images/0");
/// assert_eq!(media[0].suggested_file_name(), "donut.png");
/// ```
pub fn media(response: &(impl Serialize + ?Sized)) -> Vec<Media> {
    let mut found = Vec::new();
    if let Ok(json) = serde_json::to_value(response) {
        collect(&json, "", &mut found);
    }
    number_duplicates(&mut found);
    found
}

/// Makes file names unique, ignoring case, so that saving all files overwrites none.
fn number_duplicates(found: &mut [Media]) {
    let name = |media: &Media| media.suggested_file_name().to_lowercase();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for media in found {
        let plain = name(media);
        media.duplicates = taken.get(&plain).copied().unwrap_or_default();
        while taken.contains_key(&name(media)) {
            media.duplicates += 1;
        }
        taken.insert(name(media), 1);
        taken.insert(plain, media.duplicates + 1);
    }
}

fn collect(value: &Value, pointer: &str, found: &mut Vec<Media>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(properties) => {
            found.extend(Media::from_object(properties, pointer));
            for (name, property) in properties {
                collect(property, &format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

impl Media {
    fn from_object(properties: &Map<String, Value>, pointer: &str) -> Option<Self> {
        let text = |name: &str| properties.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| {
            let number = properties.get(name)?;
            number.as_u64().or_else(|| number.as_f64().and_then(integer))
        };
        let url = text("url").filter(|url| is_file_url(url))?;
        Some(Self {
            url,
            pointer: pointer.to_owned(),
            content_type: text("content_type"),
            file_name: text("file_name"),
            size: number("file_size"),
            width: number("width"),
            height: number("height"),
            duplicates: 0,
        })
    }

    /// Returns a safe file name: the name sent by the endpoint, the last segment of the URL, or a name derived from the
    /// content type. It contains no path separators and no characters that a file system rejects. Names are unique
    /// within a response: the second `donut.png` is `donut-2.png`.
    pub fn suggested_file_name(&self) -> String {
        let name = self.plain_file_name();
        match (self.duplicates, name.rsplit_once('.')) {
            (0, _) => name,
            (duplicates, Some((stem, extension))) => format!("{stem}-{}.{extension}", duplicates + 1),
            (duplicates, None) => format!("{name}-{}", duplicates + 1),
        }
    }

    fn plain_file_name(&self) -> String {
        let sent = self.file_name.as_deref().and_then(sanitize);
        sent.or_else(|| self.last_segment().as_deref().and_then(sanitize)).unwrap_or_else(|| {
            let data_uri_type = self.url.strip_prefix("data:").and_then(|rest| rest.split([';', ',']).next());
            format!("file.{}", extension(self.content_type.as_deref().or(data_uri_type).unwrap_or_default()))
        })
    }

    fn last_segment(&self) -> Option<String> {
        let url = reqwest::Url::parse(&self.url).ok()?;
        url_encode::decode(url.path_segments()?.next_back()?)
    }
}

fn is_file_url(url: &str) -> bool {
    ["https://", "http://", "data:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Converts integers sent as `1024.0`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an integer, positive and small enough")]
fn integer(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number)).then_some(number as u64)
}

/// Maximum length of a name in bytes, below the limit of file systems to leave room for a suffix.
const MAX_NAME_LENGTH: usize = 200;

/// Returns the last segment of a name without characters that some file system rejects; `None` if nothing is left.
fn sanitize(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_invalid = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    let name: String = last.chars().map(|c| if is_invalid(c) { '_' } else { c }).collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let (stem, extension) = name.rsplit_once('.').map_or((name, ""), |(stem, extension)| (stem, extension));
    let name = match extension.len() {
        _ if name.is_empty() => return None,
        1..=20 if !stem.is_empty() => format!("{}.{extension}", truncate(stem, MAX_NAME_LENGTH - extension.len())),
        _ => truncate(name, MAX_NAME_LENGTH).to_owned(),
    };
    // Device names on Windows, with any extension.
    Some(if is_device(&name) { format!("_{name}") } else { name })
}

fn truncate(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or_default();
        number.chars().count() == 1 && "123456789¹²³".contains(number)
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

impl AsRef<str> for Media {
    fn as_ref(&self) -> &str {
        &self.url
    }
}

/// Shortens data URIs.
impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = match self.url.split_once(',') {
            Some((head, data)) if head.starts_with("data:") => format!("{head},… {} bytes", data.len()),
            _ => self.url.clone(),
        };
        f.debug_struct("Media")
            .field("url", &url)
            .field("pointer", &self.pointer)
            .field("content_type", &self.content_type)
            .field("file_name", &self.file_name)
            .field("size", &self.size)
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}
