//! Security schemes of OpenAPI, which Apifox uses too.

use crate::{document::Cursor, service::KeyLocation};

/// Returns where a security scheme sends its key, or `None` if no client setting can send it.
pub(super) fn location(scheme: &Cursor<'_>) -> Option<KeyLocation> {
    let word = |key: &str| scheme.text(key).map(|text| text.value.trim().to_ascii_lowercase()).unwrap_or_default();
    match word("type").as_str() {
        "http" if word("scheme") == "basic" => Some(KeyLocation::Basic),
        "http" if matches!(word("scheme").as_str(), "" | "bearer") => Some(KeyLocation::Bearer),
        "bearer" | "oauth2" | "openidconnect" | "jwt" => Some(KeyLocation::Bearer),
        "basic" => Some(KeyLocation::Basic),
        "apikey" => key(scheme),
        _ => None,
    }
}

/// Returns the location of an API key. Apifox writes `key` instead of `name`.
pub(super) fn key(scheme: &Cursor<'_>) -> Option<KeyLocation> {
    let name = scheme.text("name").or_else(|| scheme.text("key"))?.value.trim().to_owned();
    let location = scheme.text("in").map(|at| at.value.trim().to_ascii_lowercase());
    match location.as_deref().unwrap_or("header") {
        _ if name.is_empty() => None,
        "header" => Some(KeyLocation::Header(name)),
        "query" => Some(KeyLocation::Query(name)),
        "cookie" => Some(KeyLocation::Cookie(name)),
        _ => None,
    }
}
