//! What fal is told about a file: its name and its content type, as given or as they can be found out.
//!
//! The content type follows from the name, else from the first bytes; a name that is missing follows from the
//! content type.

use reqwest::header::HeaderValue;

use crate::error::Error;

/// Where nothing is known.
const UNKNOWN: &str = "application/octet-stream";

/// Name and content type of a file.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) name: String,
    pub(crate) content_type: String,
    /// The content type as it goes out.
    pub(super) header: HeaderValue,
}

impl About {
    /// Completes what was given by what the first bytes tell. Blank counts as not given.
    pub(crate) fn of(name: Option<&str>, content_type: Option<&str>, head: &[u8]) -> Result<Self, Error> {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let content_type = given(content_type).or_else(|| by_name(name)).or_else(|| by_bytes(head));
        let content_type = content_type.unwrap_or(UNKNOWN).to_owned();
        let header = HeaderValue::from_str(&content_type)
            .map_err(|source| Error::invalid(format!("{content_type:?} is no content type")).because(source))?;
        let name = name.map_or_else(|| format!("file.{}", ending(&content_type)), str::to_owned);
        Ok(Self { name, content_type, header })
    }
}

/// What was given, where it is not blank.
fn given(content_type: Option<&str>) -> Option<&str> {
    content_type.map(str::trim).filter(|content_type| !content_type.is_empty())
}

/// The content type of a file that nobody has looked into yet.
pub(crate) fn likely(name: Option<&str>, content_type: Option<&str>) -> Option<String> {
    given(content_type).or_else(|| by_name(name)).map(str::to_owned)
}

fn by_name(name: Option<&str>) -> Option<&'static str> {
    mime_guess::from_path(name?).first_raw()
}

fn by_bytes(head: &[u8]) -> Option<&'static str> {
    Some(infer::get(head)?.mime_type())
}

/// The usual ending of files of a content type.
pub(crate) fn ending(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let ending = match (kind, subtype) {
        (_, "jpeg") => "jpg",
        (_, "quicktime") => "mov",
        ("audio", "mpeg") => "mp3",
        ("audio", "mp4" | "x-m4a") => "m4a",
        ("text", "plain") => "txt",
        (_, subtype) => subtype.split('+').next().unwrap_or_default().trim_start_matches("x-"),
    };
    let usual = !ending.is_empty() && ending.len() <= 5 && ending.chars().all(|c| c.is_ascii_alphanumeric());
    if usual { ending.to_owned() } else { "bin".to_owned() }
}
