//! Name and content type of an upload, as set or detected.
//!
//! The content type is derived from the name, otherwise from the first bytes; a missing name from the content type.

use reqwest::header::HeaderValue;

use crate::error::Error;

/// Content type of unknown data.
const UNKNOWN: &str = "application/octet-stream";

/// Name and content type of an uploaded file.
#[derive(Debug)]
pub(crate) struct FileMetadata {
    pub(crate) name: String,
    pub(crate) content_type: String,
    /// Content type as a header value.
    pub(super) header: HeaderValue,
}

impl FileMetadata {
    /// Completes name and content type from the first bytes. Blank strings count as missing.
    pub(crate) fn detect(name: Option<&str>, content_type: Option<&str>, head: &[u8]) -> Result<Self, Error> {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let content_type = non_empty(content_type).or_else(|| from_name(name)).or_else(|| from_bytes(head));
        let content_type = content_type.unwrap_or(UNKNOWN).to_owned();
        let header = HeaderValue::from_str(&content_type).map_err(|source| {
            Error::invalid(format!("{content_type:?} is not a valid content type")).with_source(source)
        })?;
        let name = name.map_or_else(|| format!("file.{}", extension(&content_type)), str::to_owned);
        Ok(Self { name, content_type, header })
    }
}

/// Returns the content type unless it is blank.
fn non_empty(content_type: Option<&str>) -> Option<&str> {
    content_type.map(str::trim).filter(|content_type| !content_type.is_empty())
}

/// Returns the content type without reading the file.
pub(crate) fn likely_content_type(name: Option<&str>, content_type: Option<&str>) -> Option<String> {
    non_empty(content_type).or_else(|| from_name(name)).map(str::to_owned)
}

fn from_name(name: Option<&str>) -> Option<&'static str> {
    mime_guess::from_path(name?).first_raw()
}

fn from_bytes(head: &[u8]) -> Option<&'static str> {
    Some(infer::get(head)?.mime_type())
}

/// Returns the usual file extension of a content type.
pub(crate) fn extension(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let extension = match (kind, subtype) {
        (_, "jpeg") => "jpg",
        (_, "quicktime") => "mov",
        ("audio", "mpeg") => "mp3",
        ("audio", "mp4" | "x-m4a") => "m4a",
        ("text", "plain") => "txt",
        (_, subtype) => subtype.split('+').next().unwrap_or_default().trim_start_matches("x-"),
    };
    let usual = !extension.is_empty() && extension.len() <= 5 && extension.chars().all(|c| c.is_ascii_alphanumeric());
    if usual { extension.to_owned() } else { "bin".to_owned() }
}
