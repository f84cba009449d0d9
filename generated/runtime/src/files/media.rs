//! The files in a response, whatever its type: what fal's applications answer with are objects that hold a URL.
//!
//! Fetching them is up to `download`.

use std::{collections::HashMap, fmt};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{files::upload::ending, http::url_encode};

/// A file in a response.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Media {
    /// Where the file is; a data URI where the endpoint was asked for one.
    pub url: String,
    /// Where it stands in the response: a JSON pointer, as in `/images/0`.
    pub pointer: String,
    /// Its content type.
    pub content_type: Option<String>,
    /// Its name, as the endpoint gave it; see [`suggested_file_name`](Self::suggested_file_name).
    pub file_name: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// The width of an image or a video, in pixels.
    pub width: Option<u64>,
    /// The height of an image or a video, in pixels.
    pub height: Option<u64>,
    /// How many files of the response have its name before it.
    again: usize,
}

/// Every file in a response, lists in their order: each object with a `url` that is a web address or a data
/// URI. A value without a JSON form has none.
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
    tell_apart(&mut found);
    found
}

/// Gives each file a name of its own, in upper and lower case alike: whoever saves them all loses none.
fn tell_apart(found: &mut [Media]) {
    let name = |media: &Media| media.suggested_file_name().to_lowercase();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for media in found {
        let plain = name(media);
        media.again = taken.get(&plain).copied().unwrap_or_default();
        while taken.contains_key(&name(media)) {
            media.again += 1;
        }
        taken.insert(name(media), 1);
        taken.insert(plain, media.again + 1);
    }
}

fn collect(value: &Value, pointer: &str, found: &mut Vec<Media>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(members) => {
            found.extend(Media::of(members, pointer));
            for (name, member) in members {
                collect(member, &format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

impl Media {
    fn of(members: &Map<String, Value>, pointer: &str) -> Option<Self> {
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| {
            let number = members.get(name)?;
            number.as_u64().or_else(|| number.as_f64().and_then(whole))
        };
        let url = text("url").filter(|url| is_address(url))?;
        Some(Self {
            url,
            pointer: pointer.to_owned(),
            content_type: text("content_type"),
            file_name: text("file_name"),
            size: number("file_size"),
            width: number("width"),
            height: number("height"),
            again: 0,
        })
    }

    /// A name to save the file under: its own, or the last segment of its URL, or one made of its content type. It
    /// has no folders in it, whatever the response says, and no characters that a file system refuses. No two files
    /// of one response have the same: the second `donut.png` is `donut-2.png`.
    pub fn suggested_file_name(&self) -> String {
        let name = self.plain_file_name();
        match (self.again, name.rsplit_once('.')) {
            (0, _) => name,
            (again, Some((stem, ending))) => format!("{stem}-{}.{ending}", again + 1),
            (again, None) => format!("{name}-{}", again + 1),
        }
    }

    fn plain_file_name(&self) -> String {
        let given = self.file_name.as_deref().and_then(safe);
        given.or_else(|| self.last_segment().as_deref().and_then(safe)).unwrap_or_else(|| {
            let of_data_uri = self.url.strip_prefix("data:").and_then(|rest| rest.split([';', ',']).next());
            format!("file.{}", ending(self.content_type.as_deref().or(of_data_uri).unwrap_or_default()))
        })
    }

    fn last_segment(&self) -> Option<String> {
        let url = reqwest::Url::parse(&self.url).ok()?;
        url_encode::decode(url.path_segments()?.next_back()?)
    }
}

fn is_address(url: &str) -> bool {
    ["https://", "http://", "data:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Numbers that come as `1024.0`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, positive and small enough")]
fn whole(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number)).then_some(number as u64)
}

/// How long a name may be, in bytes: less than file systems allow, so that something can be added.
const LONGEST: usize = 200;

/// The last part of a name, without what leads elsewhere or is refused by some file system.
fn safe(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let refused = |c: char| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    let name: String = last.chars().map(|c| if refused(c) { '_' } else { c }).collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let (stem, ending) = name.rsplit_once('.').map_or((name, ""), |(stem, ending)| (stem, ending));
    let name = match ending.len() {
        _ if name.is_empty() => return None,
        1..=20 if !stem.is_empty() => format!("{}.{ending}", cut(stem, LONGEST - ending.len())),
        _ => cut(name, LONGEST).to_owned(),
    };
    // On Windows these are devices, whatever their ending.
    Some(if is_device(&name) { format!("_{name}") } else { name })
}

fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
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

/// A data URI is shown by its beginning.
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
